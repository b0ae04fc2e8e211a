#include "message/form/form_learn.h"

#include "message/form/form_match.h"
#include "message/form/version_text.h"
#include "message/form/words.h"
#include "message/text.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define WRAPPED_WORDS 3 /* of a longer line's beginning, for it to be taken for that line */
#define TITLE_BLOCKS  6 /* a title without a style of its own stands among the first so many blocks with text */

/* The blank with what each of its blocks is for. */
struct lesson {
	const struct document *blank;
	enum fingerprint_kind *kinds; /* of each block */
	char **texts;		      /* as they will be written; "" for nothing to write */
	size_t count;
};

static bool is_box(const struct block *block)
{
	return block->kind == BLOCK_FIELD && block->field == FIELD_CHECK_BOX;
}

static bool is_answer_field(const struct block *block)
{
	return block->kind == BLOCK_FIELD && block->field != FIELD_CHECK_BOX && block->field != FIELD_OTHER;
}

/* White space and controls reduced to single blanks, at most FINGERPRINT_TEXT_MAX octets and whole characters. */
static char *reduce(const char *raw)
{
	struct text text = {0};

	for (const char *at = raw; *at != '\0'; at++) {
		if ((unsigned char)*at > ' ' && *at != 0x7f)
			text_append_octet(&text, *at);
		else if (text.length > 0 && text.bytes[text.length - 1] != ' ')
			text_append_octet(&text, ' ');
	}
	while (text.length > 0 && text.bytes[text.length - 1] == ' ')
		text.bytes[--text.length] = '\0';
	if (text.length > FINGERPRINT_TEXT_MAX) {
		size_t end = FINGERPRINT_TEXT_MAX;
		while (end > 0 && ((unsigned char)text.bytes[end] & 0xc0) == 0x80)
			end--;
		text.bytes[end] = '\0';
		text.length = end;
		while (text.length > 0 && text.bytes[text.length - 1] == ' ')
			text.bytes[--text.length] = '\0';
	}
	return text_take(&text);
}

static bool has_letter(const char *text)
{
	for (; *text != '\0'; text++)
		if (isalpha((unsigned char)*text) || (unsigned char)*text >= 0x80)
			return true;
	return false;
}

static bool is_empty(const struct lesson *lesson, size_t index)
{
	return lesson->texts[index][0] == '\0';
}

static bool is_plain_text(const struct lesson *lesson, size_t index)
{
	return lesson->blank->blocks[index].kind == BLOCK_TEXT && !is_empty(lesson, index) &&
	       has_letter(lesson->texts[index]);
}

static void make_label(struct lesson *lesson, size_t index)
{
	if (lesson->kinds[index] == FINGERPRINT_TEXT || lesson->kinds[index] == FINGERPRINT_HEADING)
		lesson->kinds[index] = FINGERPRINT_LABEL;
}

static bool is_same_row(const struct block *one, const struct block *other)
{
	return one->cell.depth > 0 && one->cell.table == other->cell.table && one->cell.row == other->cell.row;
}

/* The text in the same column above; for tables whose first row says what goes below. */
static size_t find_above(const struct lesson *lesson, size_t index)
{
	const struct block *block = &lesson->blank->blocks[index];

	for (size_t i = index; i > 0; i--) {
		const struct block *other = &lesson->blank->blocks[i - 1];
		if (other->cell.table == block->cell.table && other->cell.column == block->cell.column &&
		    other->cell.row < block->cell.row && is_plain_text(lesson, i - 1))
			return i - 1;
	}
	return lesson->count;
}

/* Of several paragraphs in one cell the first asks, the others explain. */
static size_t find_first_of_cell(const struct lesson *lesson, size_t index)
{
	const struct block *block = &lesson->blank->blocks[index];
	size_t first = index;

	for (size_t i = index; i > 0 && block->cell.depth > 0; i--) {
		const struct block *other = &lesson->blank->blocks[i - 1];
		if (!is_same_row(other, block) || other->cell.column != block->cell.column)
			break;
		if (is_plain_text(lesson, i - 1))
			first = i - 1;
	}
	return first;
}

/* The text that a place for an answer belongs to: before it in its row, otherwise above it, otherwise before it. */
static size_t find_asker(const struct lesson *lesson, size_t index)
{
	const struct block *block = &lesson->blank->blocks[index];

	for (size_t i = index; i > 0 && is_same_row(&lesson->blank->blocks[i - 1], block); i--)
		if (is_plain_text(lesson, i - 1))
			return find_first_of_cell(lesson, i - 1);
	if (block->cell.depth > 0)
		return find_above(lesson, index);
	for (size_t i = index; i > 0; i--)
		if (is_plain_text(lesson, i - 1))
			return i - 1;
	return lesson->count;
}

