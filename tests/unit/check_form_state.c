/* form_state and form_outcome: the words of records, and which of several documents counts. */
#include "rules/form_outcome.h"
#include "rules/form_state.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>

static const char *const words[FORM_STATE_COUNT] = {
    [FORM_UNREADABLE] = "unreadable",
    [FORM_ANOTHER] = "another",
    [FORM_BLANK] = "blank",
    [FORM_OLD] = "old",
    [FORM_PARTIAL] = "partial",
    [FORM_COMPLETED] = "completed",
};

START_TEST(every_state_has_its_word)
{
	enum form_state state = FORM_STATE_COUNT;

	ck_assert_str_eq(form_state_word((enum form_state)_i), words[_i]);
	ck_assert_int_eq(form_state_parse(words[_i], &state), 0);
	ck_assert_int_eq(state, _i);
}
END_TEST

START_TEST(what_is_no_word_leaves_the_state_alone)
{
	static const char *const others[] = {"", "Blank", "complete", "old "};
	enum form_state state = FORM_OLD;

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		ck_assert_int_eq(form_state_parse(others[i], &state), -ENOENT);
	ck_assert_int_eq(state, FORM_OLD);
}
END_TEST

static const struct {
	enum form_state states[3];
	size_t count;
	bool accept_unreadable;
	enum form_outcome expected;
} rows[] = {
    {{0}, 0, true, FORM_OUTCOME_NOTHING},
    {{FORM_ANOTHER}, 1, true, FORM_OUTCOME_ANOTHER},
    {{FORM_ANOTHER, FORM_BLANK}, 2, true, FORM_OUTCOME_BLANK},
    {{FORM_UNREADABLE, FORM_BLANK}, 2, true, FORM_OUTCOME_UNREADABLE},
    {{FORM_UNREADABLE, FORM_BLANK}, 2, false, FORM_OUTCOME_BLANK},
    {{FORM_UNREADABLE}, 1, false, FORM_OUTCOME_ANOTHER},
    {{FORM_OLD, FORM_UNREADABLE, FORM_BLANK}, 3, true, FORM_OUTCOME_OLD},
    {{FORM_OLD, FORM_PARTIAL, FORM_BLANK}, 3, true, FORM_OUTCOME_PRESENT},
    {{FORM_COMPLETED, FORM_UNREADABLE}, 2, false, FORM_OUTCOME_PRESENT},
};

START_TEST(the_best_document_counts)
{
	struct form_rule form = {.accept_unreadable = rows[_i].accept_unreadable};
	struct form_report reports[3] = {0};

	for (size_t i = 0; i < rows[_i].count; i++)
		reports[i].state = rows[_i].states[i];
	ck_assert_int_eq(form_outcome_find(&form, reports, rows[_i].count), rows[_i].expected);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("form_state");
	TCase *tcase = tcase_create("form_state");

	tcase_add_loop_test(tcase, every_state_has_its_word, 0, FORM_STATE_COUNT);
	tcase_add_test(tcase, what_is_no_word_leaves_the_state_alone);
	tcase_add_loop_test(tcase, the_best_document_counts, 0, (int)(sizeof(rows) / sizeof(rows[0])));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
