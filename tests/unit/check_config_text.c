/* config_text: comments go and lines stay; what libconfuse would misread is said, with its line. */
#include "rules/config_text.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *in;
	const char *out;
} clean[] = {
    {"", "\n"},
    {"a = b\n", "a = b\n\n"},
    {"# one\na = b # two\n", "     \na = b      \n\n"},
    {"// one\na = b//two\n", "      \na = b//two\n\n"},
    {"a = \"b\"// two\n", "a = \"b\"      \n\n"},
    {"/* one\n two */ a = b\n", "      \n        a = b\n\n"},
    {"/***/a = b", "     a = b\n"},
    {"a = \"# no comment\"", "a = \"# no comment\"\n"},
    {"a = '// no /* comment'", "a = '// no /* comment'\n"},
    {"a = \"an \\\" escaped # quote\"", "a = \"an \\\" escaped # quote\"\n"},
    {"a = 'a $"
     "{plain} * + text'",
	"a = 'a $"
	"{plain} * + text'\n"},
    {"a = \"* + $\" b += c", "a = \"* + $\" b += c\n"},
    {"a = b\r\nc = d\r\n", "a = b \nc = d \n\n"},
    {"a = '\\d \\' \\\\' # c", "a = '\\d \\' \\\\'    \n"},
    {"a = \"\\\\\" # c", "a = \"\\\\\"    \n"},
    {"\xef\xbb\xbf# c\na = b", "      \na = b\n"},
    {"a = \"B\xc3\xbc"
     "cher\"",
	"a = \"B\xc3\xbc"
	"cher\"\n"},
    {"# a quote's end is not needed here\n\ta = b", "                                  \n\ta = b\n"},
    {"a = https://example.org/\n", "a = https://example.org/\n\n"},
};

START_TEST(comments_are_blanked_and_lines_stay)
{
	struct problem_list problems;
	char *text = NULL;

	problem_list_init(&problems);
	ck_assert_int_eq(config_text_new("f", clean[_i].in, strlen(clean[_i].in), &problems, &text), 0);
	ck_assert_str_eq(text, clean[_i].out);
	ck_assert_uint_eq(problems.count, 0);
	free(text);
	problem_list_clear(&problems);
}
END_TEST

#define VARIABLE  "${...}: environment variables are not used here, write the value itself"
#define BACKSLASH "within double quotes only \\\\ and \\\" have a backslash: use single quotes"
#define QUOTE	  "a string ends on the line where it begins: a closing quote is missing"

static const struct {
	const char *in;
	size_t size; /* 0: up to the terminator */
	const char *problem;
} broken[] = {
    {"\na = ${HOME}\n", 0, "f:2: " VARIABLE},
    {"a = \"${HOME:-x}\"\n", 0, "f:1: " VARIABLE},
    {"a = \"b\nc = d\n", 0, "f:1: " QUOTE},
    {"a = 'b\nc = d\n", 0, "f:1: " QUOTE},
    {"a = \"b\\\nc\"", 0, "f:1: " QUOTE},
    {"\n\na = \"b", 0, "f:3: " QUOTE},
    {"\n/* b\n\n", 0, "f:2: a comment that begins here is not closed by \"*/\""},
    {"a = *5\n", 0, "f:1: \"*\" and \"+\" are allowed only within quotes"},
    {"a + b\n", 0, "f:1: \"*\" and \"+\" are allowed only within quotes"},
    {"a = \1\n", 0, "f:1: control characters are not allowed"},
    {"a = b\rc = d\n", 0, "f:1: control characters are not allowed"},
    {"# \x7f\n", 0, "f:1: control characters are not allowed"},
    {"a = '\\\1'\n", 0, "f:1: control characters are not allowed"},
    {"a = \"\\d\"\n", 0, "f:1: " BACKSLASH},
    {"a = \"\\101\"\n", 0, "f:1: " BACKSLASH},
    {"a = \"\\'\"\n", 0, "f:1: " BACKSLASH},
    {"a = b\n\xe9\n\xe9\n", 0, "f:2: not UTF-8: save the file as UTF-8"},
    {"# caf\xe9\n", 0, "f:1: not UTF-8: save the file as UTF-8"},
    {"# \xc3", 0, "f:1: not UTF-8: save the file as UTF-8"},
    {"a\0= b", 5, "f:1: control characters are not allowed"},
};

START_TEST(what_would_be_misread_is_a_problem)
{
	struct problem_list problems;
	char *text = NULL;
	size_t size = broken[_i].size > 0 ? broken[_i].size : strlen(broken[_i].in);

	problem_list_init(&problems);
	ck_assert_int_eq(config_text_new("f", broken[_i].in, size, &problems, &text), -EINVAL);
	ck_assert_ptr_null(text);
	ck_assert(problems.has_error);
	ck_assert_str_eq(problems.items[0].text, broken[_i].problem);
	problem_list_clear(&problems);
}
END_TEST

START_TEST(all_problems_are_shown_at_once)
{
	static const char in[] = "a = ${B}\nb = \"c\nd = *\n/*";
	struct problem_list problems;
	char *text = NULL;

	problem_list_init(&problems);
	ck_assert_int_eq(config_text_new("f", in, strlen(in), &problems, &text), -EINVAL);
	ck_assert_uint_eq(problems.count, 4);
	ck_assert_str_eq(problems.items[3].text, "f:4: a comment that begins here is not closed by \"*/\"");
	problem_list_clear(&problems);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("config_text");
	TCase *tcase = tcase_create("text");

	tcase_add_loop_test(tcase, comments_are_blanked_and_lines_stay, 0, sizeof(clean) / sizeof(*clean));
	tcase_add_loop_test(tcase, what_would_be_misread_is_a_problem, 0, sizeof(broken) / sizeof(*broken));
	tcase_add_test(tcase, all_problems_are_shown_at_once);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
