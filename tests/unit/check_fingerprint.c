/* fingerprint: a learnt form is read back as it was written, and a file that says something else is refused. */
#include "rules/fingerprint.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEAD "form-fingerprint 1\nname Prevent Referral Form\n"

static int parse(const char *text, size_t size, struct problem_list *problems, struct fingerprint *ret_fingerprint)
{
	char name[] = "form.fingerprint", path[] = "forms/form.fingerprint";
	struct bundle_file file = {
	    .kind = BUNDLE_FORM, .name = name, .path = path, .bytes = (uint8_t *)(uintptr_t)text, .size = size};

	return fingerprint_parse(&file, problems, ret_fingerprint);
}

static const char whole[] =
    HEAD "\nsample blank.docx\ntitle Prevent referral form\nversion Version 3.1, September 2026\n"
	 "heading Your concerns\n"
	 "text Complete as much as you are able.\nlabel What did you see or hear?\n"
	 "hint Click or tap here to enter text.\nbox English is spoken\n"
	 "\nsample gwag.odt\nlabel Dyddiad \xc5\xb5\n";

START_TEST(what_is_written_is_what_was_read)
{
	struct fingerprint fingerprint;
	struct problem_list problems;
	char *text = NULL;

	problem_list_init(&problems);
	ck_assert_int_eq(parse(whole, strlen(whole), &problems, &fingerprint), 0);
	ck_assert_uint_eq(problems.count, 0);
	ck_assert_str_eq(fingerprint.name, "Prevent Referral Form");
	ck_assert_uint_eq(fingerprint.sample_count, 2);
	ck_assert_uint_eq(fingerprint.samples[0].line_count, 7);
	ck_assert_int_eq(fingerprint.samples[0].lines[4].kind, FINGERPRINT_LABEL);
	ck_assert_str_eq(fingerprint.samples[0].lines[4].text, "What did you see or hear?");
	ck_assert_int_eq(fingerprint_format(&fingerprint, &text), 0);
	ck_assert_str_eq(text, whole);
	free(text);
	fingerprint_clear(&fingerprint);
}
END_TEST

START_TEST(comments_blank_lines_and_foreign_line_ends_are_skipped)
{
	struct fingerprint fingerprint;
	struct problem_list problems;
	const char text[] = "# learnt in November\r\n\r\n" HEAD "sample a  \r\nlabel   One  \r\n";

	problem_list_init(&problems);
	ck_assert_int_eq(parse(text, strlen(text), &problems, &fingerprint), 0);
	ck_assert_str_eq(fingerprint.samples[0].name, "a");
	ck_assert_str_eq(fingerprint.samples[0].lines[0].text, "One");
	fingerprint_clear(&fingerprint);
}
END_TEST

static const struct {
	const char *text;
	const char *problem; /* the first one */
} wrong[] = {
    {"", "forms/form.fingerprint: the first line of a fingerprint is \"form-fingerprint 1\""},
    {"form-fingerprint 2\nname a\nsample a\nlabel a\n",
	"forms/form.fingerprint:1: the first line of a fingerprint is \"form-fingerprint 1\""},
    {"name a\nsample a\nlabel a\n",
	"forms/form.fingerprint:1: the first line of a fingerprint is \"form-fingerprint 1\""},
    {"form-fingerprint 1\nsample a\nlabel a\n",
	"forms/form.fingerprint: name: missing; it is what the sender is told that the form is called"},
    {HEAD "name b\nsample a\nlabel a\n", "forms/form.fingerprint:3: name: given twice"},
    {"form-fingerprint 1\nsample a\nlabel a\nname b\n",
	"forms/form.fingerprint:4: name: belongs above the first sample"},
    {HEAD, "forms/form.fingerprint: sample: missing; learn one with \"referral-check form learn\""},
    {HEAD "label a\n", "forms/form.fingerprint:3: label: a line \"sample NAME\" is missing above it"},
    {HEAD "sample a\nlabel\n", "forms/form.fingerprint:4: label: nothing follows it"},
    {HEAD "sample a\nlabels a\nlabel a\n", "forms/form.fingerprint:4: a line begins with name, sample, version, title, "
					   "heading, label, box, hint, text or #"},
    {HEAD "sample a\ntitle a\n", "forms/form.fingerprint: sample a: has no label, so that nothing could be answered"},
    {HEAD "sample a\nlabel a\tb\n", "forms/form.fingerprint:4: only text in UTF-8, without control characters"},
    {HEAD "sample a\nlabel \xe9t\xe9\n", "forms/form.fingerprint:4: only text in UTF-8, without control characters"},
};

