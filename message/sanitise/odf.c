#include "message/sanitise/odf.h"

#include "message/form/document.h"
#include "message/form/package.h"
#include "message/form/recognise.h"
#include "message/sanitise/limits.h"
#include "message/sanitise/odf_manifest.h"
#include "message/sanitise/odf_part.h"
#include "message/sanitise/odf_story.h"
#include "message/sanitise/package_writer.h"
#include "message/sanitise/payload.h"
#include "message/sanitise/proof.h"
#include "message/sanitise/xml_check.h"
#include "rules/grow.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define TYPE_BASE "application/vnd.oasis.opendocument."

struct part {
	const char *name; /* the package's */
	struct text changed;
	bool is_removed;
};

struct odf {
	unsigned strip;
	struct package *package;
	struct part *parts;
	size_t count;
	struct text gone; /* parts of objects that are cut, each with its NUL */
	unsigned found, obstacles;
	size_t xml_octets;
	bool is_changed, is_signed;
};

static int refuse(struct odf *odf, enum document_obstacle obstacle)
{
	odf->obstacles |= obstacle;
	return -EBADMSG;
}

/* The kinds that this is for; a database is a program. */
static int check_type(struct odf *odf)
{
	static const char *const kinds[] = {
	    "text", "spreadsheet", "presentation", "graphics", "chart", "formula", "image"};
	char *type = NULL;
	size_t size = 0;
	int r = package_read(odf->package, "mimetype", &type, &size, &odf->obstacles);

	if (r < 0)
		return r == -ENOENT ? refuse(odf, OBSTACLE_UNSUPPORTED) : r;
	r = refuse(odf, OBSTACLE_UNSUPPORTED);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strncmp(type, TYPE_BASE, strlen(TYPE_BASE)) == 0 &&
		    strncmp(type + strlen(TYPE_BASE), kinds[i], strlen(kinds[i])) == 0)
			r = 0;
	if (r == 0)
		odf->obstacles = 0;
	free(type);
	return r;
}

static int list_parts(struct odf *odf)
{
	const char *name;

	for (; (name = package_name(odf->package, odf->count)) != NULL; odf->count++) {
		struct part *parts = grow_by_one(odf->parts, odf->count, sizeof(*parts));
		if (parts == NULL)
			return -ENOMEM;
		odf->parts = parts;
		parts[odf->count] = (struct part){.name = name};
		odf->is_signed |= odf_part_is_signature(name);
	}
	return 0;
}

static bool is_folder(const char *name)
{
	return name[0] != '\0' && name[strlen(name) - 1] == '/';
}

static void remove_part(struct odf *odf, struct part *part)
{
	odf->found |= UNSAFE_BIT(UNSAFE_ODF_ACTIVE);
	part->is_removed = (odf->strip & UNSAFE_BIT(UNSAFE_ODF_ACTIVE)) != 0;
}

/* Octets in UTF-8 to be judged; what is cut of UTF-16 cannot be put back. */
static int read_story(struct odf *odf, struct part *part, const char *octets, size_t size)
{
	struct findings findings = {.strip = odf->strip};
	char *converted = NULL;
	int r = 0;

	if (xml_check_is_utf16(octets, size)) {
		r = xml_check_from_utf16(octets, size, &converted, &size, &findings.obstacles);
		octets = converted;
	}
	if (r == 0)
		r = xml_check(octets, size, &findings.obstacles);
	if (r == 0)
		r = odf_story_read(octets, size, &findings);
	odf->found |= findings.found;
	if (r == -EBADMSG || (r == 0 && findings.obstacles != 0))
		r = refuse(odf, findings.obstacles);
	if (r == 0 && findings.found != 0 && odf_part_is_configuration(part->name)) {
		remove_part(odf, part);
	} else if (r == 0 && findings.edits.count > 0) {
		r = converted != NULL ? refuse(odf, OBSTACLE_AMBIGUOUS)
				      : xml_edits_apply(&findings.edits, octets, size, &part->changed);
		odf->is_changed = true;
	}
	if (r == 0 && findings.gone.length > 0)
		text_append(&odf->gone, findings.gone.bytes, findings.gone.length);
	findings_clear(&findings);
	free(converted);
	return r < 0 ? r : odf->gone.error;
}

