/* band: small numbers are not shown, and cannot be worked out from what is. */
#include "audit/report/band.h"

#include "tests/support/run_suite.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#define PARTS_MAX 4
#define TOTAL_MAX 30 /* of the tables that are all tried */

/* "12 <5 withheld", or "not broken down". */
static const char *describe(const uint64_t *numbers, size_t count, char *text, size_t size)
{
	struct shown parts[PARTS_MAX], total = {SHOWING_EXACT, 0};
	char word[BAND_TEXT_SIZE];

	text[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		parts[i] = (struct shown){SHOWING_EXACT, numbers[i]};
		total.number += numbers[i];
	}
	total = band_alone(total.number);
	if (!band_parts(parts, count, &total))
		return "not broken down";
	for (size_t i = 0; i < count; i++)
		snprintf(
		    text + strlen(text), size - strlen(text), "%s%s", i > 0 ? " " : "", band_text(&parts[i], word));
	return text;
}

static const struct {
	uint64_t number;
	const char *text;
} alone[] = {{0, "0"}, {1, "<5"}, {4, "<5"}, {5, "5"}, {1000000, "1000000"}};

START_TEST(one_to_four_are_not_shown)
{
	struct shown shown = band_alone(alone[_i].number);
	char text[BAND_TEXT_SIZE];

	ck_assert_str_eq(band_text(&shown, text), alone[_i].text);
}
END_TEST

static const struct {
	size_t count;
	uint64_t numbers[PARTS_MAX];
	const char *text;
} tables[] = {
    {3, {10, 0, 5}, "10 0 5"},
    {3, {10, 20, 3}, "withheld 20 <5"},
    {3, {3, 20, 10}, "<5 withheld 10"},
    {3, {0, 5, 4}, "0 withheld <5"},
    {3, {5, 30, 3}, "withheld withheld <5"}, /* 8 together: not enough for a 4 and a 5 */
    {2, {5, 3}, "not broken down"},
    {2, {2, 3}, "<5 <5"},
    {2, {4, 4}, "not broken down"}, /* 8 is two fours and nothing else */
    {2, {1, 1}, "not broken down"},
    {1, {3}, "not broken down"},
    {1, {7}, "7"},
    {2, {0, 0}, "0 0"},
    {4, {1, 2, 40, 50}, "<5 <5 withheld 50"},
};

START_TEST(a_small_number_takes_another_with_it)
{
	char text[128];

	ck_assert_str_eq(describe(tables[_i].numbers, tables[_i].count, text, sizeof(text)), tables[_i].text);
}
END_TEST

START_TEST(what_is_hidden_above_is_not_broken_down_below)
{
	struct shown parts[2] = {{SHOWING_EXACT, 20}, {SHOWING_EXACT, 10}};
	struct shown totals[] = {{SHOWING_BANDED, 30}, {SHOWING_WITHHELD, 30}};

	ck_assert(!band_parts(parts, 2, &totals[_i]));
	ck_assert(parts[0].how == SHOWING_WITHHELD && parts[1].how == SHOWING_WITHHELD);
}
END_TEST

/* All tables of a size and total, what is published of each, and which values each part has in those that look alike.
 */
struct guess {
	char text[64];
	unsigned values[PARTS_MAX]; /* bits */
};

static struct guess guesses[8192];
static size_t guess_count;

static struct guess *find_guess(const char *text)
{
	for (size_t i = 0; i < guess_count; i++)
		if (strcmp(guesses[i].text, text) == 0)
			return &guesses[i];
	ck_assert_uint_lt(guess_count, sizeof(guesses) / sizeof(guesses[0]));
	struct guess *guess = &guesses[guess_count++];
	*guess = (struct guess){.text = ""};
	strcpy(guess->text, text);
	return guess;
}

static void note_table(const uint64_t *numbers, size_t count)
{
	char text[64];
	struct guess *guess = find_guess(describe(numbers, count, text, sizeof(text)));

	for (size_t i = 0; i < count; i++)
		guess->values[i] |= 1U << numbers[i];
}

static void note_tables(uint64_t *numbers, size_t at, size_t count, uint64_t left)
{
	if (at == count - 1) {
		numbers[at] = left;
		note_table(numbers, count);
		return;
	}
	for (numbers[at] = 0; numbers[at] <= left; numbers[at]++)
		note_tables(numbers, at + 1, count, left - numbers[at]);
}

/* The part that is published as "<5", by its place. */
static bool is_banded(const char *text, size_t place)
{
	for (; place > 0; place--)
		text = strchr(text, ' ') + 1;
	return strncmp(text, "<5", 2) == 0;
}

START_TEST(who_knows_the_total_and_the_rule_is_left_with_three_values_at_least)
{
	size_t count = (size_t)_i, banded = 0;
	uint64_t numbers[PARTS_MAX];

	for (uint64_t total = 0; total < TOTAL_MAX; total++) {
		guess_count = 0;
		note_tables(numbers, 0, count, total);
		for (size_t i = 0; i < guess_count; i++) {
			if (strcmp(guesses[i].text, "not broken down") == 0)
				continue;
			for (size_t j = 0; j < count; j++) {
				if (!is_banded(guesses[i].text, j))
					continue;
				banded++;
				if (__builtin_popcount(guesses[i].values[j]) < 3)
					ck_abort_msg(
					    "%s of %u: part %zu is known", guesses[i].text, (unsigned)total, j);
			}
		}
	}
	printf("%zu parts: %zu banded numbers guessed at\n", count, banded);
	ck_assert_uint_gt(banded, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("band");
	TCase *tcase = tcase_create("bands");

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, one_to_four_are_not_shown, 0, sizeof(alone) / sizeof(*alone));
	tcase_add_loop_test(tcase, a_small_number_takes_another_with_it, 0, sizeof(tables) / sizeof(*tables));
	tcase_add_loop_test(tcase, what_is_hidden_above_is_not_broken_down_below, 0, 2);
	tcase_add_loop_test(
	    tcase, who_knows_the_total_and_the_rule_is_left_with_three_values_at_least, 2, PARTS_MAX + 1);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
