#include "message/form/form_guess.h"

#include "message/form/filling.h"

#include <errno.h>
#include <string.h>

/* What one place for an answer holds. */
struct place {
	bool exists;
	bool has_any;
	bool has_words;
	bool has_boxes; /* then its words are theirs, and a tick is the answer */
	bool has_ticks;
};

static bool finds(const struct pattern *pattern, const char *text, struct form_guess *guess)
{
	enum answer answer = pattern_find(pattern, text, strlen(text));

	if (answer == ANSWER_UNKNOWN)
		guess->is_unsure = true;
	return answer == ANSWER_YES;
}

static bool is_any_label(const struct form_rule *rule, const char *text, struct form_guess *guess)
{
	for (size_t i = 0; i < rule->label_pattern_count; i++)
		if (finds(rule->label_patterns[i], text, guess))
			return true;
	return false;
}

static bool has_sign(const char *text, const char *const signs[])
{
	for (; *signs != NULL; signs++)
		if (strstr(text, *signs) != NULL)
			return true;
	return false;
}

/* "Female / Male / Other": to choose from, and nobody chose. */
static bool is_choice(const char *text)
{
	const char *first = strstr(text, " / ");

	return first != NULL && strstr(first + 3, " / ") != NULL;
}

static int look_at(const struct block *block, struct place *place)
{
	static const char *const boxes[] = {"\u2610", "\u2611", "\u2612", "\u25a1", NULL};
	static const char *const ticks[] = {"\u2611", "\u2612", "\u2713", "\u2714", NULL};
	bool is_box = block->kind == BLOCK_FIELD && block->field == FIELD_CHECK_BOX;
	struct words words;

	words_init(&words);
	int r = block->is_placeholder || is_choice(block->text) ? 0 : words_add(&words, block->text, 0);
	place->exists = true;
	place->has_any |= words.count > 0;
	place->has_words |= filling_is_answered(&words);
	place->has_boxes |= is_box || has_sign(block->text, boxes);
	place->has_ticks |= (is_box && block->is_checked) || has_sign(block->text, ticks);
	words_clear(&words);
	return r;
}

/* Cells of the row behind the label's: of a head of columns there are several with text. */
static bool is_head_of_columns(const struct document *document, size_t label)
{
	const struct block_cell *cell = &document->blocks[label].cell;
	unsigned filled = 0, last = cell->column;

	for (size_t i = label + 1; i < document->block_count && cell->depth > 0; i++) {
		const struct block_cell *other = &document->blocks[i].cell;
		if (other->table != cell->table || other->row != cell->row)
			break;
		filled += other->column != last && document->blocks[i].kind == BLOCK_TEXT &&
			  document->blocks[i].text[0] != '\0';
		last = other->column;
	}
	return filled > 1 || cell->column > 1;
}

/* More text in the label's own cell: a hint, or the answer. */
static bool has_more_in_cell(const struct document *document, size_t label)
{
	const struct block_cell *cell = &document->blocks[label].cell;

	if (cell->depth == 0 || label + 1 >= document->block_count)
		return false;
	const struct block *next = &document->blocks[label + 1];
	return next->kind == BLOCK_TEXT && next->text[0] != '\0' && next->cell.table == cell->table &&
	       next->cell.row == cell->row && next->cell.column == cell->column;
}

/* A field in the label's own paragraph or cell, or the cell beside it. */
static bool is_place_of(const struct block *label, const struct block *block)
{
	if (block->kind == BLOCK_FIELD && block->paragraph == label->paragraph)
		return true;
	if (label->cell.depth == 0 || block->cell.table != label->cell.table || block->cell.row != label->cell.row)
		return false;
	return block->cell.column == label->cell.column ? block->kind == BLOCK_FIELD
							: block->cell.column == label->cell.column + 1;
}

static int find_place(const struct form_rule *rule, const struct document *document, size_t label,
    struct form_guess *guess, struct place *ret_place)
{
	struct place place = {0};
	bool is_head = is_head_of_columns(document, label);
	int r = 0;

