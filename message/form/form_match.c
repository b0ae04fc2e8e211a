#include "message/form/form_match.h"

#include "message/form/alignment.h"
#include "message/form/filling.h"
#include "message/form/version_text.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define SHARED_MIN   300 /* per mille of a sample's words that a document must have, in any order, to be aligned */
#define PRESENT_PART 3	 /* three of four words of a line must be there */
#define PRESENT_OF   4
#define SPAN_FACTOR  2 /* and stand within so many times its length, */
#define SPAN_SLACK   8 /* and so many words: an answer beside a label of several lines parts them */

/* The words of a sample, each with its line as its source. */
static int sample_words(const struct fingerprint_sample *sample, struct words *words)
{
	int r = 0;

	for (size_t i = 0; i < sample->line_count && r == 0; i++)
		r = words_add(words, sample->lines[i].text, (uint32_t)i);
	return r;
}

static uint64_t *sorted_ids(const struct words *words)
{
	uint64_t *ids = calloc(words->count + 1, sizeof(*ids));

	for (size_t i = 0; ids != NULL && i < words->count; i++)
		ids[i] = words->items[i].id;
	if (ids != NULL)
		qsort(ids, words->count, sizeof(*ids), word_id_compare);
	return ids;
}

/* Per mille of the form's words that the document has, each counted as often as both have it. */
static int shared_words(const struct words *form, const struct words *document, unsigned *ret_share)
{
	uint64_t *ours = sorted_ids(form), *theirs = sorted_ids(document);
	size_t i = 0, j = 0, shared = 0;

	while (ours != NULL && theirs != NULL && i < form->count && j < document->count) {
		if (ours[i] == theirs[j])
			shared++;
		size_t next = ours[i] <= theirs[j];
		j += ours[i] >= theirs[j];
		i += next;
	}
	int r = ours != NULL && theirs != NULL ? 0 : -ENOMEM;
	*ret_share = form->count > 0 ? (unsigned)(shared * 1000 / form->count) : 0;
	free(ours);
	free(theirs);
	return r;
}

/* One sample beside the document. */
struct comparison {
	const struct fingerprint_sample *sample;
	const struct words *form;
	const struct words *document;
	const size_t *places; /* alignment_find() */
	size_t *owners;	      /* of each word of the document: the line that it is part of, or ALIGNMENT_NONE */
};

/* The words [first, end) of the form are one line: is it present? Then its words in the document are its own. */
static void see_line(struct comparison *comparison, size_t first, size_t end, struct line_match *line)
{
	size_t found = 0, low = SIZE_MAX, high = 0, length = end - first;

	for (size_t i = first; i < end; i++) {
		size_t place = comparison->places[i];
		if (place == ALIGNMENT_NONE)
			continue;
		found++;
		low = place < low ? place : low;
		high = place > high ? place : high;
	}
	if (found == 0 || found * PRESENT_OF < length * PRESENT_PART || high - low >= length * SPAN_FACTOR + SPAN_SLACK)
		return;
	line->is_present = true;
	line->starts_block = comparison->document->items[low].is_first;
	for (size_t i = first; i < end; i++)
		if (comparison->places[i] != ALIGNMENT_NONE)
			comparison->owners[comparison->places[i]] = comparison->form->items[first].source;
}

static void see_lines(struct comparison *comparison, struct line_match *lines)
{
	const struct words *form = comparison->form;

	for (size_t i = 0; i < form->count;) {
		size_t end = i + 1;
		while (end < form->count && form->items[end].source == form->items[i].source)
			end++;
		see_line(comparison, i, end, &lines[form->items[i].source]);
		i = end;
	}
}

static void add_answer(struct line_match *line, const struct word *word)
{
	if (filling_is(word))
		line->fillings++;
	else if (word->has_letter)
		line->words++;
	else
		line->numbers++;
}

