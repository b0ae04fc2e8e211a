/* form_naming and ascii_text: names of a form's lines in printable ASCII, within bounds. */
#include "rules/ascii_text.h"
#include "rules/form_naming.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

static const struct {
	const char *text, *plain;
} rows[] = {
    {"", ""},
    {"Your concerns", "Your concerns"},
    {"Enw(au) cyntaf \xc5\xb5\xc5\xb7\xc3\xa2", "Enw(au) cyntaf wya"},
    {"\xe2\x80\x9cwhy\xe2\x80\x9d \xe2\x80\x93 who\xe2\x80\x99s", "\"why\" - who's"},
    {"a\xc2\xa0"
     "b\xe2\x80\xa6",
	"a b..."},
    {"\xe4\xb8\xad\xe6\x96\x87", "??"},
    {"bad \xff\xc3", "bad ??"},
    {"tab\there", "tab?here"},
};

START_TEST(letters_lose_what_an_smtp_reply_cannot_have)
{
	char text[64];

	ck_assert_uint_eq(ascii_text_write(rows[_i].text, text, sizeof(text)), strlen(rows[_i].plain));
	ck_assert_str_eq(text, rows[_i].plain);
}
END_TEST

START_TEST(what_has_no_room_is_left_out)
{
	char text[5];

	ck_assert_uint_eq(ascii_text_write("abcd", text, sizeof(text)), 4);
	ck_assert_uint_eq(ascii_text_write("abcde", text, sizeof(text)), 4);
	ck_assert_str_eq(text, "abcd");
	ck_assert_uint_eq(ascii_text_write("ab\xe2\x80\xa6", text, sizeof(text)), 2);
	ck_assert_str_eq(text, "ab");
	ck_assert_uint_eq(ascii_text_write("a", text, 1), 0);
	ck_assert_str_eq(text, "");
}
END_TEST

static struct fingerprint_line lines[FORM_EMPTY_MAX];
static struct fingerprint_sample sample = {.lines = lines, .line_count = FORM_EMPTY_MAX};
static struct fingerprint fingerprint = {.samples = &sample, .sample_count = 1};
static struct form_reference reference = {&fingerprint, 5, false, "a"};
static const struct form_rule form = {.fingerprints = &reference, .fingerprint_count = 1};

static const char *list(const char *name, uint32_t count, size_t size)
{
	static char text[512];
	struct form_report report = {.fingerprint = 5, .empty_count = count};

	for (uint32_t i = 0; i < FORM_EMPTY_MAX; i++) {
		lines[i] = (struct fingerprint_line){FINGERPRINT_LABEL, (char *)(uintptr_t)name};
		report.empty[i] = i;
	}
	form_naming_list(&form, &report, text, size);
	ck_assert_uint_lt(strlen(text), size);
	return text;
}

START_TEST(names_are_listed_as_far_as_there_is_room)
{
	ck_assert_str_eq(list("Why?", 2, 64), "\"Why?\", \"Why?\"");
	ck_assert_str_eq(
	    list("Who told you of it?", 8, 64), "\"Who told you of it?\", \"Who told you of it?\", and more");
	ck_assert_str_eq(list("100%%%%%%%%%%%%%%%%%%%%%%%%%", 8, 72), "\"100%%%%%%%%%%%%%%%%%%%%%%%%%\", and more");
	ck_assert_str_eq(list("Forename(s): ", 1, 64), "\"Forename(s)\"");
}
END_TEST

START_TEST(a_long_name_is_cut_at_a_word)
{
	ck_assert_str_eq(
	    list("Please describe in as much detail as possible what has made you worried about the person", 1, 320),
	    "\"Please describe in as much detail as possible what has...\"");
	ck_assert_str_eq(list("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 1, 320),
	    "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...\"");
}
END_TEST

START_TEST(without_names_it_is_the_whole_form)
{
	char text[64];

	form_naming_list(&form, NULL, text, sizeof(text));
	ck_assert_str_eq(text, "the whole form");
	form_naming_list(&form, &(struct form_report){.fingerprint = 4, .empty_count = 1}, text, sizeof(text));
	ck_assert_str_eq(text, "the whole form");
	ck_assert_str_eq(list("a", 0, 64), "the whole form");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("form_naming");
	TCase *tcase = tcase_create("form_naming");

	tcase_add_loop_test(
	    tcase, letters_lose_what_an_smtp_reply_cannot_have, 0, (int)(sizeof(rows) / sizeof(rows[0])));
	tcase_add_test(tcase, what_has_no_room_is_left_out);
	tcase_add_test(tcase, names_are_listed_as_far_as_there_is_room);
	tcase_add_test(tcase, a_long_name_is_cut_at_a_word);
	tcase_add_test(tcase, without_names_it_is_the_whole_form);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
