/* answer: three values, and "could not tell" never passes for one of the other two. */
#include "rules/answer.h"
#include "tests/support/run_suite.h"

#include <check.h>

#define U ANSWER_UNKNOWN
#define N ANSWER_NO
#define Y ANSWER_YES

static const struct {
	enum answer a, b, both, either;
} rows[] = {
    {U, U, U, U},
    {U, N, N, U},
    {U, Y, U, Y},
    {N, U, N, U},
    {N, N, N, N},
    {N, Y, N, Y},
    {Y, U, U, Y},
    {Y, N, N, Y},
    {Y, Y, Y, Y},
};

START_TEST(and_and_or_are_those_of_kleene)
{
	ck_assert_int_eq(answer_and(rows[_i].a, rows[_i].b), rows[_i].both);
	ck_assert_int_eq(answer_or(rows[_i].a, rows[_i].b), rows[_i].either);
}
END_TEST

START_TEST(not_turns_yes_and_no_round_and_leaves_doubt)
{
	ck_assert_int_eq(answer_not(Y), N);
	ck_assert_int_eq(answer_not(N), Y);
	ck_assert_int_eq(answer_not(U), U);
}
END_TEST

/* De Morgan: neither function may favour an answer that the other does not. */
START_TEST(not_both_is_either_not)
{
	enum answer a = rows[_i].a, b = rows[_i].b;

	ck_assert_int_eq(answer_not(answer_and(a, b)), answer_or(answer_not(a), answer_not(b)));
	ck_assert_int_eq(answer_not(answer_or(a, b)), answer_and(answer_not(a), answer_not(b)));
}
END_TEST

START_TEST(a_truth_value_is_yes_or_no_and_nothing_is_doubt)
{
	static const enum answer nothing;

	ck_assert_int_eq(answer_of(1), Y);
	ck_assert_int_eq(answer_of(-1), Y);
	ck_assert_int_eq(answer_of(0), N);
	ck_assert_int_eq(nothing, U);
}
END_TEST

START_TEST(each_answer_has_a_word_and_what_is_none_could_not_tell)
{
	ck_assert_str_eq(answer_word(Y), "yes");
	ck_assert_str_eq(answer_word(N), "no");
	ck_assert_str_eq(answer_word(U), "could not tell");
	ck_assert_str_eq(answer_word((enum answer)3), "could not tell");
}
END_TEST

START_TEST(what_is_no_answer_is_never_taken_for_yes)
{
	enum answer none = (enum answer)3;

	ck_assert_int_eq(answer_and(none, Y), U);
	ck_assert_int_eq(answer_and(none, N), N);
	ck_assert_int_eq(answer_or(none, N), U);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("answer");
	TCase *tcase = tcase_create("answer");
	int count = (int)(sizeof(rows) / sizeof(rows[0]));

	tcase_add_loop_test(tcase, and_and_or_are_those_of_kleene, 0, count);
	tcase_add_test(tcase, not_turns_yes_and_no_round_and_leaves_doubt);
	tcase_add_loop_test(tcase, not_both_is_either_not, 0, count);
	tcase_add_test(tcase, a_truth_value_is_yes_or_no_and_nothing_is_doubt);
	tcase_add_test(tcase, each_answer_has_a_word_and_what_is_none_could_not_tell);
	tcase_add_test(tcase, what_is_no_answer_is_never_taken_for_yes);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
