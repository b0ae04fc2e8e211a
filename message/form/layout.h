/*
 * layout: pieces of text and fields at their places on a page, put into the order in which a form is read: row by row,
 * from left to right.
 *
 * A form's label and its answer stand in one row; the order in a PDF's content is whatever its producer liked. Pure.
 */
#ifndef MESSAGE_FORM_LAYOUT_H
#define MESSAGE_FORM_LAYOUT_H

#include "message/form/composer.h"

struct layout_piece {
	struct block_area area;
	struct text text;
	bool is_field;
	enum field_kind field;
	bool is_checked;
	char *name;  /* heap, or NULL */
	char *alias; /* heap, or NULL */
	unsigned row;
};

struct layout {
	struct layout_piece *pieces;
	size_t count;
	size_t field_count;   /* the first pieces are fields, and what else has a picture */
	double width, height; /* of the page */
	int error;	      /* -ENOMEM */
};

void layout_clear(struct layout *layout);

/* Takes name, alias and value over, whatever happens; all fields before the first text. */
void layout_field(struct layout *layout, const struct block_area *area, const struct composer_field *field, char *name,
    char *alias, const char *value);

/* Text of one place, after all fields. Its picture is left out like that of a field. */
void layout_text(struct layout *layout, const struct block_area *area, const char *text);

/*
 * One character (UTF-8), in the order of its line; a wide gap, or "\n", ends a piece. What lies on a field is the
 * picture of its value, and is left out.
 */
void layout_character(
    struct layout *layout, const struct block_area *area, const char *octets, size_t length, bool *is_open);

/* Into blocks of page `page` (from 1). */
void layout_compose(struct layout *layout, unsigned page, struct composer *composer);

#endif
