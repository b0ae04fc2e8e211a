/* form_status: by fingerprints or by patterns, a document is what it is, and in doubt nothing that harms the sender. */
#include "message/form/form_status.h"

#include "message/form/alignment.h"
#include "tests/support/made_document.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct fingerprint current, superseded;
static struct form_reference references[2];
static struct form_rule learnt, guessed;
static struct pattern *labels[4];

static void add(struct fingerprint *fingerprint, enum fingerprint_kind kind, const char *text)
{
	ck_assert_int_eq(fingerprint_add_line(fingerprint, kind, text), 0);
}

static void make_fingerprints(void)
{
	static const char *const asked[] = {
	    "First name", "Date of birth", "What made you worried?", "Who else knows of it?"};

	fingerprint_init(&current);
	ck_assert_int_eq(fingerprint_add_sample(&current, "now"), 0);
	add(&current, FINGERPRINT_TITLE, "Prevent referral form");
	add(&current, FINGERPRINT_VERSION, "Version 3.1");
	add(&current, FINGERPRINT_TEXT, "Complete as much as you are able.");
	add(&current, FINGERPRINT_HEADING, "About the child");
	for (size_t i = 0; i < 4; i++)
		add(&current, FINGERPRINT_LABEL, asked[i]);
	fingerprint_init(&superseded);
	ck_assert_int_eq(fingerprint_add_sample(&superseded, "then"), 0);
	add(&superseded, FINGERPRINT_TITLE, "Prevent referral form");
	add(&superseded, FINGERPRINT_TEXT, "To be sent by fax to the number below.");
	add(&superseded, FINGERPRINT_LABEL, "Surname");
	add(&superseded, FINGERPRINT_LABEL, "Religion or faith");
	add(&superseded, FINGERPRINT_LABEL, "What made you worried?");
}

static struct pattern *make_pattern(const char *text)
{
	struct pattern *pattern = NULL;
	char error[100];

	ck_assert_int_eq(pattern_new(text, &pattern, error, sizeof(error)), 0);
	return pattern;
}

static void set_up(void)
{
	make_fingerprints();
	references[0] = (struct form_reference){&current, 0, false, "current.fingerprint"};
	references[1] = (struct form_reference){&superseded, 1, true, "old.fingerprint"};
	learnt = (struct form_rule){.match_percent = FORM_MATCH_PERCENT,
	    .complete_percent = FORM_COMPLETE_PERCENT,
	    .min_answers = FORM_MIN_ANSWERS,
	    .min_labels = FORM_MIN_LABELS};
	guessed = learnt;
	learnt.fingerprints = references;
	learnt.fingerprint_count = 2;
	labels[0] = make_pattern("^first name");
	labels[1] = make_pattern("date of birth");
	labels[2] = make_pattern("made you worried");
	labels[3] = make_pattern("who else knows");
	guessed.title_pattern = make_pattern("prevent.*referral");
	guessed.label_patterns = labels;
	guessed.label_pattern_count = 4;
}

static void tear_down(void)
{
	fingerprint_clear(&current);
	fingerprint_clear(&superseded);
	for (size_t i = 0; i < 4; i++)
		pattern_free(labels[i]);
	pattern_free(guessed.title_pattern);
}

#define HEAD "= Prevent referral form\nVersion 3.1\nComplete as much as you are able.\n"
#define ROWS(name, birth, worry, others)                                                                               \
	"| First name | " name " |\n| Date of birth | " birth " |\n| What made you worried? | " worry                  \
	" |\n| Who else knows of it? | " others " |\n"

