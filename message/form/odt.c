#include "message/form/odt.h"

#include "message/form/odt_story.h"
#include "message/form/xml.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define TYPE_BASE  "application/vnd.oasis.opendocument."
#define TEXT_TYPE  TYPE_BASE "text"
#define TEMPLATE   TYPE_BASE "text-template"
#define TYPE_MOST  128
#define MANIFEST   "META-INF/manifest.xml"
#define MANIFEST_1 "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"

static bool read_type(struct package *package, char ret_type[TYPE_MOST])
{
	unsigned obstacles = 0;
	char *octets = NULL;
	size_t size = 0;

	if (package_read(package, "mimetype", &octets, &size, &obstacles) < 0)
		return false;
	size_t length = size < TYPE_MOST ? size : 0;
	memcpy(ret_type, octets, length);
	ret_type[length] = '\0';
	free(octets);
	return true;
}

bool odt_is(struct package *package)
{
	char type[TYPE_MOST];

	return read_type(package, type) && strncmp(type, TYPE_BASE, strlen(TYPE_BASE)) == 0;
}

static void start_manifest(void *context, const struct xml_element *element)
{
	bool *is_encrypted = context;

	if (element->space == 1 && strcmp(element->name, "encryption-data") == 0)
		*is_encrypted = true;
}

static void end_manifest(void *context)
{
	(void)context;
}

static int check_manifest(struct package *package, unsigned *obstacles)
{
	static const struct xml_namespace namespaces[] = {{MANIFEST_1, 1}, {NULL, 0}};
	const struct xml_handler handler = {namespaces, start_manifest, end_manifest, NULL, NULL};
	bool is_encrypted = false;
	char *octets = NULL;
	size_t size = 0;
	int r = package_read(package, MANIFEST, &octets, &size, obstacles);

	if (r < 0)
		return r == -ENOENT ? 0 : r;
	r = xml_read(octets, size, &handler, &is_encrypted, obstacles);
	free(octets);
	if (r == 0 && is_encrypted) {
		*obstacles |= OBSTACLE_ENCRYPTED;
		r = -EBADMSG;
	}
	return r;
}

static int read_story(struct package *package, const char *part, struct odt_styles *styles, struct composer *composer)
{
	char *octets = NULL;
	size_t size = 0;
	int r = package_read(package, part, &octets, &size, &composer->document->obstacles);

	if (r < 0)
		return r;
	r = odt_story_read(octets, size, styles, composer);
	free(octets);
	return r;
}

int odt_read(struct package *package, struct composer *composer)
{
	unsigned *obstacles = &composer->document->obstacles;
	struct odt_styles styles = {0};
	char type[TYPE_MOST];

	if (!read_type(package, type) || (strcmp(type, TEXT_TYPE) != 0 && strcmp(type, TEMPLATE) != 0)) {
		*obstacles |= OBSTACLE_UNSUPPORTED;
		return -EBADMSG;
	}
	int r = check_manifest(package, obstacles);
	if (r == 0)
		r = read_story(package, "styles.xml", &styles, composer);
	if (r == -ENOENT)
		r = 0;
	if (r == 0)
		r = read_story(package, "content.xml", &styles, composer);
	if (r == -ENOENT) {
		*obstacles |= OBSTACLE_DAMAGED;
		r = -EBADMSG;
	}
	odt_styles_clear(&styles);
	return r;
}

int odt_read_flat(const void *octets, size_t size, struct composer *composer)
{
	struct odt_styles styles = {0};
	int r = odt_story_read(octets, size, &styles, composer);

	odt_styles_clear(&styles);
	return r;
}
