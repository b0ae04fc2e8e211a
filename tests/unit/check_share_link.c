/* share_link: a link to a share host is found in text and in HTML, and nothing else is taken for one. */
#include "message/form/share_link.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct pattern *patterns[2];

static void set_up(void)
{
	static const char *const texts[] = {"^https?://([^/]+\\.)?share\\.example/", "^https?://drive\\.example/file/"};
	char error[100];

	for (size_t i = 0; i < 2; i++)
		ck_assert_int_eq(pattern_new(texts[i], &patterns[i], error, sizeof(error)), 0);
}

static void tear_down(void)
{
	pattern_free(patterns[0]);
	pattern_free(patterns[1]);
}

static const struct {
	const char *text;
	enum answer answer;
} texts[] = {
    {"", ANSWER_NO},
    {"The form is at https://share.example/abc for you.", ANSWER_YES},
    {"https://share.example/", ANSWER_YES},
    {"HTTP://Team.Share.Example/abc", ANSWER_YES},
    {"<a href=\"https://drive.example/file/d/1?usp=sharing&amp;x=1\">the form</a>", ANSWER_YES},
    {"first https://www.example.org/ then https://drive.example/file/2", ANSWER_YES},
    {"(https://share.example/abc)", ANSWER_YES},
    {"https://www.example.org/?to=https://share.example/abc", ANSWER_NO},
    {"https://share.example.org/abc", ANSWER_NO},
    {"https://drive.example/about", ANSWER_NO},
    {"share.example/abc", ANSWER_NO},
    {"ftp://share.example/abc", ANSWER_NO},
    {"mailto:a@share.example", ANSWER_NO},
    {"https://", ANSWER_NO},
    {"https:/share.example/abc", ANSWER_NO},
    {"https://\nshare.example/abc", ANSWER_NO},
};

START_TEST(a_link_to_a_share_host_is_found)
{
	enum answer answer = share_link_occurs(texts[_i].text, strlen(texts[_i].text), patterns, 2);

	ck_assert_msg(answer == texts[_i].answer, "%s: %s", texts[_i].text, answer_word(answer));
	ck_assert_int_eq(share_link_occurs(texts[_i].text, strlen(texts[_i].text), patterns, 0), ANSWER_NO);
}
END_TEST

/* So many links to somewhere else, then perhaps one to a share host. */
static enum answer after(size_t count, const char *last)
{
	static const char other[] = "https://www.example.org/ ";
	char *text = malloc(count * strlen(other) + strlen(last) + 1);

	ck_assert_ptr_nonnull(text);
	text[0] = '\0';
	for (size_t i = 0; i < count; i++)
		memcpy(text + i * strlen(other), other, sizeof(other));
	strcat(text, last);
	enum answer answer = share_link_occurs(text, strlen(text), patterns, 2);
	free(text);
	return answer;
}

START_TEST(the_limit_holds_on_both_sides)
{
	ck_assert_int_eq(after(SHARE_LINKS_MAX, ""), ANSWER_NO);
	ck_assert_int_eq(after(SHARE_LINKS_MAX - 1, "https://share.example/abc"), ANSWER_YES);
	ck_assert_int_eq(after(SHARE_LINKS_MAX, "https://share.example/abc"), ANSWER_UNKNOWN);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("share_link");
	TCase *tests = tcase_create("share_link");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_loop_test(tests, a_link_to_a_share_host_is_found, 0, sizeof(texts) / sizeof(texts[0]));
	tcase_add_test(tests, the_limit_holds_on_both_sides);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
