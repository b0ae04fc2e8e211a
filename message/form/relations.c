#include "message/form/relations.h"

#include "message/form/document.h"
#include "message/form/xml.h"
#include "message/text.h"
#include "rules/grow.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define RELATIONS_MOST 4000

enum { NS_RELATIONS = 1, NS_TYPES };

static const struct xml_namespace namespaces[] = {
    {"http://schemas.openxmlformats.org/package/2006/relationships", NS_RELATIONS},
    {"http://schemas.openxmlformats.org/package/2006/content-types", NS_TYPES}, {NULL, 0}};

static const char *const type_bases[] = {"http://schemas.openxmlformats.org/officeDocument/2006/relationships/",
    "http://purl.oclc.org/ooxml/officeDocument/relationships/"};

static const struct {
	const char *name;
	enum relation_kind kind;
} kinds[] = {{"officeDocument", RELATION_DOCUMENT}, {"styles", RELATION_STYLES}, {"header", RELATION_HEADER},
    {"footer", RELATION_FOOTER}, {"footnotes", RELATION_FOOTNOTES}, {"endnotes", RELATION_ENDNOTES}};

static const char *const text_types[] = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    "application/vnd.ms-word.document.macroEnabled.main+xml",
    "application/vnd.ms-word.template.macroEnabledTemplate.main+xml"};

struct reading {
	struct relations relations;
	const char *base; /* the folder that targets are relative to, with its slash; "" for the package */
	size_t base_length;
	const char *part; /* whose content type is asked */
	char *type;	  /* its override; of the extension otherwise */
	bool is_override;
	unsigned obstacles;
	int error;
};

void relations_clear(struct relations *relations)
{
	for (size_t i = 0; i < relations->count; i++) {
		free(relations->items[i].id);
		free(relations->items[i].part);
	}
	free(relations->items);
	*relations = (struct relations){0};
}

static enum relation_kind kind_of(const char *type)
{
	for (size_t i = 0; i < sizeof(type_bases) / sizeof(type_bases[0]); i++) {
		size_t length = strlen(type_bases[i]);
		if (strncmp(type, type_bases[i], length) != 0)
			continue;
		for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++)
			if (strcmp(type + length, kinds[k].name) == 0)
				return kinds[k].kind;
	}
	return RELATION_OTHER;
}

/* The part that a target means, heap; NULL for want of memory. Segments "." and ".." are resolved (RFC 3986 5.2.4). */
static char *resolve(const struct reading *reading, const char *target)
{
	struct text part = {0};

	if (*target == '/')
		target++;
	else
		text_append(&part, reading->base, reading->base_length);
	while (*target != '\0') {
		size_t length = strcspn(target, "/");
		size_t whole = length + (target[length] == '/');
		if (length == 2 && strncmp(target, "..", 2) == 0) {
			size_t at = part.length > 0 ? part.length - 1 : 0;
			while (at > 0 && part.bytes[at - 1] != '/')
				at--;
			part.length = at;
		} else if (length != 1 || *target != '.') {
			text_append(&part, target, whole);
		}
		target += whole;
	}
	text_append(&part, "", 0);
	char *taken = text_take(&part);
	text_clear(&part);
	return taken;
}

static void add_relation(struct reading *reading, enum relation_kind kind, const char *id, const char *target)
{
	struct relations *relations = &reading->relations;

	if (relations->count >= RELATIONS_MOST) {
		reading->obstacles |= OBSTACLE_LIMIT;
		return;
	}
	struct relation *items = grow_by_one(relations->items, relations->count, sizeof(*items));
	if (items == NULL) {
		reading->error = -ENOMEM;
		return;
	}
	relations->items = items;
	items[relations->count] = (struct relation){kind, strdup(id), resolve(reading, target)};
	if (items[relations->count].id == NULL || items[relations->count].part == NULL)
		reading->error = -ENOMEM;
	relations->count++;
}

static void start_relation(void *context, const struct xml_element *element)
{
	struct reading *reading = context;

	if (element->space != NS_RELATIONS || strcmp(element->name, "Relationship") != 0)
		return;
	const char *id = xml_attribute(element, 0, "Id"), *type = xml_attribute(element, 0, "Type"),
		   *target = xml_attribute(element, 0, "Target"), *mode = xml_attribute(element, 0, "TargetMode");
	if (id == NULL || type == NULL || target == NULL) {
		reading->obstacles |= OBSTACLE_DAMAGED;
		return;
	}
	enum relation_kind kind = kind_of(type);
	if (kind == RELATION_OTHER)
		return;
	/* Text from elsewhere: what a reader sees is not in our hands. */
	if (mode != NULL && strcmp(mode, "Internal") != 0) {
		reading->obstacles |= OBSTACLE_AMBIGUOUS;
		return;
	}
	if (relations_find(&reading->relations, kind, id) != NULL)
		reading->obstacles |= OBSTACLE_AMBIGUOUS;
	add_relation(reading, kind, id, target);
}

