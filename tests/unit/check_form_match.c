/* form_match: a filled form is the blank and its answers, wherever they stand. */
#include "message/form/form_match.h"
#include "tests/support/made_document.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct fingerprint fingerprint;

static void add_lines(const char *const lines[][2], size_t count)
{
	for (size_t i = 0; i < count; i++) {
		enum fingerprint_kind kind = 0;
		while (strcmp(fingerprint_kind_word(kind), lines[i][0]) != 0)
			kind++;
		ck_assert_int_eq(fingerprint_add_line(&fingerprint, kind, lines[i][1]), 0);
	}
}

static void set_up(void)
{
	static const char *const lines[][2] = {{"title", "Referral form"}, {"version", "Version 3.1"},
	    {"text", "Complete as much as you are able."}, {"heading", "The individual"}, {"label", "First name"},
	    {"hint", "Click here"}, {"label", "Date of birth"}, {"text", "Your best estimate."},
	    {"heading", "Concerns"}, {"label", "What made you worried?"}, {"label", "Who else knows of it?"},
	    {"box", "Interpreter needed"}};
	static const char *const welsh[][2] = {{"title", "Ffurflen atgyfeirio"}, {"version", "Fersiwn 3.1"},
	    {"label", "Enw cyntaf"}, {"label", "Dyddiad geni"}, {"label", "Beth sy'n eich poeni?"}};

	fingerprint_init(&fingerprint);
	ck_assert_int_eq(fingerprint_add_sample(&fingerprint, "english"), 0);
	add_lines(lines, sizeof(lines) / sizeof(lines[0]));
	ck_assert_int_eq(fingerprint_add_sample(&fingerprint, "welsh"), 0);
	add_lines(welsh, sizeof(welsh) / sizeof(welsh[0]));
}

static void tear_down(void)
{
	fingerprint_clear(&fingerprint);
}

#define HEAD "= Referral form\nVersion 3.1\nComplete as much as you are able.\n# The individual\n"

static const struct {
	const char *what;
	const char *drawing;
	unsigned answers;
	unsigned worded;
	unsigned ticks;
} drawings[] = {
    {"the blank",
	HEAD "| First name | {?Click here} |\n| Date of birth | |\nYour best estimate.\n# Concerns\nWhat made you "
	     "worried?\nWho else knows of it?\n[ ] Interpreter needed\n",
	0, 0, 0},
    {"answers in cells",
	HEAD "| First name | Daniel |\n| Date of birth | 14/03/2011 |\nYour best estimate.\n# Concerns\nWhat made you "
	     "worried?\nHe praised an attack.\nWho else knows of it?\n[x] Interpreter needed\n",
	3, 2, 1},
    {"answers in fields",
	HEAD "| First name | {Daniel} |\n| Date of birth | {14/03/2011} |\nYour best estimate.\n# Concerns\nWhat made "
	     "you worried?\n{He praised an attack.}\nWho else knows of it?\n{Nobody}\n[ ] Interpreter needed\n",
	4, 3, 0},
    {"answers beside their labels",
	HEAD "First name Daniel\nDate of birth: 14/03/2011\nYour best estimate.\n# Concerns\nWhat made you worried? He "
	     "praised an attack.\nWho else knows of it?\nInterpreter needed\n",
	3, 2, 0},
    {"answers below an explanation",
	HEAD "First name\nDate of birth\nYour best estimate.\n2011 or 2012, says his aunt\n# Concerns\nWhat made you "
	     "worried?\nWho else knows of it?\nInterpreter needed\n",
	1, 1, 0},
    {"what says nothing",
	HEAD "| First name | n/a |\n| Date of birth | dd/mm/yyyy |\nYour best estimate.\n# Concerns\nWhat made you "
	     "worried?\n...\nWho else knows of it?\n-\nInterpreter needed\n",
	0, 0, 0},
    {"only a date",
	HEAD "| First name | |\n| Date of birth | 14/03/2011 |\nYour best estimate.\n# Concerns\nWhat made you "
	     "worried?\nWho else knows of it?\nInterpreter needed\n",
	1, 0, 0},
    {"a label that moved",
	HEAD "| Date of birth | |\nYour best estimate.\n| First name | |\n# Concerns\nWhat made you worried?\nWho else "
	     "knows of it?\nInterpreter needed\n",
	0, 0, 0},
    {"a tick that was drawn",
	HEAD "First name\nDate of birth\nYour best estimate.\n# Concerns\nWhat made you worried?\nWho else knows of "
	     "it?\n\u2612 Interpreter needed\n",
	0, 0, 1},
};

