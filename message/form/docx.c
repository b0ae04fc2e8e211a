#include "message/form/docx.h"

#include "message/form/docx_story.h"
#include "message/form/relations.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct docx {
	struct package *package;
	struct composer *composer;
	unsigned *obstacles;
	struct relations own; /* of the package */
	struct relations relations;
	struct docx_styles *styles;
	struct docx_references references;
	unsigned parts_read;
};

static int refuse(struct docx *docx, enum document_obstacle obstacle)
{
	*docx->obstacles |= obstacle;
	return -EBADMSG;
}

/* A part that a relationship names must be there. */
static int read_part(struct docx *docx, const char *part, char **ret_octets, size_t *ret_size)
{
	if (++docx->parts_read > LIMIT_PACKAGE_PARTS_READ)
		return refuse(docx, OBSTACLE_LIMIT);
	int r = package_read(docx->package, part, ret_octets, ret_size, docx->obstacles);
	return r == -ENOENT ? refuse(docx, OBSTACLE_DAMAGED) : r;
}

static int read_styles(struct docx *docx)
{
	unsigned obstacles = 0;
	const struct relation *relation = relations_only(&docx->relations, RELATION_STYLES, &obstacles);
	char *octets = NULL;
	size_t size = 0;

	if (obstacles != 0)
		return refuse(docx, OBSTACLE_AMBIGUOUS);
	if (relation == NULL)
		return 0;
	int r = read_part(docx, relation->part, &octets, &size);
	if (r < 0)
		return r;
	r = docx_styles_read(octets, size, &docx->styles, docx->obstacles);
	free(octets);
	return r;
}

static int read_story(struct docx *docx, const char *part, enum block_place place, struct docx_references *references)
{
	struct docx_source source = {
	    .styles = docx->styles, .only_notes = place == PLACE_NOTE ? &docx->references.notes : NULL};
	char *octets = NULL;
	int r = read_part(docx, part, &octets, &source.size);

	if (r < 0)
		return r;
	source.octets = octets;
	composer_paragraph_end(docx->composer);
	docx->composer->place = place;
	r = docx_story_read(&source, docx->composer, references);
	free(octets);
	return r;
}

static int read_referred(
    struct docx *docx, enum relation_kind kind, enum block_place place, const struct text *references)
{
	int r = 0;

	for (size_t at = 0; r == 0 && at < references->length; at += strlen(references->bytes + at) + 1) {
		const struct relation *relation = relations_find(&docx->relations, kind, references->bytes + at);
		if (relation != NULL)
			r = read_story(docx, relation->part, place, NULL);
	}
	return r;
}

static int read_notes(struct docx *docx, enum relation_kind kind)
{
	unsigned obstacles = 0;
	const struct relation *relation = relations_only(&docx->relations, kind, &obstacles);

	if (obstacles != 0)
		return refuse(docx, OBSTACLE_AMBIGUOUS);
	if (relation == NULL || docx->references.notes.length == 0)
		return 0;
	return read_story(docx, relation->part, PLACE_NOTE, NULL);
}

static int read_parts(struct docx *docx, const char *main_part)
{
	int r = relations_read(docx->package, main_part, &docx->relations, docx->obstacles);

	if (r == 0)
		r = read_styles(docx);
	if (r == 0)
		r = read_story(docx, main_part, PLACE_BODY, &docx->references);
	if (r == 0)
		r = read_referred(docx, RELATION_HEADER, PLACE_HEADER, &docx->references.headers);
	if (r == 0)
		r = read_referred(docx, RELATION_FOOTER, PLACE_FOOTER, &docx->references.footers);
	if (r == 0)
		r = read_notes(docx, RELATION_FOOTNOTES);
	if (r == 0)
		r = read_notes(docx, RELATION_ENDNOTES);
	return r;
}

static int find_main(struct docx *docx, const struct relation **ret_main)
{
	bool is_text = false;
	int r = relations_read(docx->package, "", &docx->own, docx->obstacles);

	if (r < 0)
		return r;
	const struct relation *main_part = relations_only(&docx->own, RELATION_DOCUMENT, docx->obstacles);
	if (main_part == NULL)
		return refuse(docx, *docx->obstacles != 0 ? 0 : OBSTACLE_DAMAGED);
	r = relations_is_text_document(docx->package, main_part->part, &is_text, docx->obstacles);
	if (r == 0 && !is_text)
		r = refuse(docx, OBSTACLE_UNSUPPORTED);
	if (r == 0)
		*ret_main = main_part;
	return r;
}

int docx_read(struct package *package, struct composer *composer)
{
	struct docx docx = {.package = package, .composer = composer, .obstacles = &composer->document->obstacles};
	const struct relation *main_part = NULL;
	int r = find_main(&docx, &main_part);

	if (r == 0)
		r = read_parts(&docx, main_part->part);
	docx_references_clear(&docx.references);
	docx_styles_free(docx.styles);
	relations_clear(&docx.relations);
	relations_clear(&docx.own);
	return r;
}

bool docx_is(struct package *package)
{
	unsigned obstacles = 0;
	struct docx docx = {.package = package, .obstacles = &obstacles};
	const struct relation *main_part = NULL;

	int r = find_main(&docx, &main_part);
	relations_clear(&docx.own);
	return r == 0;
}
