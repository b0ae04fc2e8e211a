/* figures: each referral counts once, where it belongs. */
#include "audit/report/figures.h"

#include "tests/support/case_play.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#define DAY_US INT64_C(86400000000)

static void count(const char *script, int64_t from_us, int64_t to_us, struct figures *ret_figures)
{
	static struct play records;
	struct cases *cases = NULL;

	play_read(&records, script);
	figures_init(ret_figures, from_us, to_us);
	ck_assert_int_eq(cases_new(&cases), 0);
	for (size_t i = 0; i < records.count; i++) {
		ck_assert_int_eq(cases_add(cases, &records.events[i].view), 0);
		ck_assert_int_eq(figures_add(ret_figures, &records.events[i].view), 0);
	}
	play_clear(&records);
	ck_assert_int_eq(cases_settle(cases, 28 * DAY_US), 0);
	ck_assert_int_eq(figures_settle(ret_figures, cases), 0);
	cases_free(cases);
}

static const struct {
	const char *script;
	uint64_t seen, right, refused, waiting, closed, presumed, open;
} rows[] = {
    {"", 0, 0, 0, 0, 0, 0, 0},
    {"0m accept from=1 id=1", 1, 1, 0, 0, 0, 0, 0},
    {"0m accept from=1 id=1; 0m accept from=1 id=1", 1, 1, 0, 0, 0, 0, 0},
    {"0m refuse from=1 id=1 code=A", 1, 0, 1, 0, 0, 0, 1},
    {"0m refuse from=1 id=1 form=1 code=A; 1m refuse from=1 id=2 form=1 code=B; 2m accept from=1 id=3 form=1", 1, 0, 1,
	0, 1, 0, 0},
    {"0m refuse from=1 id=1 code=A; 2m accept from=1 id=3", 1, 0, 1, 0, 0, 1, 0},
    {"0m defer from=1 id=1 code=A", 0, 0, 0, 1, 0, 0, 0},
    {"0m defer from=1 id=1 code=A; 9m accept from=1 id=1", 1, 1, 0, 0, 0, 0, 0},
    {"0m refuse class=misrouted from=1 id=1 code=A", 0, 0, 0, 0, 0, 0, 0},
    {"0m accept class=follow-up from=1 id=1", 0, 0, 0, 0, 0, 0, 0},
};

START_TEST(a_referral_is_one_whatever_became_of_it)
{
	struct figures figures;

	count(rows[_i].script, PLAY_START, PLAY_START + DAY_US, &figures);
	ck_assert_uint_eq(figures.seen, rows[_i].seen);
	ck_assert_uint_eq(figures.right, rows[_i].right);
	ck_assert_uint_eq(figures.refused, rows[_i].refused);
	ck_assert_uint_eq(figures.waiting, rows[_i].waiting);
	ck_assert_uint_eq(figures.closed, rows[_i].closed);
	ck_assert_uint_eq(figures.presumed, rows[_i].presumed);
	ck_assert_uint_eq(figures.open, rows[_i].open);
	figures_clear(&figures);
}
END_TEST

START_TEST(it_belongs_to_the_period_in_which_it_was_first_seen)
{
	static const char script[] = "0m refuse from=1 id=1 form=1 code=A; 2d accept from=1 id=2 form=1";
	struct figures figures;

	count(script, PLAY_START, PLAY_START + 1, &figures);
	ck_assert_uint_eq(figures.seen, 1);
	ck_assert_uint_eq(figures.closed, 1);
	ck_assert_int_eq(figures.median_close_us, 2 * DAY_US);
	figures_clear(&figures);
	count(script, PLAY_START + 1, PLAY_START + 3 * DAY_US, &figures);
	ck_assert_uint_eq(figures.seen, 0);
	figures_clear(&figures);
	count(script, PLAY_START - DAY_US, PLAY_START, &figures);
	ck_assert_uint_eq(figures.seen, 0);
	figures_clear(&figures);
}
END_TEST

START_TEST(rows_are_named_as_the_records_name_them)
{
	struct figures figures;

	count("0m refuse from=1 id=1 code=A reason=form-missing domain=school.example; 30d refuse from=2 id=2 code=B "
	      "reason=copy-missing route=q; 31d accept from=3 id=3 domain=school.example",
	    PLAY_START, PLAY_START + 90 * DAY_US, &figures);
	ck_assert_uint_eq(tally_find(&figures.reasons, "form-missing"), 1);
	ck_assert_uint_eq(tally_find(&figures.reasons, "copy-missing"), 1);
	ck_assert_uint_eq(tally_find(&figures.domains, "school.example"), 2);
	ck_assert_uint_eq(tally_find(&figures.domains, "none"), 1);
	ck_assert_uint_eq(tally_find(&figures.routes, "r"), 2);
	ck_assert_uint_eq(tally_find(&figures.routes, "q"), 1);
	ck_assert_uint_eq(tally_find(&figures.months, "2026-11"), 1);
	ck_assert_uint_eq(tally_find(&figures.months, "2026-12"), 2);
	figures_clear(&figures);
}
END_TEST

static const struct finding_view findings[] = {{"copy-missing", "repair", "Lewisham MASH", NULL, false},
    {"copy-missing", "repair", "Lewisham Prevent team", NULL, false},
    {"content-unsafe", "strip", "html-remote", NULL, false}, {"content-unsafe", "strip", "html-active", NULL, false},
    {"form-unreadable", "flag", NULL, NULL, false}, {NULL, NULL, NULL, NULL, false}};

START_TEST(what_was_done_to_a_message_counts_once)
{
	static struct play records;
	struct figures figures;

	play_read(&records, "0m accept from=1 id=1; 1m accept from=1 id=1 uncarried; 2m refuse from=1 id=2 code=A");
	figures_init(&figures, PLAY_START, PLAY_START + DAY_US);
	for (size_t i = 0; i < records.count; i++) {
		struct record_view *view = &records.events[i].view;
		view->findings = (struct finding_view *)(uintptr_t)findings;
		view->finding_count = 6;
		ck_assert_int_eq(figures_add(&figures, view), 0);
	}
	ck_assert_uint_eq(tally_find(&figures.repaired, "copy-missing"), 1);
	ck_assert_uint_eq(tally_find(&figures.stripped, "html-remote"), 1);
	ck_assert_uint_eq(tally_find(&figures.stripped, "html-active"), 1);
	ck_assert_uint_eq(tally_find(&figures.flagged, "form-unreadable"), 1);
	play_clear(&records);
	figures_clear(&figures);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("figures");
	TCase *tcase = tcase_create("figures");

	tcase_add_loop_test(tcase, a_referral_is_one_whatever_became_of_it, 0, sizeof(rows) / sizeof(*rows));
	tcase_add_test(tcase, it_belongs_to_the_period_in_which_it_was_first_seen);
	tcase_add_test(tcase, rows_are_named_as_the_records_name_them);
	tcase_add_test(tcase, what_was_done_to_a_message_counts_once);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
