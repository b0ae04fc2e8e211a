/* alignment: as many words as possible are found again, in their order; compared with the textbook's table. */
#include "message/form/alignment.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>

static void add(struct words *words, uint64_t id)
{
	words->items = realloc(words->items, (words->count + 1) * sizeof(*words->items));
	ck_assert_ptr_nonnull(words->items);
	words->items[words->count++] = (struct word){.id = id};
}

static void make(struct words *words, const char *letters)
{
	words_init(words);
	for (; *letters != '\0'; letters++)
		add(words, (unsigned char)*letters);
}

/* The places ascend and hold equal words; how many there are. */
static size_t check_places(const struct words *form, const struct words *document, const size_t *places)
{
	size_t found = 0, next = 0;

	for (size_t i = 0; i < form->count; i++) {
		if (places[i] == ALIGNMENT_NONE)
			continue;
		ck_assert_uint_ge(places[i], next);
		ck_assert_uint_lt(places[i], document->count);
		ck_assert_uint_eq(document->items[places[i]].id, form->items[i].id);
		next = places[i] + 1;
		found++;
	}
	return found;
}

/* The length of a longest common subsequence, by the table of all of them. */
static size_t longest(const struct words *a, const struct words *b)
{
	size_t width = b->count + 1, *table = calloc((a->count + 1) * width, sizeof(*table));

	ck_assert_ptr_nonnull(table);
	for (size_t i = 1; i <= a->count; i++) {
		for (size_t j = 1; j <= b->count; j++) {
			size_t *cell = &table[i * width + j];
			size_t above = cell[-(ptrdiff_t)width], before = cell[-1];
			*cell = above > before ? above : before;
			if (a->items[i - 1].id == b->items[j - 1].id && cell[-(ptrdiff_t)width - 1] + 1 > *cell)
				*cell = cell[-(ptrdiff_t)width - 1] + 1;
		}
	}
	size_t length = table[(a->count + 1) * width - 1];
	free(table);
	return length;
}

static void check_pair(const struct words *form, const struct words *document)
{
	size_t *places = NULL;

	ck_assert_int_eq(alignment_find(form, document, &places), 0);
	ck_assert_uint_eq(check_places(form, document, places), longest(form, document));
	free(places);
}

static const struct {
	const char *form;
	const char *document;
} pairs[] = {{"", ""}, {"a", ""}, {"", "a"}, {"a", "a"}, {"a", "b"}, {"abc", "abc"}, {"abc", "xaybzc"}, {"abc", "cba"},
    {"aab", "ab"}, {"abcbdab", "bdcaba"}, {"nnnn", "nn"}, {"name", "namename"}};

START_TEST(as_many_words_as_possible_are_found)
{
	struct words form, document;

	make(&form, pairs[_i].form);
	make(&document, pairs[_i].document);
	check_pair(&form, &document);
	words_clear(&form);
	words_clear(&document);
}
END_TEST

static void make_random(struct words *words, unsigned *state, size_t most, unsigned kinds)
{
	words_init(words);
	size_t count = (size_t)rand_r(state) % (most + 1);
	for (size_t i = 0; i < count; i++)
		add(words, (uint64_t)(unsigned)rand_r(state) % kinds);
}

START_TEST(so_they_are_in_texts_made_at_random)
{
	unsigned state = (unsigned)_i + 1;

	for (int i = 0; i < 60; i++) {
		struct words form, document;
		unsigned kinds = 2 + (unsigned)rand_r(&state) % 30;
		make_random(&form, &state, 200, kinds);
		make_random(&document, &state, 300, kinds);
		check_pair(&form, &document);
		words_clear(&form);
		words_clear(&document);
	}
}
END_TEST

START_TEST(a_form_within_its_document_is_found_whole)
{
	struct words form, document;

	words_init(&form);
	words_init(&document);
	for (uint64_t i = 0; i < 130; i++) {
		add(&form, i);
		add(&document, i);
		for (uint64_t j = 0; j < i % 4; j++)
			add(&document, 1000 + i * 4 + j);
	}
	check_pair(&form, &document);
	words_clear(&form);
	words_clear(&document);
}
END_TEST

static int align_sizes(size_t form_count, size_t document_count)
{
	struct words form = {.items = calloc(form_count, sizeof(struct word)), .count = form_count};
	struct words document = {.items = calloc(document_count, sizeof(struct word)), .count = document_count};
	size_t *places = NULL;

	ck_assert(form.items != NULL && document.items != NULL);
	int r = alignment_find(&form, &document, &places);
	if (r == 0)
		free(places);
	words_clear(&form);
	words_clear(&document);
	return r;
}

START_TEST(the_limits_hold_on_both_sides)
{
	ck_assert_int_eq(align_sizes(ALIGNMENT_FORM_WORDS_MAX, 10), 0);
	ck_assert_int_eq(align_sizes(ALIGNMENT_FORM_WORDS_MAX + 1, 10), -E2BIG);
	ck_assert_int_eq(align_sizes(10, ALIGNMENT_DOCUMENT_WORDS_MAX), 0);
	ck_assert_int_eq(align_sizes(10, ALIGNMENT_DOCUMENT_WORDS_MAX + 1), -E2BIG);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("alignment");
	TCase *tests = tcase_create("alignment");

	tcase_add_loop_test(tests, as_many_words_as_possible_are_found, 0, sizeof(pairs) / sizeof(pairs[0]));
	tcase_add_loop_test(tests, so_they_are_in_texts_made_at_random, 0, 8);
	tcase_add_test(tests, a_form_within_its_document_is_found_whole);
	tcase_add_test(tests, the_limits_hold_on_both_sides);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
