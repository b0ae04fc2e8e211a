/* watch_tally: what became of watched mail is counted, and said in one line that fits. */
#include "milter/watch_tally.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <string.h>

START_TEST(what_happened_is_said_in_numbers)
{
	char text[WATCH_TALLY_TEXT_MAX];
	struct watch_tally tally;

	watch_tally_init(&tally);
	ck_assert_uint_eq(watch_tally_total(&tally), 0);
	for (unsigned i = 0; i < WATCH_RESULT_COUNT; i++)
		for (unsigned j = 0; j <= i; j++)
			watch_tally_add(&tally, (enum watch_result)i);
	ck_assert_uint_eq(watch_tally_total(&tally), 36);
	watch_tally_say(&tally, text);
	ck_assert_str_eq(
	    text, "looked into 3, with a form 2; passed unseen: limit 3, budget 4, busy 5, death 6, answer 7, fault 8");
}
END_TEST

START_TEST(the_largest_numbers_fit)
{
	char text[WATCH_TALLY_TEXT_MAX];
	struct watch_tally tally;

	watch_tally_init(&tally);
	for (unsigned i = 0; i < WATCH_RESULT_COUNT; i++)
		atomic_store(&tally.counts[i], i < WATCH_LIMIT ? UINT64_MAX / 2 : UINT64_MAX);
	watch_tally_say(&tally, text);
	ck_assert_uint_lt(strlen(text), WATCH_TALLY_TEXT_MAX - 1);
	ck_assert_ptr_nonnull(strstr(text, ", fault 18446744073709551615"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("watch_tally");
	TCase *tcase = tcase_create("watch_tally");

	tcase_add_test(tcase, what_happened_is_said_in_numbers);
	tcase_add_test(tcase, the_largest_numbers_fit);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