static const struct {
	const char *what;
	const char *drawing;
	unsigned obstacles;
	enum form_state learnt;
	enum form_state guessed;
} documents[] = {
    {"the blank", HEAD ROWS("", "", "", ""), 0, FORM_BLANK, FORM_BLANK},
    {"the blank with prompts", HEAD ROWS("{?Click here}", "{?dd/mm/yyyy}", "{?Click here}", ""), 0, FORM_BLANK,
	FORM_BLANK},
    {"only a date", HEAD ROWS("", "14/03/2011", "", ""), 0, FORM_BLANK, FORM_BLANK},
    {"nothing to say", HEAD ROWS("n/a", "-", "none", "..."), 0, FORM_BLANK, FORM_BLANK},
    {"one answer", HEAD ROWS("", "", "He praised an attack.", ""), 0, FORM_PARTIAL, FORM_PARTIAL},
    {"two of four", HEAD ROWS("Daniel", "", "He praised an attack.", ""), 0, FORM_PARTIAL, FORM_PARTIAL},
    {"three of four", HEAD ROWS("Daniel", "2011", "He praised an attack.", ""), 0, FORM_COMPLETED, FORM_COMPLETED},
    {"all", HEAD ROWS("Daniel", "2011", "He praised an attack.", "His aunt"), 0, FORM_COMPLETED, FORM_COMPLETED},
    {"answers typed beside their labels",
	HEAD
	"| First name Daniel | |\n| Date of birth 14/03/2011 | |\n| What made you worried? He praised an attack. | |\n"
	"| Who else knows of it? | |\n",
	0, FORM_COMPLETED, FORM_PARTIAL},
    {"lists to choose from, and boxes that nobody ticked",
	HEAD ROWS("", "", "Films / Friends / Books", "\u2610 Family \u2610 School"), 0, FORM_PARTIAL, FORM_BLANK},
    {"a box that somebody ticked", HEAD ROWS("", "", "", "\u2612 Family \u2610 School"), 0, FORM_PARTIAL, FORM_PARTIAL},
    {"a superseded version",
	"= Prevent referral form\nTo be sent by fax to the number below.\n| Surname | Ashdown |\n| Religion or faith | "
	"|\n| What made you worried? | He praised an attack. |\n",
	0, FORM_OLD, FORM_ANOTHER},
    {"a superseded version, blank",
	"= Prevent referral form\nTo be sent by fax to the number below.\n| Surname | |\n| Religion or faith | |\n| "
	"What made you worried? | |\n",
	0, FORM_BLANK, FORM_ANOTHER},
    {"another version by its own words",
	"= Prevent referral form\nVersion 2.9\nComplete as much as you are able.\n" ROWS("Daniel", "2011", "Films", ""),
	0, FORM_OLD, FORM_COMPLETED},
    {"a story under the heading, and not in its place",
	HEAD "# About the child\nDaniel says he saw men who asked him to go with them and fight in a war soon.\n" ROWS(
	    "", "", "", ""),
	0, FORM_PARTIAL, FORM_BLANK},
    {"a few words under the heading", HEAD "# About the child\nPlease complete in black ink.\n" ROWS("", "", "", ""), 0,
	FORM_BLANK, FORM_BLANK},
    {"a letterhead above the form",
	"London Borough of Somewhere, Children and Young People, The Town Hall, High Street, Somewhere, Prevent "
	"team\n" HEAD ROWS("", "", "", ""),
	0, FORM_BLANK, FORM_BLANK},
    {"an answer beside a label that no pattern knows",
	HEAD ROWS("", "", "", "") "| Anything more | His aunt told us of films. |\n", 0, FORM_PARTIAL, FORM_PARTIAL},
    {"an answer behind an empty cell", HEAD ROWS("", "", "", "") "| First name | | Daniel |\n", 0, FORM_PARTIAL,
	FORM_PARTIAL},
    {"heads of columns", HEAD ROWS("", "", "", "") "| Agency | Worker | Since |\n| | | |\n", 0, FORM_PARTIAL,
	FORM_BLANK},
    {"a letter", "Dear governors,\nthank you for coming to the meeting.\n", 0, FORM_ANOTHER, FORM_ANOTHER},
    {"a letter that names the form", "Please complete the Prevent referral form by Friday.\n", 0, FORM_ANOTHER,
	FORM_ANOTHER},
    {"a page that is a picture", "Please see the scan.\n", OBSTACLE_IMAGE, FORM_UNREADABLE, FORM_UNREADABLE},
    {"a password", "", OBSTACLE_ENCRYPTED, FORM_UNREADABLE, FORM_UNREADABLE},
    {"a blank that breaks off", HEAD ROWS("", "", "", ""), OBSTACLE_DAMAGED, FORM_UNREADABLE, FORM_UNREADABLE},
    {"an answered one that breaks off", HEAD ROWS("Daniel", "2011", "He praised an attack.", ""), OBSTACLE_DAMAGED,
	FORM_COMPLETED, FORM_COMPLETED},
};

static void judge(const struct form_rule *rule, int index, enum form_state expected)
{
	struct document document;
	struct form_status status;

	made_document(documents[index].drawing, &document);
	document.obstacles = documents[index].obstacles;
	ck_assert_int_eq(form_status_judge(rule, &document, &status), 0);
	ck_assert_msg(status.state == expected, "%s: %s", documents[index].what, form_state_word(status.state));
	form_status_clear(&status);
	document_clear(&document);
}

START_TEST(a_learnt_form_is_known_and_its_answers_counted)
{
	judge(&learnt, _i, documents[_i].learnt);
}
END_TEST

START_TEST(without_a_fingerprint_patterns_must_do)
{
	judge(&guessed, _i, documents[_i].guessed);
}
END_TEST