static void find(const char *drawing, struct form_match *match)
{
	struct document document;

	made_document(drawing, &document);
	ck_assert_int_eq(form_match_find(&fingerprint, &document, match), 0);
	document_clear(&document);
}

START_TEST(answers_are_found_where_they_stand)
{
	struct form_match match;

	find(drawings[_i].drawing, &match);
	ck_assert_msg(match.score >= 850, "%s: score %u", drawings[_i].what, match.score);
	ck_assert_msg(match.answer_count == drawings[_i].answers && match.worded_count == drawings[_i].worded &&
			  match.tick_count == drawings[_i].ticks,
	    "%s: %u answers, %u in words, %u ticks", drawings[_i].what, match.answer_count, match.worded_count,
	    match.tick_count);
	ck_assert_uint_eq(match.label_count, 4);
	ck_assert(!match.is_other_version);
	form_match_clear(&match);
}
END_TEST

START_TEST(the_sample_that_fits_best_decides)
{
	struct form_match match;

	find("= Ffurflen atgyfeirio\nFersiwn 3.1\n| Enw cyntaf | Rhys |\n| Dyddiad geni | |\nBeth sy'n eich poeni?\n",
	    &match);
	ck_assert_uint_eq(match.sample, 1);
	ck_assert_uint_eq(match.score, 1000);
	ck_assert_uint_eq(match.answer_count, 1);
	ck_assert_uint_eq(match.lines[2].words, 1);
	form_match_clear(&match);
}
END_TEST

static const struct {
	const char *line;
	bool is_other;
} versions[] = {{"Version 3.1", false}, {"Form version 3.1 of 2026", false}, {"Version 2.0", true}, {"v2", true},
    {"Version 3.10", true}, {"for the 2 of us", false}, {"", false}};

START_TEST(another_version_is_told_only_by_its_own_words)
{
	char drawing[1024];
	struct form_match match;

	snprintf(drawing, sizeof(drawing),
	    "= Referral form\n%s\nComplete as much as you are able.\n# The individual\nFirst name\nDate of birth\nYour "
	    "best estimate.\n# Concerns\nWhat made you worried?\nWho else knows of it?\nInterpreter needed\n",
	    versions[_i].line);
	find(drawing, &match);
	ck_assert_msg(match.is_other_version == versions[_i].is_other, "\"%s\"", versions[_i].line);
	form_match_clear(&match);
}
END_TEST

START_TEST(a_document_without_its_words_is_not_compared)
{
	struct document document;
	struct form_match match = {.score = 7};

	made_document("= Minutes of the governors\nThe hall needs a new roof.\n", &document);
	ck_assert_int_eq(form_match_find(&fingerprint, &document, &match), -ENOENT);
	ck_assert_uint_eq(match.score, 7);
	document_clear(&document);
}
END_TEST

/* Its words are all there, and not one of its lines. */
START_TEST(words_without_their_lines_are_no_form)
{
	struct form_match match;

	find("The form was complete. As you know we are able to say much of it to you: what is your best estimate of "
	     "the "
	     "date? First he made his name; then who else knows that birth worried the individual? Concerns, referral, "
	     "interpreter needed, version.\n",
	    &match);
	ck_assert_uint_lt(match.score, 400);
	form_match_clear(&match);
}
END_TEST

START_TEST(running_heads_of_pages_are_read_once)
{
	struct document document;
	struct words words;

	made_document("Kept by the council\nText of page one\nKept by the council\nText of page two\n", &document);
	for (unsigned i = 0; i < 4; i++)
		document.blocks[i].page = i / 2 + 1;
	words_init(&words);
	ck_assert_int_eq(form_match_words(&document, &words), 0);
	ck_assert_uint_eq(words.count, 4 + 4 + 4);
	words_clear(&words);
	document_clear(&document);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("form_match");
	TCase *tests = tcase_create("form_match");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_loop_test(tests, answers_are_found_where_they_stand, 0, sizeof(drawings) / sizeof(drawings[0]));
	tcase_add_test(tests, the_sample_that_fits_best_decides);
	tcase_add_loop_test(
	    tests, another_version_is_told_only_by_its_own_words, 0, sizeof(versions) / sizeof(versions[0]));
	tcase_add_test(tests, a_document_without_its_words_is_not_compared);
	tcase_add_test(tests, words_without_their_lines_are_no_form);
	tcase_add_test(tests, running_heads_of_pages_are_read_once);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