	for (size_t i = label + 1; i < document->block_count && r == 0 && !is_head; i++) {
		const struct block *block = &document->blocks[i];
		if (block->cell.table != document->blocks[label].cell.table && block->cell.depth <= 1)
			break;
		if (!is_place_of(&document->blocks[label], block))
			continue;
		if (block->kind == BLOCK_TEXT && is_any_label(rule, block->text, guess))
			break;
		r = look_at(block, &place);
	}
	if (place.has_boxes)
		place.has_any = place.has_words = place.has_ticks;
	if (!place.has_any && has_more_in_cell(document, label))
		place.exists = false;
	*ret_place = place;
	return r;
}

/* Where the row that begins at `first` ends, and how many of its cells behind the first have text. */
static size_t see_row(const struct document *document, size_t first, unsigned *ret_filled)
{
	const struct block_cell *cell = &document->blocks[first].cell;
	size_t i = first;
	unsigned last = cell->column;

	*ret_filled = 0;
	for (; i < document->block_count; i++) {
		const struct block *block = &document->blocks[i];
		if (block->cell.table != cell->table || block->cell.row != cell->row)
			break;
		if (block->cell.column == last || block->text[0] == '\0')
			continue;
		*ret_filled += 1;
		last = block->cell.column;
	}
	return i;
}

/* What stands in the row behind its first cell, when that is one answer and not the heads of columns. */
static int see_other_row(
    const struct form_rule *rule, const struct document *document, size_t first, size_t end, struct form_guess *guess)
{
	struct place place = {0};
	int r = 0;

	for (size_t i = first; i < end && r == 0; i++) {
		const struct block *block = &document->blocks[i];
		if (block->cell.column == document->blocks[first].cell.column)
			continue;
		if (block->kind == BLOCK_TEXT && is_any_label(rule, block->text, guess))
			return 0;
		r = look_at(block, &place);
	}
	guess->is_answered_elsewhere |= place.has_words && !place.has_boxes;
	return r;
}

/* Whether a row is answered that no label pattern knows, or not in the cell beside its label. */
static int see_other_rows(const struct form_rule *rule, const struct document *document, struct form_guess *guess)
{
	int r = 0;

	for (size_t i = 0, end = 1; i < document->block_count && r == 0; i = end) {
		unsigned filled = 0;
		end = i + 1;
		if (document->blocks[i].cell.depth == 0)
			continue;
		end = see_row(document, i, &filled);
		if (filled == 1 && document->blocks[i].text[0] != '\0')
			r = see_other_row(rule, document, i, end, guess);
	}
	return r;
}

/* A number behind the label's own: a date, a telephone number, a house that somebody typed beside it. */
static bool has_number(const char *label)
{
	const char *text = label + strspn(label, "0123456789.() \t");

	return strpbrk(text, "0123456789") != NULL;
}

/* The best of all the blocks where the label stands: "name" occurs often. */
static int see_label(
    const struct form_rule *rule, size_t label, const struct document *document, struct form_guess *guess)
{
	struct place all = {0};
	bool is_found = false;
	int r = 0;

	for (size_t i = 0; i < document->block_count && r == 0; i++) {
		const struct block *block = &document->blocks[i];
		struct place place = {0};
		if (block->kind != BLOCK_TEXT || !finds(rule->label_patterns[label], block->text, guess))
			continue;
		is_found = true;
		r = find_place(rule, document, i, guess, &place);
		all.exists |= place.exists;
		all.has_any |= place.has_any || has_number(block->text);
		all.has_words |= place.has_words || has_number(block->text);
	}
	guess->label_count += is_found;
	guess->place_count += all.exists;
	guess->answer_count += all.has_any;
	guess->worded_count += all.has_words;
	return r;
}

int form_guess_make(const struct form_rule *rule, const struct document *document, struct form_guess *ret_guess)
{
	struct form_guess guess = {0};
	int r = 0;

	for (size_t i = 0; i < document->block_count && rule->title_pattern != NULL && !guess.has_title; i++)
		guess.has_title = finds(rule->title_pattern, document->blocks[i].text, &guess);
	for (size_t i = 0; i < rule->label_pattern_count && r == 0; i++)
		r = see_label(rule, i, document, &guess);
	if (r == 0)
		r = see_other_rows(rule, document, &guess);
	if (r == 0)
		*ret_guess = guess;
	return r;
}