/* Patterns beside fingerprints: a form that nobody taught us is doubted, a letter and a blank of it are not. */
START_TEST(what_only_the_patterns_know_may_be_the_form)
{
	static const struct {
		const char *drawing;
		enum form_state state;
	} unknown[] = {
	    {"= Prevent: referral of a pupil\n| First name of the pupil | Daniel |\n| Date of birth, if known | 2011 "
	     "|\n| What made "
	     "you worried this time | Films |\n",
		FORM_UNREADABLE},
	    {"= Prevent: referral of a pupil\n| First name of the pupil | |\n| Date of birth, if known | |\n| What "
	     "made you "
	     "worried this time | |\n",
		FORM_ANOTHER},
	    {"Dear governors,\nthank you for coming to the meeting.\n", FORM_ANOTHER},
	};
	struct form_rule both = guessed;

	both.fingerprints = learnt.fingerprints;
	both.fingerprint_count = learnt.fingerprint_count;
	for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++) {
		struct document document;
		struct form_status status;
		made_document(unknown[i].drawing, &document);
		ck_assert_int_eq(form_status_judge(&both, &document, &status), 0);
		ck_assert_msg(
		    status.state == unknown[i].state, "%s: %s", unknown[i].drawing, form_state_word(status.state));
		form_status_clear(&status);
		document_clear(&document);
	}
}
END_TEST

START_TEST(the_thresholds_hold_on_both_sides)
{
	struct document document;
	struct form_status status;

	made_document(HEAD ROWS("Daniel", "", "He praised an attack.", ""), &document);
	learnt.complete_percent = 50;
	ck_assert_int_eq(form_status_judge(&learnt, &document, &status), 0);
	ck_assert_int_eq(status.state, FORM_COMPLETED);
	form_status_clear(&status);
	learnt.complete_percent = 51;
	ck_assert_int_eq(form_status_judge(&learnt, &document, &status), 0);
	ck_assert_int_eq(status.state, FORM_PARTIAL);
	form_status_clear(&status);
	learnt.min_answers = 2;
	ck_assert_int_eq(form_status_judge(&learnt, &document, &status), 0);
	ck_assert_int_eq(status.state, FORM_PARTIAL);
	form_status_clear(&status);
	learnt.min_answers = 3;
	ck_assert_int_eq(form_status_judge(&learnt, &document, &status), 0);
	ck_assert_int_eq(status.state, FORM_BLANK);
	form_status_clear(&status);
	document_clear(&document);
}
END_TEST

START_TEST(without_its_instructions_it_is_the_form_when_its_labels_begin_their_lines)
{
	static const struct {
		const char *drawing;
		enum form_state expected;
	} cases[] = {
	    {"= Prevent referral form\n# About the child\n" ROWS("Daniel", "2011", "Films", "His aunt"),
		FORM_COMPLETED},
	    {"= Prevent referral form\n# About the child\n| First name | Daniel |\n", FORM_ANOTHER},
	    {"Fill in the Prevent referral form: About the child, his First name, Date of birth, What made you "
	     "worried? "
	     "and Who else knows of it?",
		FORM_ANOTHER},
	};

	learnt.match_percent = 90;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct document document;
		struct form_status status;
		made_document(cases[i].drawing, &document);
		ck_assert_int_eq(form_status_judge(&learnt, &document, &status), 0);
		ck_assert_int_eq(status.state, cases[i].expected);
		form_status_clear(&status);
		document_clear(&document);
	}
}
END_TEST

START_TEST(a_form_with_too_much_in_it_to_be_compared_may_be_the_form)
{
	struct document document;
	struct form_status status;
	static char story[12 * (ALIGNMENT_DOCUMENT_WORDS_MAX / 2)];
	char *text = malloc(sizeof(story) + 1000);

	ck_assert_ptr_nonnull(text);
	for (size_t i = 0; i + 13 < sizeof(story); i += 4)
		memcpy(story + i, "he  ", 5);
	sprintf(text, HEAD ROWS("Daniel", "2011", "%s", "His aunt"), story);
	made_document(text, &document);
	ck_assert_int_eq(form_status_judge(&learnt, &document, &status), 0);
	ck_assert_int_eq(status.state, FORM_UNREADABLE);
	form_status_clear(&status);
	document_clear(&document);
	free(text);
}
END_TEST

START_TEST(a_form_without_plain_places_for_answers_is_not_called_blank)
{
	struct document document;
	struct form_status status;

	made_document(
	    "Prevent referral form\nFirst name\nDate of birth\nWhat made you worried?\nWho else knows\n", &document);
	ck_assert_int_eq(form_status_judge(&guessed, &document, &status), 0);
	ck_assert_int_ne(status.state, FORM_BLANK);
	ck_assert_int_ne(status.state, FORM_ANOTHER);
	form_status_clear(&status);
	document_clear(&document);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("form_status");
	TCase *tests = tcase_create("form_status");
	int count = sizeof(documents) / sizeof(documents[0]);

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_loop_test(tests, a_learnt_form_is_known_and_its_answers_counted, 0, count);
	tcase_add_loop_test(tests, without_a_fingerprint_patterns_must_do, 0, count);
	tcase_add_test(tests, what_only_the_patterns_know_may_be_the_form);
	tcase_add_test(tests, the_thresholds_hold_on_both_sides);
	tcase_add_test(tests, without_its_instructions_it_is_the_form_when_its_labels_begin_their_lines);
	tcase_add_test(tests, a_form_with_too_much_in_it_to_be_compared_may_be_the_form);
	tcase_add_test(tests, a_form_without_plain_places_for_answers_is_not_called_blank);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