/*
 * Words of the form that were not found where they belong: a line that another program wrapped or moved. Where they
 * stand in the document they are no answers. Sorted by id; each is taken once.
 */
struct displaced {
	uint64_t *ids;
	bool *is_taken;
	size_t count;
};

static int displaced_collect(const struct comparison *comparison, const struct form_match *match, struct displaced *bag)
{
	const struct words *form = comparison->form;

	*bag = (struct displaced){.ids = calloc(form->count + 1, sizeof(*bag->ids)),
	    .is_taken = calloc(form->count + 1, sizeof(*bag->is_taken))};
	for (size_t i = 0; bag->ids != NULL && i < form->count; i++)
		if (comparison->places[i] == ALIGNMENT_NONE || !match->lines[form->items[i].source].is_present)
			bag->ids[bag->count++] = form->items[i].id;
	if (bag->ids == NULL || bag->is_taken == NULL) {
		free(bag->ids);
		free(bag->is_taken);
		return -ENOMEM;
	}
	qsort(bag->ids, bag->count, sizeof(*bag->ids), word_id_compare);
	return 0;
}

static bool displaced_take(struct displaced *bag, uint64_t id)
{
	const uint64_t *found = bag->count > 0 ? bsearch(&id, bag->ids, bag->count, sizeof(id), word_id_compare) : NULL;

	if (found == NULL)
		return false;
	size_t i = (size_t)(found - bag->ids);
	while (i > 0 && bag->ids[i - 1] == id)
		i--;
	for (; i < bag->count && bag->ids[i] == id; i++) {
		if (!bag->is_taken[i]) {
			bag->is_taken[i] = true;
			return true;
		}
	}
	return false;
}

/* Words that are no word of the form answer the last label before them, also behind a line that explains it. */
static void see_answers(const struct comparison *comparison, struct displaced *bag, struct form_match *match)
{
	size_t asking = ALIGNMENT_NONE;
	bool has_begun = false; /* what stands above the first heading may be a letterhead */

	for (size_t j = 0; j < comparison->document->count; j++) {
		const struct word *word = &comparison->document->items[j];
		size_t owner = comparison->owners[j];
		if (owner != ALIGNMENT_NONE) {
			enum fingerprint_kind kind = comparison->sample->lines[owner].kind;
			if (kind == FINGERPRINT_LABEL)
				asking = owner;
			else if (kind == FINGERPRINT_HEADING || kind == FINGERPRINT_TITLE)
				asking = ALIGNMENT_NONE;
			has_begun |= kind == FINGERPRINT_LABEL || kind == FINGERPRINT_HEADING;
		} else if (displaced_take(bag, word->id)) {
			continue;
		} else if (asking != ALIGNMENT_NONE) {
			add_answer(&match->lines[asking], word);
		} else {
			match->loose_words++;
			match->story_words += has_begun && word->has_letter && !filling_is(word);
		}
	}
}

static unsigned per_mille(size_t part, size_t whole)
{
	return whole > 0 ? (unsigned)(part * 1000 / whole) : 0;
}

static bool is_named(enum fingerprint_kind kind)
{
	return kind == FINGERPRINT_TITLE || kind == FINGERPRINT_HEADING || kind == FINGERPRINT_LABEL;
}

/* What neither explains of the other. */
static unsigned count_cost(const struct comparison *comparison, const struct form_match *match, size_t missing)
{
	size_t cost = missing + match->loose_words;

	for (size_t i = 0; i < match->line_count; i++)
		cost += match->lines[i].words + match->lines[i].numbers + match->lines[i].fillings;
	return cost < comparison->form->count + comparison->document->count ? (unsigned)cost : UINT_MAX;
}

