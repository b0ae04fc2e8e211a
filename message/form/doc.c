#include "message/form/doc.h"

#include "message/form/doc_story.h"

#include <errno.h>
#include <string.h>

#define SEPARATORS 6 /* of notes, before the headers */

/* Of each section, in this order ([MS-DOC] 2.8.25, PlcfHdd). */
static const enum block_place header_places[] = {
    PLACE_HEADER, PLACE_HEADER, PLACE_FOOTER, PLACE_FOOTER, PLACE_HEADER, PLACE_FOOTER};

static size_t part_first(const struct doc_file *file, enum doc_part part)
{
	size_t first = 0;

	for (enum doc_part before = DOC_MAIN; before < part; before++)
		first += file->lengths[before];
	return first;
}

static int read_part(
    const struct doc_source *source, enum doc_part part, enum block_place place, struct composer *composer)
{
	size_t first = part_first(source->file, part);

	return doc_story_read(source, first, first + source->file->lengths[part], place, composer);
}

static int read_headers(const struct doc_source *source, struct composer *composer)
{
	const struct doc_file *file = source->file;
	size_t at = 0, size = 0, first = part_first(file, DOC_HEADERS), length = file->lengths[DOC_HEADERS];
	int r = 0;

	if (length == 0 || !doc_file_table(file, DOC_HEADER_RANGES, &at, &size))
		return 0;
	for (size_t i = SEPARATORS; i + 1 < size / 4 && r == 0; i++) {
		size_t begin = doc_get32(&file->table, at + i * 4), end = doc_get32(&file->table, at + i * 4 + 4);
		/* The last position of all is one past the end. */
		if (end > length)
			end = length;
		if (begin < end)
			r = doc_story_read(
			    source, first + begin, first + end, header_places[(i - SEPARATORS) % 6], composer);
	}
	return r;
}

static int read_text(const struct doc_source *source, struct composer *composer)
{
	int r = read_part(source, DOC_MAIN, PLACE_BODY, composer);

	if (r == 0)
		r = read_part(source, DOC_TEXT_BOXES, PLACE_BODY, composer);
	if (r == 0)
		r = read_headers(source, composer);
	if (r == 0)
		r = read_part(source, DOC_HEADER_TEXT_BOXES, PLACE_HEADER, composer);
	if (r == 0)
		r = read_part(source, DOC_FOOTNOTES, PLACE_NOTE, composer);
	if (r == 0)
		r = read_part(source, DOC_ENDNOTES, PLACE_NOTE, composer);
	return r;
}

static int read_file(const struct doc_file *file, struct composer *composer)
{
	unsigned *obstacles = &composer->document->obstacles;
	struct doc_text text = {0};
	struct doc_runs characters = {0}, paragraphs = {0};
	const struct doc_source source = {file, &text, &characters, &paragraphs};

	if (doc_styles_may_hide(file)) {
		*obstacles |= OBSTACLE_UNSUPPORTED;
		return -EBADMSG;
	}
	int r = doc_text_read(file, &text, obstacles);
	if (r == 0)
		r = doc_runs_read(file, DOC_CHARACTER_PAGES, &characters, obstacles);
	if (r == 0)
		r = doc_runs_read(file, DOC_PARAGRAPH_PAGES, &paragraphs, obstacles);
	if (r == 0)
		r = read_text(&source, composer);
	doc_runs_clear(&paragraphs);
	doc_runs_clear(&characters);
	doc_text_clear(&text);
	return r;
}

int doc_read(const void *octets, size_t size, struct composer *composer)
{
	struct doc_file file = {0};
	int r = doc_file_open(octets, size, &file, &composer->document->obstacles);

	if (r < 0)
		return r;
	r = read_file(&file, composer);
	doc_file_clear(&file);
	return r;
}

bool doc_is(const void *octets, size_t size)
{
	return doc_file_is(octets, size);
}

void doc_warm(void)
{
	doc_file_warm();
}
