/* printable: text of others moves no cursor and turns no line round. */
#include "milter/printable.h"

#include "tests/support/run_suite.h"

#include <check.h>
#include <stdlib.h>

static const struct {
	const char *text;
	const char *shown;
} rows[] = {
    {"", ""},
    {"Date of birth", "Date of birth"},
    {"Rhifau ff\303\264n", "Rhifau ff\303\264n"},
    {"\342\230\220 \360\237\230\200", "\342\230\220 \360\237\230\200"},
    {"a\033[2Jb", "a?[2Jb"},
    {"a\r\n\tb\177", "a???b?"},
    {"a\302\233b", "a?b"},
    {"a\342\200\256b\342\201\246", "a?b?"},
    {"a\342\200\250b\357\273\277", "a?b?"},
    {"a\377b\303", "a?b?"},
    {"\300\257", "??"},
};

START_TEST(what_is_no_letter_is_a_question_mark)
{
	char *shown = printable_new(rows[_i].text);

	ck_assert_str_eq(shown, rows[_i].shown);
	free(shown);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("printable");
	TCase *tcase = tcase_create("printable");

	tcase_add_loop_test(tcase, what_is_no_letter_is_a_question_mark, 0, (int)(sizeof(rows) / sizeof(*rows)));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