static void count_lines(const struct comparison *comparison, struct form_match *match)
{
	size_t all = 0, present = 0, named = 0, named_present = 0, started = 0, labels_present = 0;

	for (size_t i = 0; i < comparison->form->count; i++) {
		size_t line = comparison->form->items[i].source;
		enum fingerprint_kind kind = comparison->sample->lines[line].kind;
		if (kind == FINGERPRINT_HINT || kind == FINGERPRINT_VERSION)
			continue;
		all++;
		present += match->lines[line].is_present;
		named += is_named(kind);
		named_present += is_named(kind) && match->lines[line].is_present;
	}
	for (size_t i = 0; i < match->line_count; i++) {
		const struct line_match *line = &match->lines[i];
		if (comparison->sample->lines[i].kind != FINGERPRINT_LABEL)
			continue;
		match->label_count++;
		labels_present += line->is_present;
		started += line->is_present && line->starts_block;
		match->answer_count += line->words + line->numbers > 0;
		match->worded_count += line->words > 0;
	}
	match->cost = count_cost(comparison, match, all - present);
	match->score = per_mille(present, all);
	match->label_score = per_mille(named_present, named);
	match->start_score = per_mille(started, labels_present);
}

static int compare(const struct fingerprint_sample *sample, const struct words *form, const struct words *words,
    struct form_match *ret_match)
{
	struct form_match match = {.line_count = sample->line_count};
	struct comparison comparison = {.sample = sample, .form = form, .document = words};
	struct displaced bag = {0};
	size_t *places = NULL;
	int r = alignment_find(form, words, &places);

	if (r < 0)
		return r;
	comparison.places = places;
	comparison.owners = calloc(words->count + 1, sizeof(*comparison.owners));
	match.lines = calloc(match.line_count + 1, sizeof(*match.lines));
	if (comparison.owners == NULL || match.lines == NULL) {
		r = -ENOMEM;
		goto out;
	}
	for (size_t j = 0; j < words->count; j++)
		comparison.owners[j] = ALIGNMENT_NONE;
	see_lines(&comparison, match.lines);
	r = displaced_collect(&comparison, &match, &bag);
	if (r < 0)
		goto out;
	see_answers(&comparison, &bag, &match);
	count_lines(&comparison, &match);
	*ret_match = match;
	match.lines = NULL;
	free(bag.ids);
	free(bag.is_taken);
out:
	free(match.lines);
	free(comparison.owners);
	free(places);
	return r;
}

/* Compares one sample, and keeps the better. */
static int try_sample(const struct fingerprint *fingerprint, size_t index, const struct words *words,
    struct form_match *best, bool *has_best)
{
	struct words form;
	struct form_match match;
	unsigned share = 0;

	words_init(&form);
	int r = sample_words(&fingerprint->samples[index], &form);
	if (r == 0)
		r = shared_words(&form, words, &share);
	if (r < 0 || share < SHARED_MIN)
		goto out;
	r = compare(&fingerprint->samples[index], &form, words, &match);
	if (r < 0)
		goto out;
	match.sample = index;
	if (*has_best && best->cost <= match.cost) {
		form_match_clear(&match);
		goto out;
	}
	if (*has_best)
		form_match_clear(best);
	*best = match;
	*has_best = true;
out:
	words_clear(&form);
	return r;
}

/* A line of the page before that says the same at the same height. */
static bool is_running_head(const struct document *document, size_t index)
{
	const struct block *block = &document->blocks[index];

	if (block->page < 2)
		return false;
	for (size_t i = index; i > 0; i--) {
		const struct block *other = &document->blocks[i - 1];
		double apart = other->area.top - block->area.top;
		if (other->page + 1 < block->page)
			break;
		if (other->page + 1 == block->page && apart < 3 && apart > -3 && strcmp(other->text, block->text) == 0)
			return true;
	}
	return false;
}

/* Of the body only, or of heads, feet and notes as well. */
static int add_blocks(const struct document *document, bool is_all, struct words *words)
{
	int r = 0;

	for (size_t i = 0; i < document->block_count && r == 0; i++) {
		const struct block *block = &document->blocks[i];
		bool is_box = block->kind == BLOCK_FIELD && block->field == FIELD_CHECK_BOX;
		if (!is_box && (is_all || block->place == PLACE_BODY) && !is_running_head(document, i))
			r = words_add(words, block->text, (uint32_t)i);
	}
	return r;
}

