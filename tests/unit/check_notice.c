/* notice: every class has a word in every language, and nothing stands in a notice but what was put there. */
#include "message/sanitise/notice.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <string.h>

#define CONTACT "prevent@lewisham.gov.uk"

static void check_lines(const char *text)
{
	while (*text != '\0') {
		size_t length = strcspn(text, "\n");
		ck_assert_uint_le(length, NOTICE_LINE_MAX);
		for (size_t i = 0; i < length; i++)
			ck_assert(text[i] >= ' ' && text[i] <= '~');
		ck_assert(length == 0 || text[length - 1] != ' ');
		ck_assert_int_eq(text[length], '\n');
		text += length + 1;
	}
}

START_TEST(every_class_can_be_told_in_every_language)
{
	for (enum notice_language language = 0; language < NOTICE_LANGUAGE_COUNT; language++) {
		const char *kind = notice_kind(language, (enum unsafe_class)_i);
		struct text text;

		text_init(&text);
		ck_assert_msg(
		    kind != NULL, "%s has no word in language %d", unsafe_word((enum unsafe_class)_i), language);
		ck_assert_int_eq(notice_write(notice_template(language), kind, CONTACT, &text), 0);
		check_lines(text_string(&text));
		ck_assert_ptr_nonnull(strstr(text_string(&text), CONTACT));
		text_clear(&text);
	}
}
END_TEST

static const struct {
	const char *template, *kind, *written; /* NULL: not taken */
} texts[] = {
    {"{kind}: ask {contact}.\n", "a program", "a program: ask " CONTACT ".\n"},
    {"{kind}: ask {contact}.", "a program", "a program: ask " CONTACT ".\n"},
    {"{contact}\n\n{kind}{kind}", "x", CONTACT "\n\nxx\n"},
    {"{kind} {contact}", "{contact}", "{contact} " CONTACT "\n"},
    {"{kind} one two three four five six seven eight nine ten eleven twelve 1 2 {contact}", "x",
	"x one two three four five six seven eight nine ten eleven twelve 1 2\n" CONTACT "\n"},
    {"{kind} only", "x", NULL},
    {"only {contact}", "x", NULL},
    {"{kind} {contact} {name}", "x", NULL},
    {"{kind} {contact} {", "x", NULL},
    {"{kind} {contact} }", "x", NULL},
    {"{kind} {contact}\r\n", "x", NULL},
    {"{kind} {contact} caf\xc3\xa9", "x", NULL},
    {"{kind} {contact}", "x\ny", NULL},
    {"", "x", NULL},
};

START_TEST(a_text_is_filled_in)
{
	struct text text;

	text_init(&text);
	int r = notice_write(texts[_i].template, texts[_i].kind, CONTACT, &text);
	ck_assert_int_eq(r, texts[_i].written != NULL ? 0 : -EINVAL);
	ck_assert_str_eq(text_string(&text), texts[_i].written != NULL ? texts[_i].written : "");
	text_clear(&text);
}
END_TEST

START_TEST(a_text_is_bounded)
{
	char template[NOTICE_TEMPLATE_MAX + 2] = "{kind}{contact}";

	memset(template + strlen(template), 'x', sizeof(template) - strlen(template));
	template[NOTICE_TEMPLATE_MAX + 1] = '\0';
	ck_assert_int_eq(notice_check(template), -EINVAL);
	template[NOTICE_TEMPLATE_MAX] = '\0';
	ck_assert_int_eq(notice_check(template), 0);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

int main(void)
{
	Suite *suite = suite_create("notice");
	TCase *tcase = tcase_create("texts");

	tcase_add_loop_test(tcase, every_class_can_be_told_in_every_language, 0, UNSAFE_CLASS_COUNT);
	tcase_add_loop_test(tcase, a_text_is_filled_in, 0, COUNT(texts));
	tcase_add_test(tcase, a_text_is_bounded);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
