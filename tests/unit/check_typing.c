/* typing: what counts as a slip of the keyboard. */
#include "rules/typing.h"

#include "tests/support/run_suite.h"

#include <check.h>
#include <string.h>

static const struct {
	const char *one, *other;
	unsigned slips;
} rows[] = {
    {"", "", 0},
    {"prevent", "prevent", 0},
    {"prevent", "prevnt", 1},	/* left out */
    {"prevent", "prevvent", 1}, /* twice */
    {"prevent", "pervent", 1},	/* in the wrong order */
    {"prevent", "prebent", 1},	/* the key beside it */
    {"prevent", "prefent", 1},	/* the key above it */
    {"a", "q", 1},
    {"a", "z", 1},
    {"a", "e", 2},
    {"q", "p", 2},
    {"prevent", "present", 2}, /* another letter */
    {"prevent", "prvnt", 2},
    {"prevent", "pravont", 3},
    {"team", "team1", 3}, /* a digit is no slip */
    {"team1", "team2", 3},
    {"team", "team+", 3},
    {"team12", "team21", 3},
    {"mash-agency", "mash.agency", 1},
    {"mash-agency", "mashagency", 1},
    {"", "abc", 3},
    {"abcdefgh", "stuvwxyz", 3},
};

static size_t widen(const char *text, uint32_t *runes)
{
	size_t length = strlen(text);

	for (size_t i = 0; i < length; i++)
		runes[i] = (unsigned char)text[i];
	return length;
}

START_TEST(slips_are_counted_alike_from_either_side)
{
	uint32_t one[32], other[32];
	size_t one_count = widen(rows[_i].one, one), other_count = widen(rows[_i].other, other);

	ck_assert_msg(typing_slips(one, one_count, other, other_count) == rows[_i].slips, "%s %s: %u", rows[_i].one,
	    rows[_i].other, typing_slips(one, one_count, other, other_count));
	ck_assert_uint_eq(typing_slips(other, other_count, one, one_count), rows[_i].slips);
}
END_TEST

START_TEST(words_of_the_greatest_length_are_compared)
{
	uint32_t one[TYPING_LENGTH_MAX], other[TYPING_LENGTH_MAX];

	for (size_t i = 0; i < TYPING_LENGTH_MAX; i++)
		one[i] = other[i] = 'a';
	ck_assert_uint_eq(typing_slips(one, TYPING_LENGTH_MAX, other, TYPING_LENGTH_MAX), 0);
	other[TYPING_LENGTH_MAX - 1] = 's';
	ck_assert_uint_eq(typing_slips(one, TYPING_LENGTH_MAX, other, TYPING_LENGTH_MAX), 1);
	ck_assert_uint_eq(typing_slips(one, TYPING_LENGTH_MAX, one, TYPING_LENGTH_MAX - 2), 2);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("typing");
	TCase *tcase = tcase_create("typing");

	tcase_add_loop_test(tcase, slips_are_counted_alike_from_either_side, 0, (int)(sizeof(rows) / sizeof(rows[0])));
	tcase_add_test(tcase, words_of_the_greatest_length_are_compared);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
