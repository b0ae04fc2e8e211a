/* html_css: of a style only plain words stay, and what it would do is found however it is written. */
#include "message/sanitise/html_css.h"
#include "rules/unsafe.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#define ACTIVE UNSAFE_BIT(UNSAFE_HTML_ACTIVE)
#define REMOTE UNSAFE_BIT(UNSAFE_HTML_REMOTE)

static const struct {
	const char *style;
	const char *kept;
} styles[] = {
    {"color:red", "color: red"},
    {" COLOR : Red ;; ", "color: Red"},
    {"color:red;x:y;width:1px", "color: red; width: 1px"},
    {"color:rgb(1, 2,3)", "color: rgb(1, 2,3)"},
    {"color:url(x)", ""},
    {"color:rgb(url(x))", ""},
    {"font-family:'a;b',serif", ""},
    {"font-family:\"Times New Roman\",\xc3\xa9", "font-family: \"Times New Roman\",\xc3\xa9"},
    {"font-family:'a", ""},
    {"color:r\\65 d", ""},
    {"color:red/**/", ""},
    {"color:red}", ""},
    {"color:red !important", "color: red !important"},
    {"position:fixed", ""},
    {"margin:-1px 2%", "margin: -1px 2%"},
    {"color", ""},
    {"color:", ""},
    {":red", ""},
    {"", ""},
};

START_TEST(only_plain_declarations_of_the_list_stay)
{
	struct text text, again;

	text_init(&text);
	text_init(&again);
	html_css_append(styles[_i].style, &text);
	ck_assert_str_eq(text_string(&text), styles[_i].kept);
	html_css_append(text_string(&text), &again);
	ck_assert_str_eq(text_string(&again), styles[_i].kept);
	text_clear(&again);
	text_clear(&text);
}
END_TEST

static const struct {
	const char *css;
	unsigned found;
} judged[] = {
    {"p{color:red}", 0},
    {"v\\:* {behavior:url(#default#VML);}", 0},
    {"x{behavior:url(#default#VML)} y{behavior:url(z)}", ACTIVE},
    {"x{behavior:url(#default#time2)}", ACTIVE},
    {"x{mso-level-text:\\F0B7}", 0},
    {"x{a:url(cid:a)} y{a:url(b.png)} z{a:url(data:image/png,a)} f{src:url(data:font/woff,a)}", 0},
    {"x{a:url(https://a)}", REMOTE},
    {"x{a:u\\72 l(https://a)}", REMOTE},
    {"x{a:u/**/rl(https://a)}", REMOTE},
    {"x{a:url(/**/https://a)}", REMOTE},
    {"x{a:url(//a)}", REMOTE | ACTIVE},
    {"x{a:url(\\\\a\\b)}", REMOTE | ACTIVE},
    {"x{a:url(\\\\\\\\a\\\\b)}", REMOTE | ACTIVE},
    {"x{a:url(javascript:b)}", ACTIVE},
    {"x{a:EXP\\52 ESSION(b)}", ACTIVE},
    {"x{a:expr/*b*/ession(b)}", ACTIVE},
    {"/* x{a:expression(b)}", ACTIVE},
    {"@IMPORT 'a'", REMOTE},
    {"x{-moz-binding:none}", ACTIVE},
    {"\\", 0},
    {"", 0},
};

START_TEST(what_a_style_would_do_is_found_in_every_spelling)
{
	unsigned found = 0;

	ck_assert_int_eq(html_css_judge(judged[_i].css, strlen(judged[_i].css), &found), 0);
	ck_assert_uint_eq(found, judged[_i].found);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("html_css");
	TCase *tests = tcase_create("styles");

	tcase_add_loop_test(tests, only_plain_declarations_of_the_list_stay, 0, sizeof(styles) / sizeof(styles[0]));
	tcase_add_loop_test(
	    tests, what_a_style_would_do_is_found_in_every_spelling, 0, sizeof(judged) / sizeof(judged[0]));
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
