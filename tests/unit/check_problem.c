/* problem: one line for each, kept up to a limit, and an error is never forgotten. */
#include "rules/problem.h"
#include "tests/support/run_suite.h"

#include <check.h>

static struct problem_list list;

static void setup(void)
{
	problem_list_init(&list);
}

static void teardown(void)
{
	problem_list_clear(&list);
}

START_TEST(a_problem_names_file_line_and_what_is_allowed)
{
	problem_error(&list, "/etc/x.conf", 12, "%s: allowed: %d", "mode", 3);
	ck_assert_uint_eq(list.count, 1);
	ck_assert_str_eq(list.items[0].text, "/etc/x.conf:12: mode: allowed: 3");
	ck_assert(!list.items[0].is_warning);
	ck_assert(list.has_error);
}
END_TEST

START_TEST(a_problem_without_a_line_names_the_file)
{
	problem_error(&list, "x.conf", 0, "too large");
	ck_assert_str_eq(list.items[0].text, "x.conf: too large");
}
END_TEST

START_TEST(a_warning_is_no_error)
{
	problem_warning(&list, "x.conf", 1, "old");
	ck_assert_str_eq(list.items[0].text, "x.conf:1: old");
	ck_assert(list.items[0].is_warning);
	ck_assert(!list.has_error);
}
END_TEST

START_TEST(a_problem_is_one_line_whatever_it_repeats)
{
	problem_error(&list, "x\n.conf", 1, "%s", "a\r\nb\033[m\x7f");
	ck_assert_str_eq(list.items[0].text, "x?.conf:1: a??b?[m?");
}
END_TEST

START_TEST(past_the_limit_problems_are_counted)
{
	for (int i = 0; i < PROBLEMS_MAX; i++)
		problem_warning(&list, "x.conf", i + 1, "old");
	ck_assert_uint_eq(list.count, PROBLEMS_MAX);
	ck_assert_uint_eq(list.dropped, 0);
	ck_assert(!list.has_error);
	problem_error(&list, "x.conf", 1, "wrong");
	ck_assert_uint_eq(list.count, PROBLEMS_MAX);
	ck_assert_uint_eq(list.dropped, 1);
	ck_assert(list.has_error);
}
END_TEST

START_TEST(a_cleared_list_is_empty)
{
	problem_error(&list, "x.conf", 1, "wrong");
	problem_list_clear(&list);
	ck_assert_uint_eq(list.count, 0);
	ck_assert(!list.has_error);
	ck_assert_ptr_null(list.items);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("problem");
	TCase *tcase = tcase_create("lists");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, a_problem_names_file_line_and_what_is_allowed);
	tcase_add_test(tcase, a_problem_without_a_line_names_the_file);
	tcase_add_test(tcase, a_warning_is_no_error);
	tcase_add_test(tcase, a_problem_is_one_line_whatever_it_repeats);
	tcase_add_test(tcase, past_the_limit_problems_are_counted);
	tcase_add_test(tcase, a_cleared_list_is_empty);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