START_TEST(a_wrong_file_is_refused_with_its_line)
{
	struct fingerprint fingerprint = {0};
	struct problem_list problems;

	problem_list_init(&problems);
	ck_assert_int_eq(parse(wrong[_i].text, strlen(wrong[_i].text), &problems, &fingerprint), -EINVAL);
	ck_assert_ptr_null(fingerprint.name);
	ck_assert_uint_ge(problems.count, 1);
	ck_assert_str_eq(problems.items[0].text, wrong[_i].problem);
	problem_list_clear(&problems);
}
END_TEST

START_TEST(an_octet_of_nought_is_refused)
{
	struct fingerprint fingerprint;
	struct problem_list problems;
	const char text[] = HEAD "sample a\nlabel a\0b\n";

	problem_list_init(&problems);
	ck_assert_int_eq(parse(text, sizeof(text) - 1, &problems, &fingerprint), -EINVAL);
	problem_list_clear(&problems);
}
END_TEST

/* `count` times `letter`; to be freed. */
static char *repeat(char letter, size_t count)
{
	char *text = malloc(count + 1);

	ck_assert_ptr_nonnull(text);
	memset(text, letter, count);
	text[count] = '\0';
	return text;
}

START_TEST(the_limits_hold_on_both_sides)
{
	struct fingerprint fingerprint;
	char *longest = repeat('a', FINGERPRINT_TEXT_MAX), *longer = repeat('a', FINGERPRINT_TEXT_MAX + 1);

	fingerprint_init(&fingerprint);
	for (int i = 0; i < FINGERPRINT_SAMPLES_MAX; i++)
		ck_assert_int_eq(fingerprint_add_sample(&fingerprint, "a"), 0);
	ck_assert_int_eq(fingerprint_add_sample(&fingerprint, "a"), -E2BIG);
	ck_assert_int_eq(fingerprint_add_line(&fingerprint, FINGERPRINT_LABEL, longest), 0);
	ck_assert_int_eq(fingerprint_add_line(&fingerprint, FINGERPRINT_LABEL, longer), -E2BIG);
	for (int i = 1; i < FINGERPRINT_LINES_MAX; i++)
		ck_assert_int_eq(fingerprint_add_line(&fingerprint, FINGERPRINT_TEXT, "a"), 0);
	ck_assert_int_eq(fingerprint_add_line(&fingerprint, FINGERPRINT_TEXT, "a"), -E2BIG);
	fingerprint_clear(&fingerprint);
	free(longest);
	free(longer);
}
END_TEST

START_TEST(only_single_lines_are_written)
{
	static const char *const texts[] = {"", " a", "a ", "a\nb", "a\tb", "\xff"};
	struct fingerprint fingerprint;
	char *text = NULL;

	fingerprint_init(&fingerprint);
	fingerprint.name = strdup("a");
	ck_assert_int_eq(fingerprint_add_sample(&fingerprint, "a"), 0);
	ck_assert_int_eq(fingerprint_add_line(&fingerprint, FINGERPRINT_LABEL, texts[_i]), 0);
	ck_assert_int_eq(fingerprint_format(&fingerprint, &text), -EINVAL);
	ck_assert_ptr_null(text);
	fingerprint_clear(&fingerprint);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("fingerprint");
	TCase *tests = tcase_create("fingerprint");

	tcase_add_test(tests, what_is_written_is_what_was_read);
	tcase_add_test(tests, comments_blank_lines_and_foreign_line_ends_are_skipped);
	tcase_add_loop_test(tests, a_wrong_file_is_refused_with_its_line, 0, sizeof(wrong) / sizeof(wrong[0]));
	tcase_add_test(tests, an_octet_of_nought_is_refused);
	tcase_add_test(tests, the_limits_hold_on_both_sides);
	tcase_add_loop_test(tests, only_single_lines_are_written, 0, 6);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
