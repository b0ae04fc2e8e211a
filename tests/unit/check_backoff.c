/* backoff: what keeps dying is started ever later, up to a bound; what lived long starts from the beginning. */
#include "milter/backoff.h"
#include "milter/limits.h"
#include "tests/support/run_suite.h"

#include <check.h>

START_TEST(the_wait_doubles_up_to_its_bound)
{
	static const int64_t expected[] = {50, 100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000};
	struct backoff backoff;
	int64_t now = 1000000;

	backoff_init(&backoff);
	for (size_t i = 0; i < sizeof(expected) / sizeof(*expected); i++) {
		backoff_start(&backoff, now);
		now += 10;
		int64_t delay = backoff_delay(&backoff, now);
		ck_assert_int_eq(delay, expected[i]);
		now += delay;
	}
	ck_assert_int_eq(expected[0], LIMIT_BACKOFF_FIRST_MS);
	ck_assert_int_eq(expected[9], LIMIT_BACKOFF_MAX_MS);
}
END_TEST

START_TEST(the_bound_holds_for_any_number_of_deaths)
{
	struct backoff backoff;

	backoff_init(&backoff);
	for (int i = 0; i < 100000; i++)
		ck_assert_int_le(backoff_delay(&backoff, 0), LIMIT_BACKOFF_MAX_MS);
}
END_TEST

START_TEST(a_long_life_is_forgiven)
{
	struct backoff backoff;
	int64_t lived = LIMIT_BACKOFF_RESET_MS - 1 + _i;

	backoff_init(&backoff);
	for (int i = 0; i < 5; i++)
		backoff_delay(&backoff, 0);
	backoff_start(&backoff, 500);
	ck_assert_int_eq(backoff_delay(&backoff, 500 + lived), _i == 0 ? 1600 : LIMIT_BACKOFF_FIRST_MS);
	backoff_start(&backoff, 500);
	ck_assert_int_eq(backoff_delay(&backoff, 501), _i == 0 ? 3200 : 2 * LIMIT_BACKOFF_FIRST_MS);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("backoff");
	TCase *tcase = tcase_create("delay");

	tcase_add_test(tcase, the_wait_doubles_up_to_its_bound);
	tcase_add_test(tcase, the_bound_holds_for_any_number_of_deaths);
	tcase_add_loop_test(tcase, a_long_life_is_forgiven, 0, 2);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