/* Whether the words of `text` stand in the document one after the other, wherever in it. */
static int has_words(const char *text, const struct words *document, bool *ret_has)
{
	struct words wanted;
	bool found = false;

	words_init(&wanted);
	int r = words_add(&wanted, text, 0);
	for (size_t j = 0; r == 0 && !found && j + wanted.count <= document->count; j++) {
		size_t i = 0;
		while (i < wanted.count && document->items[j + i].id == wanted.items[i].id)
			i++;
		found = i == wanted.count;
	}
	words_clear(&wanted);
	*ret_has = found;
	return r;
}

static bool says_version(const struct document *document)
{
	for (size_t i = 0; i < document->block_count; i++)
		if (document->blocks[i].kind == BLOCK_TEXT && version_text_is(document->blocks[i].text))
			return true;
	return false;
}

/* A version is said, and it is none of the sample's. */
static int see_version(
    const struct fingerprint_sample *sample, const struct document *document, bool *ret_is_other_version)
{
	struct words words;
	bool is_known = false, has_any = false;

	words_init(&words);
	int r = add_blocks(document, true, &words);
	for (size_t i = 0; i < sample->line_count && r == 0 && !is_known; i++) {
		if (sample->lines[i].kind != FINGERPRINT_VERSION)
			continue;
		has_any = true;
		r = has_words(sample->lines[i].text, &words, &is_known);
	}
	words_clear(&words);
	*ret_is_other_version = has_any && !is_known && says_version(document);
	return r;
}

/* A tick that was set by hand: a sign instead of a field. */
static unsigned count_signs(const char *text, const char *const signs[], size_t count)
{
	unsigned found = 0;

	for (size_t i = 0; i < count; i++)
		for (const char *at = strstr(text, signs[i]); at != NULL; at = strstr(at + strlen(signs[i]), signs[i]))
			found++;
	return found;
}

static void count_boxes(const struct document *document, struct form_match *match)
{
	static const char *const ticked[] = {"\u2611", "\u2612", "\u2713", "\u2714", "\u2717", "\u2718"};
	static const char *const empty[] = {"\u2610", "\u25a1"};

	for (size_t i = 0; i < document->block_count; i++) {
		const struct block *block = &document->blocks[i];
		unsigned ticks, boxes;
		if (block->kind == BLOCK_FIELD && block->field == FIELD_CHECK_BOX) {
			ticks = block->is_checked;
			boxes = 1;
		} else {
			ticks = count_signs(block->text, ticked, sizeof(ticked) / sizeof(ticked[0]));
			boxes = ticks + count_signs(block->text, empty, sizeof(empty) / sizeof(empty[0]));
		}
		match->tick_count += ticks;
		match->box_count += boxes;
	}
}

int form_match_find(
    const struct fingerprint *fingerprint, const struct document *document, struct form_match *ret_match)
{
	struct form_match best = {0};
	struct words words;
	bool has_best = false;

	words_init(&words);
	int r = form_match_words(document, &words);
	for (size_t i = 0; i < fingerprint->sample_count && r == 0; i++)
		r = try_sample(fingerprint, i, &words, &best, &has_best);
	if (r == 0 && has_best)
		r = see_version(&fingerprint->samples[best.sample], document, &best.is_other_version);
	words_clear(&words);
	if (r < 0 || !has_best) {
		form_match_clear(&best);
		return r < 0 ? r : -ENOENT;
	}
	count_boxes(document, &best);
	*ret_match = best;
	return 0;
}

void form_match_clear(struct form_match *match)
{
	free(match->lines);
	*match = (struct form_match){0};
}

int form_match_words(const struct document *document, struct words *words)
{
	return add_blocks(document, false, words);
}