static int judge_part(struct odf *odf, struct part *part)
{
	char *octets = NULL;
	size_t size = 0;
	int r = 0;

	if (is_folder(part->name) || odf_part_is_signature(part->name) || strcmp(part->name, ODF_MANIFEST_NAME) == 0)
		return 0;
	if (odf_part_is_active(part->name)) {
		remove_part(odf, part);
		return 0;
	}
	r = package_read(odf->package, part->name, &octets, &size, &odf->obstacles);
	if (r == 0 && payload_is(octets, size))
		remove_part(odf, part);
	else if (r == 0 && xml_check_looks(octets, size))
		r = (odf->xml_octets += size) <= LIMIT_OFFICE_XML ? read_story(odf, part, octets, size)
								  : refuse(odf, OBSTACLE_LIMIT);
	else if (r == 0 && size > 0 && odf_part_is_needed(part->name) && strcmp(part->name, "mimetype") != 0)
		r = refuse(odf, OBSTACLE_DAMAGED);
	free(octets);
	return r;
}

static int remove_objects(struct odf *odf)
{
	for (size_t at = 0; at < odf->gone.length; at += strlen(odf->gone.bytes + at) + 1)
		for (size_t i = 0; i < odf->count; i++) {
			if (!odf_part_is_within(odf->parts[i].name, odf->gone.bytes + at))
				continue;
			if (odf_part_is_needed(odf->parts[i].name))
				return refuse(odf, OBSTACLE_AMBIGUOUS);
			odf->parts[i].is_removed = true;
		}
	return 0;
}

/* A folder whose parts all go, goes. */
static void remove_folders(struct odf *odf)
{
	for (size_t i = 0; i < odf->count; i++) {
		if (!is_folder(odf->parts[i].name))
			continue;
		bool has_part = false, has_removed = false;
		for (size_t k = 0; k < odf->count; k++) {
			if (is_folder(odf->parts[k].name) ||
			    !odf_part_is_within(odf->parts[k].name, odf->parts[i].name))
				continue;
			has_removed |= odf->parts[k].is_removed;
			has_part |= !odf->parts[k].is_removed;
		}
		odf->parts[i].is_removed |= has_removed && !has_part;
	}
}

/* A folder need not be a part itself. */
static bool is_path_gone(const void *context, const char *path)
{
	const struct odf *odf = context;
	bool has_part = false, has_removed = false;

	for (size_t i = 0; i < odf->count; i++) {
		bool is_within = is_folder(path) ? odf_part_is_within(odf->parts[i].name, path)
						 : strcasecmp(odf->parts[i].name, path) == 0;
		has_removed |= is_within && odf->parts[i].is_removed;
		has_part |= is_within && !odf->parts[i].is_removed;
	}
	return has_removed && !has_part;
}

static int edit_manifest(struct odf *odf)
{
	struct findings findings = {.strip = odf->strip};
	char *octets = NULL;
	size_t size = 0;
	bool is_encrypted = false;
	int r = package_read(odf->package, ODF_MANIFEST_NAME, &octets, &size, &odf->obstacles);

	if (r < 0)
		return r == -ENOENT ? 0 : r;
	r = odf_manifest_read(octets, size, is_path_gone, odf, &findings, &is_encrypted);
	if (r == 0 && (findings.obstacles != 0 || is_encrypted))
		r = refuse(odf, findings.obstacles | (is_encrypted ? OBSTACLE_ENCRYPTED : 0));
	for (size_t i = 0; r == 0 && i < odf->count; i++)
		if (strcmp(odf->parts[i].name, ODF_MANIFEST_NAME) == 0 && findings.edits.count > 0)
			r = xml_edits_apply(&findings.edits, octets, size, &odf->parts[i].changed);
	findings_clear(&findings);
	free(octets);
	return r;
}

