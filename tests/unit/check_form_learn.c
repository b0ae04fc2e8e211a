/* form_learn: what a blank asks for is told by its structure, and a blank that adds nothing is not learnt again. */
#include "message/form/form_learn.h"
#include "tests/support/made_document.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define BLANK                                                                                                          \
	"= Referral form\nVersion 3.1, September 2026\nComplete as much as you are able.\n# The individual\n"          \
	"| First name | |\n| Family name | {?Click here}|\n| Date of birth | |\n# Concerns\nWhat made you worried?\n"  \
	"{?Click here}\nInterpreter needed\n[ ] Yes\n[ ] No\n# Agencies\n| Agency | Worker |\n| | |\n"                 \
	"^ Referral form, version 3.1\n"

static int learn(struct fingerprint *fingerprint, const char *drawing, bool *ret_is_added)
{
	struct document document;

	made_document(drawing, &document);
	int r = form_learn_add(fingerprint, &document, "blank", ret_is_added);
	document_clear(&document);
	return r;
}

/* "kind text" of each line, one after the other; to be freed. */
static char *describe(const struct fingerprint *fingerprint, size_t sample)
{
	const struct fingerprint_sample *lines = &fingerprint->samples[sample];
	char *text = strdup("");

	for (size_t i = 0; i < lines->line_count; i++) {
		const char *word = fingerprint_kind_word(lines->lines[i].kind);
		size_t length = strlen(text);
		text = realloc(text, length + strlen(word) + strlen(lines->lines[i].text) + 3);
		ck_assert_ptr_nonnull(text);
		strcpy(text + length, word);
		strcat(text, " ");
		strcat(text, lines->lines[i].text);
		strcat(text, "\n");
	}
	return text;
}

START_TEST(fields_empty_cells_and_questions_ask_for_answers)
{
	struct fingerprint fingerprint;
	bool is_added = false;

	fingerprint_init(&fingerprint);
	ck_assert_int_eq(learn(&fingerprint, BLANK, &is_added), 0);
	ck_assert(is_added);
	ck_assert_str_eq(fingerprint.name, "Referral form");
	char *lines = describe(&fingerprint, 0);
	ck_assert_str_eq(lines,
	    "title Referral form\nversion Version 3.1, September 2026\n"
	    "text Complete as much as you are able.\nheading The individual\nlabel First name\n"
	    "label Family name\nhint Click here\nlabel Date of birth\nheading Concerns\n"
	    "label What made you worried?\nhint Click here\ntext Interpreter needed\nbox Yes\nbox No\n"
	    "heading Agencies\nlabel Agency\nlabel Worker\nversion Referral form, version 3.1\n");
	free(lines);
	fingerprint_clear(&fingerprint);
}
END_TEST

START_TEST(a_blank_that_adds_nothing_is_not_learnt_again)
{
	struct fingerprint fingerprint;
	bool is_added = true;

	fingerprint_init(&fingerprint);
	ck_assert_int_eq(learn(&fingerprint, BLANK, &is_added), 0);
	ck_assert_int_eq(learn(&fingerprint, BLANK, &is_added), 0);
	ck_assert(!is_added);
	ck_assert_uint_eq(fingerprint.sample_count, 1);
	fingerprint_clear(&fingerprint);
}
END_TEST

START_TEST(another_language_is_another_sample)
{
	struct fingerprint fingerprint;
	bool is_added = false;

	fingerprint_init(&fingerprint);
	ck_assert_int_eq(learn(&fingerprint, BLANK, &is_added), 0);
	ck_assert_int_eq(
	    learn(&fingerprint, "= Ffurflen atgyfeirio\nFersiwn 3.1\n| Enw cyntaf | |\n| Cyfenw | |\n", &is_added), 0);
	ck_assert(is_added);
	ck_assert_uint_eq(fingerprint.sample_count, 2);
	ck_assert_str_eq(fingerprint.name, "Referral form");
	fingerprint_clear(&fingerprint);
}
END_TEST

/* The cells are gone on paper, so that only the earlier sample says what asks. */
START_TEST(a_page_without_structure_takes_over_what_its_lines_are_for)
{
	struct fingerprint fingerprint;
	bool is_added = false;

	fingerprint_init(&fingerprint);
	ck_assert_int_eq(learn(&fingerprint, BLANK, &is_added), 0);
	ck_assert_int_eq(
	    learn(&fingerprint,
		"Referral form\nVersion 3.1, September 2026\nFirst name\nFamily name\nPlace of work and of "
		"study\nKept for six years by the council named above\n",
		&is_added),
	    0);
	ck_assert(is_added);
	char *lines = describe(&fingerprint, 1);
	ck_assert_ptr_nonnull(strstr(lines, "label First name\nlabel Family name\n"));
	free(lines);
	fingerprint_clear(&fingerprint);
}
END_TEST

START_TEST(what_asks_for_nothing_is_no_form)
{
	struct fingerprint fingerprint;
	bool is_added = true;

	fingerprint_init(&fingerprint);
	ck_assert_int_eq(learn(&fingerprint, "= Minutes\nThe governors met on Tuesday.\n", &is_added), -EINVAL);
	ck_assert(is_added);
	ck_assert_uint_eq(fingerprint.sample_count, 0);
	fingerprint_clear(&fingerprint);
}
END_TEST

START_TEST(a_long_paragraph_is_cut_between_characters)
{
	struct fingerprint fingerprint;
	char drawing[2200] = "= Form\n| Name | |\n";
	bool is_added = false;

	for (int i = 0; i < 1000; i++)
		strcat(drawing, i % 10 == 9 ? "\u0175 " : "\u0175");
	fingerprint_init(&fingerprint);
	ck_assert_int_eq(learn(&fingerprint, drawing, &is_added), 0);
	const char *text = fingerprint.samples[0].lines[2].text;
	ck_assert_uint_le(strlen(text), FINGERPRINT_TEXT_MAX);
	ck_assert_uint_gt(strlen(text), FINGERPRINT_TEXT_MAX - 4);
	char *file = NULL;
	ck_assert_int_eq(fingerprint_format(&fingerprint, &file), 0);
	free(file);
	fingerprint_clear(&fingerprint);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("form_learn");
	TCase *tests = tcase_create("form_learn");

	tcase_add_test(tests, fields_empty_cells_and_questions_ask_for_answers);
	tcase_add_test(tests, a_blank_that_adds_nothing_is_not_learnt_again);
	tcase_add_test(tests, another_language_is_another_sample);
	tcase_add_test(tests, a_page_without_structure_takes_over_what_its_lines_are_for);
	tcase_add_test(tests, what_asks_for_nothing_is_no_form);
	tcase_add_test(tests, a_long_paragraph_is_cut_between_characters);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