static void see_place_for_answer(struct lesson *lesson, size_t index)
{
	size_t asker = find_asker(lesson, index);

	if (asker < lesson->count)
		make_label(lesson, asker);
}

/* The text beside a box: behind it in its paragraph or row, otherwise before it. */
static void see_box(struct lesson *lesson, size_t index)
{
	const struct block *box = &lesson->blank->blocks[index];
	size_t beside = lesson->count;

	for (size_t i = index + 1; i < lesson->count && i <= index + 2; i++) {
		const struct block *other = &lesson->blank->blocks[i];
		if (is_plain_text(lesson, i) && (other->paragraph == box->paragraph || is_same_row(other, box))) {
			beside = i;
			break;
		}
	}
	if (beside == lesson->count && index > 0 && is_plain_text(lesson, index - 1))
		beside = index - 1;
	if (beside < lesson->count && lesson->kinds[beside] == FINGERPRINT_TEXT)
		lesson->kinds[beside] = FINGERPRINT_BOX;
}

/* "Name: ______", "Date of birth", "Why?" */
static bool ends_as_a_question(const char *text)
{
	size_t length = strlen(text);

	return length > 0 && (text[length - 1] == ':' || text[length - 1] == '?' || text[length - 1] == '_' ||
				 (length > 3 && strcmp(text + length - 3, "...") == 0));
}

static void see_block(struct lesson *lesson, size_t index)
{
	const struct block *block = &lesson->blank->blocks[index];

	if (is_box(block))
		see_box(lesson, index);
	else if (is_answer_field(block) || (block->cell.depth > 0 && is_empty(lesson, index)))
		see_place_for_answer(lesson, index);
	else if (is_plain_text(lesson, index) && ends_as_a_question(lesson->texts[index]))
		make_label(lesson, index);
}

/* What styles say, before structure does. */
static enum fingerprint_kind first_kind(const struct block *block)
{
	if (block->kind == BLOCK_FIELD)
		return FINGERPRINT_HINT;
	if (version_text_is(block->text) && strlen(block->text) <= FINGERPRINT_WORD_MAX)
		return FINGERPRINT_VERSION;
	if (block->style == STYLE_TITLE)
		return FINGERPRINT_TITLE;
	return block->style == STYLE_HEADING ? FINGERPRINT_HEADING : FINGERPRINT_TEXT;
}

static size_t count_kind(const struct lesson *lesson, enum fingerprint_kind kind)
{
	size_t found = 0;

	for (size_t i = 0; i < lesson->count; i++)
		found += lesson->kinds[i] == kind && !is_empty(lesson, i);
	return found;
}

/* Without a style: the first text of the body that is no label and no long sentence. */
static void find_title(struct lesson *lesson)
{
	size_t seen = 0;

	for (size_t i = 0; i < lesson->count && seen < TITLE_BLOCKS; i++) {
		if (!is_plain_text(lesson, i) || lesson->blank->blocks[i].place != PLACE_BODY)
			continue;
		seen++;
		if ((lesson->kinds[i] == FINGERPRINT_TEXT || lesson->kinds[i] == FINGERPRINT_HEADING) &&
		    strlen(lesson->texts[i]) <= FINGERPRINT_WORD_MAX) {
			lesson->kinds[i] = FINGERPRINT_TITLE;
			return;
		}
	}
}

static void lesson_clear(struct lesson *lesson)
{
	for (size_t i = 0; lesson->texts != NULL && i < lesson->count; i++)
		free(lesson->texts[i]);
	free(lesson->texts);
	free(lesson->kinds);
}

static int lesson_read(const struct document *blank, struct lesson *ret_lesson)
{
	struct lesson lesson = {.blank = blank, .count = blank->block_count};

	lesson.kinds = calloc(lesson.count + 1, sizeof(*lesson.kinds));
	lesson.texts = calloc(lesson.count + 1, sizeof(*lesson.texts));
	for (size_t i = 0; lesson.kinds != NULL && lesson.texts != NULL && i < lesson.count; i++) {
		lesson.kinds[i] = first_kind(&blank->blocks[i]);
		lesson.texts[i] = is_box(&blank->blocks[i]) ? strdup("") : reduce(blank->blocks[i].text);
		if (lesson.texts[i] == NULL) {
			lesson_clear(&lesson);
			return -ENOMEM;
		}
	}
	if (lesson.kinds == NULL || lesson.texts == NULL) {
		lesson_clear(&lesson);
		return -ENOMEM;
	}
	for (size_t i = 0; i < lesson.count; i++)
		see_block(&lesson, i);
	if (count_kind(&lesson, FINGERPRINT_TITLE) == 0)
		find_title(&lesson);
	*ret_lesson = lesson;
	return 0;
}

