#include "message/form/doc_story.h"

#include "message/form/doc_fonts.h"
#include "message/form/doc_form_data.h"
#include "message/form/symbol.h"

#include <errno.h>
#include <stdlib.h>

#define HEADINGS 9 /* styles 1 to 9 */

/* Characters that mean something ([MS-DOC] 2.4.2 and the special characters of 2.6.1). */
enum {
	PICTURE = 0x01,
	CELL_END = 0x07,
	DRAWING = 0x08,
	LINE_BREAK = 0x0b,
	PAGE_BREAK = 0x0c,
	PARAGRAPH_END = 0x0d,
	COLUMN_BREAK = 0x0e,
	FIELD_BEGIN = 0x13,
	FIELD_SEPARATOR = 0x14,
	FIELD_END = 0x15,
	FIRM_HYPHEN = 0x1e,
	SOFT_HYPHEN = 0x1f,
	SYMBOL_STAND_IN = 0x28
};

struct story {
	const struct doc_source *source;
	struct composer *composer;
	struct legacy_fields fields;
	unsigned high_surrogate;
};

static const struct doc_properties *character_of(const struct story *story, size_t at)
{
	return doc_runs_find(story->source->characters, story->source->text->places[at]);
}

static void add_text(struct story *story, const char *octets, size_t length)
{
	const struct legacy_field *field = legacy_fields_top(&story->fields);

	if (field != NULL && !field->is_result)
		legacy_fields_instruct(&story->fields, octets, length);
	else if (story->fields.muted_depth == 0)
		composer_text(story->composer, octets, length);
}

static void add_character(struct story *story, unsigned character)
{
	char octets[SYMBOL_OCTETS];

	add_text(story, octets, symbol_encode(character, octets));
}

static void add_unit(struct story *story, unsigned unit)
{
	if (unit >= 0xd800 && unit < 0xdc00) {
		story->high_surrogate = unit;
	} else if (unit >= 0xdc00 && unit < 0xe000 && story->high_surrogate != 0) {
		add_character(story, 0x10000 + ((story->high_surrogate - 0xd800) << 10) + (unit - 0xdc00));
		story->high_surrogate = 0;
	} else {
		add_character(story, unit);
	}
}

static void add_symbol(struct story *story, const struct doc_properties *properties)
{
	char name[DOC_FONT_NAME_MOST + 1];
	size_t length = doc_font_name(story->source->file, properties->symbol_font, name);

	add_character(story, symbol_character(name, length, properties->symbol));
}

/* A picture, or the place of a form field's data. */
static void take_picture(struct story *story, const struct doc_properties *properties)
{
	struct legacy_field *field = legacy_fields_top(&story->fields);

	if (field != NULL && !field->is_result) {
		if (properties->is_data && properties->has_location)
			doc_form_data_read(&story->source->file->data, properties->location, field);
	} else {
		story->composer->document->image_count++;
	}
}

static void take_field(struct story *story, unsigned unit, bool is_hidden)
{
	if (unit == FIELD_BEGIN)
		legacy_fields_begin(&story->fields, story->composer);
	else if (unit == FIELD_SEPARATOR)
		legacy_fields_separate(&story->fields, story->composer);
	else
		legacy_fields_end(&story->fields, story->composer, is_hidden);
}

static void take_control(struct story *story, unsigned unit, const struct doc_properties *properties)
{
	switch (unit) {
	case '\t':
		add_character(story, '\t');
		break;
	case LINE_BREAK:
	case PAGE_BREAK:
	case COLUMN_BREAK:
		add_character(story, '\n');
		break;
	case FIRM_HYPHEN:
		add_character(story, 0x2011);
		break;
	case PICTURE:
		if (properties->is_special)
			take_picture(story, properties);
		break;
	case DRAWING:
		story->composer->document->image_count += properties->is_special;
		break;
	default:
		break;
	}
}

/* False where the document does not say what the character is. */
static bool take(struct story *story, size_t at)
{
	unsigned unit = story->source->text->units[at];
	const struct doc_properties *properties = character_of(story, at);

	if (properties == NULL)
		return false;
	bool is_hidden = properties->is_hidden || properties->is_deleted;
	if (unit == FIELD_BEGIN || unit == FIELD_SEPARATOR || unit == FIELD_END) {
		take_field(story, unit, is_hidden);
		return true;
	}
	story->composer->document->had_changes |= properties->is_inserted || properties->is_deleted;
	if (is_hidden) {
		story->composer->document->had_hidden_text |= properties->is_hidden;
		return true;
	}
	if (unit < 0x20)
		take_control(story, unit, properties);
	else if (unit == SYMBOL_STAND_IN && properties->is_special && properties->symbol != 0)
		add_symbol(story, properties);
	else
		add_unit(story, unit);
	return true;
}

static unsigned nesting_of(const struct doc_properties *paragraph)
{
	if (paragraph->nesting > 0)
		return paragraph->nesting;
	return paragraph->is_in_table ? 1 : 0;
}

static void end_paragraph(struct story *story, unsigned unit, const struct doc_properties *paragraph)
{
	if (nesting_of(paragraph) == 0)
		composer_paragraph_end(story->composer);
	else if (paragraph->ends_row || paragraph->ends_nested_row)
		composer_row_end(story->composer);
	else if (unit == CELL_END || paragraph->ends_nested_cell)
		composer_cell_end(story->composer, 1);
	else
		composer_paragraph_end(story->composer);
}

static size_t find_end(const struct doc_text *text, size_t at, size_t next)
{
	while (at < next && text->units[at] != PARAGRAPH_END && text->units[at] != CELL_END)
		at++;
	return at;
}

static int read_paragraph(struct story *story, size_t first, size_t end)
{
	const struct doc_text *text = story->source->text;
	const struct doc_properties *paragraph = doc_runs_find(story->source->paragraphs, text->places[end]);

	if (paragraph == NULL)
		return -EBADMSG;
	composer_nest(story->composer, nesting_of(paragraph));
	if (paragraph->style >= 1 && paragraph->style <= HEADINGS)
		story->composer->style = STYLE_HEADING;
	for (size_t at = first; at < end && !composer_is_stopped(story->composer); at++)
		if (!take(story, at))
			return -EBADMSG;
	end_paragraph(story, text->units[end], paragraph);
	return 0;
}

int doc_story_read(
    const struct doc_source *source, size_t first, size_t next, enum block_place place, struct composer *composer)
{
	struct story *story = calloc(1, sizeof(*story));
	int r = 0;

	if (story == NULL)
		return -ENOMEM;
	story->source = source;
	story->composer = composer;
	composer_paragraph_end(composer);
	composer->place = place;
	while (first < next && r == 0 && !composer_is_stopped(composer)) {
		size_t end = find_end(source->text, first, next);
		/* A part always ends with a paragraph's mark. */
		r = end < next ? read_paragraph(story, first, end) : -EBADMSG;
		first = end + 1;
	}
	composer_nest(composer, 0);
	legacy_fields_clear(&story->fields);
	free(story);
	if (r == -EBADMSG)
		composer_stop(composer, OBSTACLE_UNSUPPORTED);
	return r;
}