static void end_nothing(void *context)
{
	(void)context;
}

static bool has_failed(const void *context)
{
	const struct reading *reading = context;

	return reading->error < 0 || reading->obstacles != 0;
}

static int read_part(struct package *package, const char *name,
    void (*start)(void *context, const struct xml_element *element), struct reading *reading, unsigned *obstacles)
{
	const struct xml_handler handler = {namespaces, start, end_nothing, NULL, has_failed};
	char *octets = NULL;
	size_t size = 0;
	int r = package_read(package, name, &octets, &size, obstacles);

	if (r < 0)
		return r;
	r = xml_read(octets, size, &handler, reading, &reading->obstacles);
	free(octets);
	if (reading->error < 0)
		return reading->error;
	*obstacles |= reading->obstacles;
	return r < 0 || reading->obstacles == 0 ? r : -EBADMSG;
}

int relations_read(struct package *package, const char *part, struct relations *ret_relations, unsigned *obstacles)
{
	const char *slash = strrchr(part, '/');
	struct reading reading = {.base = part, .base_length = slash != NULL ? (size_t)(slash - part) + 1 : 0};
	struct text name = {0};

	text_append(&name, part, reading.base_length);
	text_append(&name, "_rels/", strlen("_rels/"));
	text_append(&name, part + reading.base_length, strlen(part) - reading.base_length);
	text_append(&name, ".rels", strlen(".rels"));
	int r =
	    name.error < 0 ? name.error : read_part(package, text_string(&name), start_relation, &reading, obstacles);
	text_clear(&name);
	if (r < 0)
		relations_clear(&reading.relations);
	if (r == 0 || r == -ENOENT) {
		*ret_relations = reading.relations;
		return 0;
	}
	return r;
}

const struct relation *relations_find(const struct relations *relations, enum relation_kind kind, const char *id)
{
	for (size_t i = 0; i < relations->count; i++)
		if (relations->items[i].kind == kind && strcmp(relations->items[i].id, id) == 0)
			return &relations->items[i];
	return NULL;
}

const struct relation *relations_only(const struct relations *relations, enum relation_kind kind, unsigned *obstacles)
{
	const struct relation *only = NULL;

	for (size_t i = 0; i < relations->count; i++) {
		if (relations->items[i].kind != kind)
			continue;
		if (only != NULL) {
			*obstacles |= OBSTACLE_AMBIGUOUS;
			return NULL;
		}
		only = &relations->items[i];
	}
	return only;
}

static void set_type(struct reading *reading, const char *type, bool is_override)
{
	if (reading->is_override == is_override && reading->type != NULL)
		reading->obstacles |= OBSTACLE_AMBIGUOUS;
	if (reading->is_override && !is_override)
		return;
	free(reading->type);
	reading->type = strdup(type);
	reading->is_override = is_override;
	if (reading->type == NULL)
		reading->error = -ENOMEM;
}

static void start_type(void *context, const struct xml_element *element)
{
	struct reading *reading = context;
	const char *type = xml_attribute(element, 0, "ContentType");

	if (element->space != NS_TYPES || type == NULL)
		return;
	const char *name = xml_attribute(element, 0, "PartName"), *extension = xml_attribute(element, 0, "Extension");
	const char *dot = strrchr(reading->part, '.');
	if (strcmp(element->name, "Override") == 0 && name != NULL && *name == '/' &&
	    strcasecmp(name + 1, reading->part) == 0)
		set_type(reading, type, true);
	else if (strcmp(element->name, "Default") == 0 && extension != NULL && dot != NULL &&
		 strcasecmp(extension, dot + 1) == 0)
		set_type(reading, type, false);
}

int relations_is_text_document(struct package *package, const char *part, bool *ret_is_text, unsigned *obstacles)
{
	struct reading reading = {.part = part};
	int r = read_part(package, "[Content_Types].xml", start_type, &reading, obstacles);

	if (r == -ENOENT) {
		*obstacles |= OBSTACLE_DAMAGED;
		r = -EBADMSG;
	}
	if (r == 0) {
		*ret_is_text = false;
		for (size_t i = 0; i < sizeof(text_types) / sizeof(text_types[0]); i++)
			if (reading.type != NULL && strcasecmp(reading.type, text_types[i]) == 0)
				*ret_is_text = true;
	}
	free(reading.type);
	return r;
}