static int write_package(struct odf *odf, struct cleaning *cleaning)
{
	struct package_writer writer = {0};
	int r = 0;

	for (size_t i = 0; r == 0 && i < odf->count; i++) {
		struct part *part = &odf->parts[i];
		char *octets = NULL;
		size_t size = 0;
		if (part->is_removed)
			continue;
		r = package_read(odf->package, part->name, &octets, &size, &odf->obstacles);
		if (r == 0 && part->changed.bytes != NULL)
			r = package_writer_add(&writer, part->name, part->changed.bytes, part->changed.length,
			    package_is_stored(odf->package, i));
		else if (r == 0)
			r = package_writer_add(&writer, part->name, octets, size, package_is_stored(odf->package, i));
		free(octets);
	}
	if (r == 0)
		r = package_writer_finish(&writer, &cleaning->octets, &cleaning->size);
	package_writer_clear(&writer);
	return r == -EFBIG ? refuse(odf, OBSTACLE_LIMIT) : r;
}

static int clean_package(struct odf *odf, struct cleaning *cleaning)
{
	int r = check_type(odf);

	if (r == 0)
		r = list_parts(odf);
	/* An encrypted part is no XML, and no reason to call the document damaged. */
	if (r == 0)
		r = edit_manifest(odf);
	for (size_t i = 0; r == 0 && i < odf->count; i++)
		r = judge_part(odf, &odf->parts[i]);
	if (r == 0)
		r = remove_objects(odf);
	if (r < 0)
		return r;
	remove_folders(odf);
	for (size_t i = 0; i < odf->count; i++)
		odf->is_changed |= odf->parts[i].is_removed;
	if (!odf->is_changed)
		return 0;
	if (odf->is_signed)
		return refuse(odf, OBSTACLE_AMBIGUOUS);
	r = edit_manifest(odf);
	return r == 0 ? write_package(odf, cleaning) : r;
}

static void set_state(const struct odf *odf, int r, struct cleaning *cleaning)
{
	cleaning->found = odf->found;
	if (r == -EBADMSG) {
		cleaning->state = (odf->obstacles & OBSTACLE_LIMIT) != 0 ? CLEANING_LIMIT : CLEANING_IMPOSSIBLE;
		cleaning->is_ambiguous = cleaning_is_ambiguous(odf->obstacles, odf->package != NULL);
	} else if (r == 0) {
		cleaning->state = odf->is_changed ? CLEANING_DONE : CLEANING_UNCHANGED;
		cleaning->removed = odf->is_changed ? odf->found & odf->strip : 0;
	}
}

static int clean_once(const char *octets, size_t size, unsigned strip, struct cleaning *cleaning)
{
	struct odf odf = {.strip = strip};
	int r = package_open(octets, size, &odf.package, &odf.obstacles);

	if (r == 0)
		r = clean_package(&odf, cleaning);
	set_state(&odf, r, cleaning);
	for (size_t i = 0; i < odf.count; i++)
		text_clear(&odf.parts[i].changed);
	free(odf.parts);
	text_clear(&odf.gone);
	package_free(odf.package);
	return r == -EBADMSG ? 0 : r;
}

/* One XML file: nothing is cut, since what is in it may be written in it in ways that no part's name tells. */
static int judge_flat(const char *octets, size_t size, unsigned strip, struct cleaning *cleaning)
{
	struct odf odf = {.strip = strip};
	struct part part = {.name = "content.xml"};
	int r = read_story(&odf, &part, octets, size);

	if (r == 0 && odf.is_changed)
		r = refuse(&odf, OBSTACLE_AMBIGUOUS);
	set_state(&odf, r, cleaning);
	text_clear(&part.changed);
	text_clear(&odf.gone);
	return r == -EBADMSG ? 0 : r;
}

int odf_clean(const char *octets, size_t size, unsigned strip, struct cleaning *ret_cleaning)
{
	bool is_flat = recognise_container(octets, size) == CONTAINER_XML;

	return proof_clean(is_flat ? judge_flat : clean_once, octets, size, strip, ret_cleaning);
}
