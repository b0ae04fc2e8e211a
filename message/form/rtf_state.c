#include "message/form/rtf_state.h"

#include "message/charsets.h"
#include "message/form/symbol.h"

#include <errno.h>
#include <string.h>

struct rtf_group *rtf_top(struct rtf *rtf)
{
	return &rtf->groups[rtf->depth];
}

void rtf_stop(struct rtf *rtf, enum document_obstacle obstacle)
{
	composer_stop(rtf->composer, obstacle);
}

void rtf_note_error(struct rtf *rtf, int r)
{
	if (r == -E2BIG)
		rtf_stop(rtf, OBSTACLE_LIMIT);
	else if (r < 0)
		rtf->error = r;
}

struct legacy_field *rtf_field(struct rtf *rtf)
{
	return rtf->field_depth > 0 ? &rtf->fields[rtf->field_depth - 1] : NULL;
}

/* ------------------------------------------------------------------ text */

/* As many tables are open as the paragraph is in. */
void rtf_enter_tables(struct rtf *rtf, unsigned nesting)
{
	composer_nest(rtf->composer, rtf_top(rtf)->base + nesting);
}

unsigned rtf_nesting(const struct rtf_group *group)
{
	if (group->nesting > 0)
		return group->nesting;
	return group->is_in_table ? 1 : 0;
}

static void deliver_text(struct rtf *rtf, const char *octets, size_t length)
{
	struct rtf_group *group = rtf_top(rtf);

	if (group->is_deleted) {
		rtf->composer->document->had_changes = true;
	} else if (group->is_hidden) {
		rtf->composer->document->had_hidden_text = true;
	} else {
		rtf_enter_tables(rtf, rtf_nesting(group));
		if (group->block_style != STYLE_PLAIN)
			rtf->composer->style = group->block_style;
		composer_text(rtf->composer, octets, length);
	}
}

void rtf_append(struct text *text, const char *octets, size_t length)
{
	if (text->length + length <= LIMIT_NAME_OCTETS * 16)
		text_append(text, octets, length);
}

static void deliver(struct rtf *rtf, const char *octets, size_t length)
{
	struct legacy_field *field = rtf_field(rtf);

	switch (rtf_top(rtf)->destination) {
	case RTF_TO_TEXT:
		deliver_text(rtf, octets, length);
		break;
	case RTF_TO_STYLES:
		rtf_append(&rtf->style_name, octets, length);
		break;
	case RTF_TO_FONTS:
		for (size_t i = 0; i < length && octets[i] != ';'; i++)
			rtf_fonts_name(&rtf->fonts, octets[i]);
		break;
	case RTF_TO_INSTRUCTION:
		if (field != NULL)
			rtf_append(&field->instruction, octets, length);
		break;
	case RTF_TO_FORM_NAME:
		if (field != NULL)
			rtf_append(&field->name, octets, length);
		break;
	case RTF_TO_FORM_HELP:
		if (field != NULL)
			rtf_append(&field->help, octets, length);
		break;
	case RTF_TO_FORM_PROMPT:
		if (field != NULL)
			rtf_append(&field->prompt, octets, length);
		break;
	case RTF_TO_FORM_ENTRY:
		if (field != NULL)
			rtf_append(&field->entries, octets, length);
		break;
	case RTF_TO_NOTHING:
	case RTF_TO_SHAPE:
	case RTF_TO_FORM:
		break;
	}
}

void rtf_deliver_character(struct rtf *rtf, unsigned character)
{
	char octets[SYMBOL_OCTETS];

	deliver(rtf, octets, symbol_encode(character, octets));
}

static void decode(struct rtf *rtf, const struct rtf_font *font)
{
	const char *name = font != NULL && font->charset >= 0 ? rtf_charset_name(font->charset) : NULL;

	if (name == NULL)
		name = rtf_code_page_name(rtf->code_page);
	if (name == NULL)
		name = rtf_code_page_name(RTF_DEFAULT_CODE_PAGE);
	text_reset(&rtf->decoded);
	int r = charset_decode(name, strlen(name), rtf->octets.bytes, rtf->octets.length, &rtf->decoded);
	if (r == -ENOENT)
		rtf_stop(rtf, OBSTACLE_UNSUPPORTED);
	else
		rtf_note_error(rtf, r);
	deliver(rtf, text_string(&rtf->decoded), rtf->decoded.length);
}

void rtf_flush(struct rtf *rtf)
{
	if (rtf->octets.length == 0)
		return;
	bool is_text = rtf_top(rtf)->destination == RTF_TO_TEXT;
	const struct rtf_font *font = is_text ? rtf_fonts_find(&rtf->fonts, rtf_top(rtf)->font) : NULL;
	if (font != NULL && symbol_is_font(font->name, font->name_length))
		for (size_t i = 0; i < rtf->octets.length; i++)
			rtf_deliver_character(
			    rtf, symbol_character(font->name, font->name_length, (uint8_t)rtf->octets.bytes[i]));
	else
		decode(rtf, font);
	text_reset(&rtf->octets);
}

void rtf_add_unit(struct rtf *rtf, int number)
{
	unsigned unit = (unsigned)number & 0xffff;
	const struct rtf_font *font = rtf_fonts_find(&rtf->fonts, rtf_top(rtf)->font);

	if (unit >= 0xd800 && unit < 0xdc00) {
		rtf->high_surrogate = unit;
	} else if (unit >= 0xdc00 && unit < 0xe000 && rtf->high_surrogate != 0) {
		rtf_deliver_character(rtf, 0x10000 + ((rtf->high_surrogate - 0xd800) << 10) + (unit - 0xdc00));
		rtf->high_surrogate = 0;
	} else if (unit >= 0xf000 && unit <= 0xf0ff && font != NULL) {
		rtf_deliver_character(rtf, symbol_character(font->name, font->name_length, unit));
	} else {
		rtf_deliver_character(rtf, unit);
	}
	rtf->to_skip = rtf_top(rtf)->fallbacks;
}

/* ------------------------------------------------------------------ paragraphs and tables */

bool rtf_is_shown(struct rtf *rtf)
{
	return rtf_top(rtf)->destination == RTF_TO_TEXT;
}

void rtf_end_paragraph(struct rtf *rtf)
{
	if (!rtf_is_shown(rtf))
		return;
	rtf_enter_tables(rtf, rtf_nesting(rtf_top(rtf)));
	composer_paragraph_end(rtf->composer);
}

void rtf_end_cell(struct rtf *rtf, unsigned nesting)
{
	struct composer *composer = rtf->composer;

	if (!rtf_is_shown(rtf))
		return;
	rtf_enter_tables(rtf, nesting);
	if (composer_is_stopped(composer) || composer->depth == 0)
		return;
	unsigned column = composer->tables[composer->depth - 1].column;
	if (nesting == 1 && column < RTF_COLUMNS_MOST && (rtf->merged >> column & 1) != 0)
		composer_column_skip(composer, 1);
	else
		composer_cell_end(composer, 1);
}

void rtf_end_row(struct rtf *rtf, unsigned nesting)
{
	if (!rtf_is_shown(rtf))
		return;
	rtf_enter_tables(rtf, nesting);
	composer_row_end(rtf->composer);
}
