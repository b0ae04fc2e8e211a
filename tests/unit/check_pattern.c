/* pattern: an expression is found, not found, or nobody could tell; and it never costs more than its limits. */
#include "rules/pattern.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *expression;
	const char *subject;
	enum answer answer;
} rows[] = {
    {"referral", "Prevent Referral Form.docx", ANSWER_YES},
    {"^referral", "Prevent Referral Form.docx", ANSWER_NO},
    {"(prevent|police).*form", "PREVENT-form-2.doc", ANSWER_YES},
    {"\\.pdf$", "form.pdf", ANSWER_YES},
    {"\\d{4}", "form 2026", ANSWER_YES},
    {"caf\xc3\xa9", "CAF\xc3\x89.pdf", ANSWER_YES},
    {"^.$", "\xc3\xa9", ANSWER_YES},
    {"form", "", ANSWER_NO},
    {"^$", "", ANSWER_YES},
    {"form", "form \xe9", ANSWER_UNKNOWN},
    {"(a+)+$", "aaaaaaaaaaaab", ANSWER_NO},
    {"(a+)+$", "aaaaaaaaaaaaaaaaaab", ANSWER_UNKNOWN}, /* within PCRE2's own limits, past ours */
    {"(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", ANSWER_UNKNOWN},
    {"(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", ANSWER_YES},
};

START_TEST(an_expression_is_found_or_not_or_nobody_could_tell)
{
	struct pattern *pattern = NULL;
	char error[100];

	ck_assert_int_eq(pattern_new(rows[_i].expression, &pattern, error, sizeof(error)), 0);
	ck_assert_str_eq(error, "");
	ck_assert_int_eq(pattern_find(pattern, rows[_i].subject, strlen(rows[_i].subject)), rows[_i].answer);
	pattern_free(pattern);
}
END_TEST

static const struct {
	const char *expression;
	const char *error;
} wrong[] = {
    {"a(b", "missing closing parenthesis at offset 3"},
    {"[z-a]", "range out of order in character class at offset 3"},
    {"*", "quantifier does not follow a repeatable item at offset 0"},
    {"\\C", "using \\C is disabled by the application at offset 2"},
    {"\xff", "UTF-8 error: illegal byte (0xfe or 0xff) at offset 0"},
};

START_TEST(what_is_no_expression_is_said_with_its_offset)
{
	struct pattern *pattern = NULL;
	char error[100];

	ck_assert_int_eq(pattern_new(wrong[_i].expression, &pattern, error, sizeof(error)), -EINVAL);
	ck_assert_str_eq(error, wrong[_i].error);
	ck_assert_ptr_null(pattern);
}
END_TEST

START_TEST(a_message_is_terminated_in_little_room)
{
	struct pattern *pattern = NULL;
	char error[8] = "xxxxxxx";

	ck_assert_int_eq(pattern_new("a(b", &pattern, error, sizeof(error)), -EINVAL);
	ck_assert_str_eq(error, "missing");
	ck_assert_int_eq(pattern_new("a(b", &pattern, NULL, 0), -EINVAL);
}
END_TEST

START_TEST(an_expression_has_a_longest_length)
{
	char expression[PATTERN_LENGTH_MAX + 2];
	struct pattern *pattern = NULL;
	char error[100];

	memset(expression, 'a', sizeof(expression));
	expression[PATTERN_LENGTH_MAX] = '\0';
	ck_assert_int_eq(pattern_new(expression, &pattern, error, sizeof(error)), 0);
	pattern_free(pattern);
	pattern = NULL;
	expression[PATTERN_LENGTH_MAX] = 'a';
	expression[PATTERN_LENGTH_MAX + 1] = '\0';
	ck_assert_int_eq(pattern_new(expression, &pattern, error, sizeof(error)), -E2BIG);
	ck_assert_str_eq(error, "longer than 512 octets");
	ck_assert_ptr_null(pattern);
}
END_TEST

START_TEST(a_subject_has_a_longest_length)
{
	static char subject[PATTERN_SUBJECT_MAX + 1];
	struct pattern *pattern = NULL;
	char error[100];

	memset(subject, 'a', sizeof(subject));
	ck_assert_int_eq(pattern_new("a$", &pattern, error, sizeof(error)), 0);
	ck_assert_int_eq(pattern_find(pattern, subject, PATTERN_SUBJECT_MAX), ANSWER_YES);
	ck_assert_int_eq(pattern_find(pattern, subject, PATTERN_SUBJECT_MAX + 1), ANSWER_UNKNOWN);
	pattern_free(pattern);
}
END_TEST

START_TEST(a_nul_ends_no_subject)
{
	struct pattern *pattern = NULL;
	char error[100];

	ck_assert_int_eq(pattern_new("b", &pattern, error, sizeof(error)), 0);
	ck_assert_int_eq(pattern_find(pattern, "a\0b", 3), ANSWER_YES);
	ck_assert_int_eq(pattern_find(pattern, "ab", 1), ANSWER_NO);
	pattern_free(pattern);
}
END_TEST

static void *find_often(void *data)
{
	for (int i = 0; i < 2000; i++)
		if (pattern_find(data, "Prevent Referral Form", 21) != ANSWER_YES)
			return data;
	return NULL;
}

START_TEST(many_threads_may_ask_at_once)
{
	struct pattern *pattern = NULL;
	pthread_t threads[4];
	char error[100];
	void *result;

	ck_assert_int_eq(pattern_new("(prevent) (referral) (form)", &pattern, error, sizeof(error)), 0);
	for (int i = 0; i < 4; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, find_often, pattern), 0);
	for (int i = 0; i < 4; i++) {
		pthread_join(threads[i], &result);
		ck_assert_ptr_null(result);
	}
	pattern_free(pattern);
}
END_TEST

START_TEST(freeing_nothing_is_legal)
{
	pattern_free(NULL);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("pattern");
	TCase *tcase = tcase_create("patterns");

	tcase_add_loop_test(tcase, an_expression_is_found_or_not_or_nobody_could_tell, 0, sizeof(rows) / sizeof(*rows));
	tcase_add_loop_test(tcase, what_is_no_expression_is_said_with_its_offset, 0, sizeof(wrong) / sizeof(*wrong));
	tcase_add_test(tcase, a_message_is_terminated_in_little_room);
	tcase_add_test(tcase, an_expression_has_a_longest_length);
	tcase_add_test(tcase, a_subject_has_a_longest_length);
	tcase_add_test(tcase, a_nul_ends_no_subject);
	tcase_add_test(tcase, many_threads_may_ask_at_once);
	tcase_add_test(tcase, freeing_nothing_is_legal);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
