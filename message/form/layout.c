#include "message/form/layout.h"

#include "rules/grow.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define GAP	 1.2  /* line heights between two pieces of a line; between words it is about a quarter */
#define OVERLAP	 0.5  /* of the lower height: pieces in one row */
#define SLACK	 1.0  /* points that a value's picture may stand out of its field */
#define ROW_MOST 40.0 /* points: a field that is higher is in the row of its first line */

void layout_clear(struct layout *layout)
{
	for (size_t i = 0; i < layout->count; i++) {
		text_clear(&layout->pieces[i].text);
		free(layout->pieces[i].name);
		free(layout->pieces[i].alias);
	}
	free(layout->pieces);
	*layout = (struct layout){0};
}

static struct layout_piece *add_piece(struct layout *layout, const struct block_area *area)
{
	struct layout_piece *pieces = grow_by_one(layout->pieces, layout->count, sizeof(*pieces));

	if (pieces == NULL) {
		layout->error = -ENOMEM;
		return NULL;
	}
	layout->pieces = pieces;
	pieces[layout->count] = (struct layout_piece){.area = *area};
	return &pieces[layout->count++];
}

void layout_field(struct layout *layout, const struct block_area *area, const struct composer_field *field, char *name,
    char *alias, const char *value)
{
	struct layout_piece *piece = add_piece(layout, area);

	if (piece == NULL) {
		free(name);
		free(alias);
		return;
	}
	piece->is_field = true;
	piece->field = field->kind;
	piece->is_checked = field->is_checked;
	piece->name = name;
	piece->alias = alias;
	text_append(&piece->text, value, strlen(value));
	if (piece->text.error < 0)
		layout->error = piece->text.error;
	layout->field_count = layout->count;
}

void layout_text(struct layout *layout, const struct block_area *area, const char *text)
{
	struct layout_piece *piece = add_piece(layout, area);

	if (piece == NULL)
		return;
	text_append(&piece->text, text, strlen(text));
	if (piece->text.error < 0)
		layout->error = piece->text.error;
	layout->field_count = layout->count;
}

static bool is_on_field(const struct layout *layout, const struct block_area *area)
{
	double x = (area->left + area->right) / 2, y = (area->top + area->bottom) / 2;

	for (size_t i = 0; i < layout->field_count; i++) {
		const struct block_area *field = &layout->pieces[i].area;
		if (x >= field->left - SLACK && x <= field->right + SLACK && y >= field->top - SLACK &&
		    y <= field->bottom + SLACK)
			return true;
	}
	return false;
}

static void stretch(struct block_area *area, const struct block_area *more)
{
	area->left = more->left < area->left ? more->left : area->left;
	area->top = more->top < area->top ? more->top : area->top;
	area->right = more->right > area->right ? more->right : area->right;
	area->bottom = more->bottom > area->bottom ? more->bottom : area->bottom;
}

static bool is_far(const struct block_area *before, const struct block_area *area)
{
	double height = area->bottom - area->top, gap = area->left - before->right;

	return gap > height * GAP || gap < -height * GAP || area->top > before->bottom || area->bottom < before->top;
}

void layout_character(
    struct layout *layout, const struct block_area *area, const char *octets, size_t length, bool *is_open)
{
	bool is_blank = length == 1 && (*octets == ' ' || *octets == '\n' || *octets == '\f' || *octets == '\r');

	if (length == 1 && *octets != ' ' && is_blank) {
		*is_open = false;
		return;
	}
	if (layout->error < 0 || (is_blank && !*is_open))
		return;
	if (is_on_field(layout, area)) {
		*is_open = false;
		return;
	}
	struct layout_piece *piece = *is_open ? &layout->pieces[layout->count - 1] : NULL;
	/* A blank may be as wide as the gap that it stands for. */
	if (piece != NULL && !is_blank && is_far(&piece->area, area))
		piece = NULL;
	if (piece == NULL)
		piece = add_piece(layout, area);
	if (piece == NULL)
		return;
	*is_open = true;
	text_append(&piece->text, octets, length);
	if (!is_blank)
		stretch(&piece->area, area);
	if (piece->text.error < 0)
		layout->error = piece->text.error;
}

static double middle(const struct layout_piece *piece)
{
	double height = piece->area.bottom - piece->area.top;

	/* A field for several lines begins with the line of its label. */
	return piece->area.top + (height > ROW_MOST ? ROW_MOST / 4 : height / 2);
}

static int compare_heights(const void *a, const void *b)
{
	const struct layout_piece *x = a, *y = b;

	return middle(x) < middle(y) ? -1 : middle(x) > middle(y);
}

static int compare_places(const void *a, const void *b)
{
	const struct layout_piece *x = a, *y = b;

	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	if (x->area.left != y->area.left)
		return x->area.left < y->area.left ? -1 : 1;
	return compare_heights(a, b);
}

static void find_rows(struct layout *layout)
{
	double first = 0, height = 0;
	unsigned row = 0;

	qsort(layout->pieces, layout->count, sizeof(*layout->pieces), compare_heights);
	for (size_t i = 0; i < layout->count; i++) {
		struct layout_piece *piece = &layout->pieces[i];
		double own = piece->area.bottom - piece->area.top;
		if (i == 0 || middle(piece) - first > OVERLAP * (own < height ? own : height)) {
			row++;
			first = middle(piece);
			height = own;
		}
		piece->row = row;
	}
	qsort(layout->pieces, layout->count, sizeof(*layout->pieces), compare_places);
}

static void compose(const struct layout_piece *piece, struct composer *composer)
{
	const struct composer_field field = {
	    .kind = piece->field, .name = piece->name, .alias = piece->alias, .is_checked = piece->is_checked};

	composer->area = piece->area;
	if (piece->is_field)
		composer_field(composer, &field, text_string(&piece->text));
	else
		composer_text(composer, text_string(&piece->text), piece->text.length);
	composer_paragraph_end(composer);
}

void layout_compose(struct layout *layout, unsigned page, struct composer *composer)
{
	if (layout->count > 0)
		find_rows(layout);
	composer->page = page;
	for (size_t i = 0; i < layout->count && !composer_is_stopped(composer); i++)
		compose(&layout->pieces[i], composer);
}
