/*
 * rtf_state: where a reader of RTF is: its groups, and what their text becomes.
 *
 * Between rtf.c, which knows what the words mean, and rtf_state.c, which delivers text to where the group wants it.
 */
#ifndef MESSAGE_FORM_RTF_STATE_H
#define MESSAGE_FORM_RTF_STATE_H

#include "message/form/composer.h"
#include "message/form/legacy_field.h"
#include "message/form/rtf_fonts.h"
#include "message/form/rtf_lexer.h"
#include "message/form/rtf_words.h"

#include <stdint.h>

#define RTF_DEFAULT_CODE_PAGE 1252
#define RTF_HEADINGS_MOST     64
#define RTF_COLUMNS_MOST      64 /* whose merging is known */

/* What a group says, and gives back at its end. */
struct rtf_group {
	enum rtf_destination destination;
	bool is_star; /* the next word may be of a destination that we do not know */
	bool is_hidden, is_deleted, is_in_table;
	unsigned nesting;
	unsigned fallbacks; /* characters that stand after a \u for readers without it */
	int font;
	int paragraph_style; /* in the style sheet: the style being named */
	enum block_style block_style;
	bool ends_aside, ends_field, ends_result;
	enum block_place place; /* before the aside */
	unsigned base;		/* tables around the aside */
};

struct rtf_heading {
	int style;
	enum block_style block_style;
};

struct rtf {
	struct composer *composer;
	struct rtf_lexer lexer;
	struct rtf_group groups[LIMIT_RTF_GROUPS + 1];
	unsigned depth;
	struct rtf_fonts fonts;
	struct rtf_heading headings[RTF_HEADINGS_MOST];
	size_t heading_count;
	struct text style_name;
	struct legacy_field fields[LIMIT_FIELD_DEPTH];
	unsigned field_depth;
	struct text octets; /* in the charset of the font, not yet delivered */
	struct text decoded;
	int code_page;
	unsigned to_skip; /* fallbacks that are still to come */
	unsigned high_surrogate;
	uint64_t merged; /* columns of the row that continue a cell */
	unsigned edges;
	bool is_merged; /* the column that comes */
	int error;
};

struct rtf_group *rtf_top(struct rtf *rtf);
/* The innermost field; NULL when there is none. */
struct legacy_field *rtf_field(struct rtf *rtf);
/* Is the group's text the document's? */
bool rtf_is_shown(struct rtf *rtf);
void rtf_stop(struct rtf *rtf, enum document_obstacle obstacle);
/* -E2BIG stops as a limit, other negative errno as our own fault. */
void rtf_note_error(struct rtf *rtf, int r);

/* Appends to what a field says of itself; what is too long is left out. */
void rtf_append(struct text *text, const char *octets, size_t length);
/* A character, a UTF-16 unit, the octets so far, to where the group's text goes. */
void rtf_deliver_character(struct rtf *rtf, unsigned character);
void rtf_add_unit(struct rtf *rtf, int number);
void rtf_flush(struct rtf *rtf);

/* How many tables the paragraph is in, and opening and closing them so. */
unsigned rtf_nesting(const struct rtf_group *group);
void rtf_enter_tables(struct rtf *rtf, unsigned nesting);
void rtf_end_paragraph(struct rtf *rtf);
void rtf_end_cell(struct rtf *rtf, unsigned nesting);
void rtf_end_row(struct rtf *rtf, unsigned nesting);

#endif