/* The first title that is short enough. */
static int name_form(struct fingerprint *fingerprint, const struct lesson *lesson)
{
	for (size_t i = 0; i < lesson->count && fingerprint->name == NULL; i++) {
		if (lesson->kinds[i] != FINGERPRINT_TITLE || is_empty(lesson, i) ||
		    strlen(lesson->texts[i]) > FINGERPRINT_WORD_MAX)
			continue;
		fingerprint->name = strdup(lesson->texts[i]);
		if (fingerprint->name == NULL)
			return -ENOMEM;
	}
	return 0;
}

/* The body, and the version wherever it stands: heads and feet of pages are for whoever prints them. */
static bool is_written(const struct lesson *lesson, size_t index)
{
	return !is_empty(lesson, index) && has_letter(lesson->texts[index]) &&
	       (lesson->blank->blocks[index].place == PLACE_BODY || lesson->kinds[index] == FINGERPRINT_VERSION);
}

static int write_sample(struct fingerprint *fingerprint, const struct lesson *lesson, const char *name)
{
	int r = fingerprint_add_sample(fingerprint, name);

	for (size_t i = 0; i < lesson->count && r == 0; i++)
		if (is_written(lesson, i))
			r = fingerprint_add_line(fingerprint, lesson->kinds[i], lesson->texts[i]);
	return r;
}

/* How many of the words of `text` are the words that `line` begins with, and how many `line` has. */
static int compare_lines(
    const char *text, const char *line, size_t *ret_common, size_t *ret_count, size_t *ret_line_count)
{
	struct words ours, theirs;
	size_t common = 0;

	words_init(&ours);
	words_init(&theirs);
	int r = words_add(&ours, text, 0);
	if (r == 0)
		r = words_add(&theirs, line, 0);
	while (
	    r == 0 && common < ours.count && common < theirs.count && ours.items[common].id == theirs.items[common].id)
		common++;
	*ret_common = common;
	*ret_count = ours.count;
	*ret_line_count = theirs.count;
	words_clear(&ours);
	words_clear(&theirs);
	return r;
}

/* What an earlier sample calls a line that says the same; of a page, also the first part of one that was wrapped. */
static int adopt_kind(const struct fingerprint_sample *sample, struct lesson *lesson, size_t index)
{
	for (size_t i = 0; i < sample->line_count; i++) {
		size_t common = 0, count = 0, line_count = 0;
		int r = compare_lines(lesson->texts[index], sample->lines[i].text, &common, &count, &line_count);
		if (r < 0)
			return r;
		if (count == 0 || common < count || (count < line_count && count < WRAPPED_WORDS))
			continue;
		lesson->kinds[index] = sample->lines[i].kind;
		return 1;
	}
	return 0;
}

/* A printed page has no cells and no fields: what asks is known from the blanks before it. */
static int adopt_kinds(const struct fingerprint *fingerprint, struct lesson *lesson)
{
	int r = 0;

	for (size_t i = 0; i < lesson->count && r >= 0; i++) {
		if (!is_plain_text(lesson, i) || lesson->kinds[i] != FINGERPRINT_TEXT)
			continue;
		r = 0;
		for (size_t j = 0; j < fingerprint->sample_count && r == 0; j++)
			r = adopt_kind(&fingerprint->samples[j], lesson, i);
	}
	return r < 0 ? r : 0;
}

static int is_known(const struct fingerprint *fingerprint, const struct document *blank, bool *ret_is_known)
{
	struct form_match match;
	int r = form_match_find(fingerprint, blank, &match);

	if (r == -ENOENT) {
		*ret_is_known = false;
		return 0;
	}
	if (r < 0)
		return r;
	*ret_is_known = match.score >= FORM_LEARN_KNOWN && match.answer_count == 0 && match.loose_words == 0;
	form_match_clear(&match);
	return 0;
}

int form_learn_add(struct fingerprint *fingerprint, const struct document *blank, const char *name, bool *ret_is_added)
{
	struct lesson lesson = {0};
	bool known = false;
	int r = is_known(fingerprint, blank, &known);

	if (r < 0)
		return r;
	r = lesson_read(blank, &lesson);
	if (r < 0)
		return r;
	r = adopt_kinds(fingerprint, &lesson);
	if (r == 0 && count_kind(&lesson, FINGERPRINT_LABEL) == 0 && !known)
		r = -EINVAL;
	if (r == 0)
		r = name_form(fingerprint, &lesson);
	if (r == 0 && !known)
		r = write_sample(fingerprint, &lesson, name);
	lesson_clear(&lesson);
	if (r == 0)
		*ret_is_added = !known;
	return r;
}
