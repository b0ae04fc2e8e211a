/* cases: each rule of what opens, joins and closes a case, and beside it what does not. */
#include "audit/report/cases.h"

#include "tests/support/case_play.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAY_US	    INT64_C(86400000000)
#define COUNT(rows) ((int)(sizeof(rows) / sizeof(rows[0])))

static const char *state_word(const struct case_file *file)
{
	static const char *const open[] = {[CASE_EVENT_REFUSED] = "open",
	    [CASE_EVENT_HELD] = "held",
	    [CASE_EVENT_DEFERRED] = "deferred",
	    [CASE_EVENT_UNHEARD] = "unheard"};

	if (file->state == CASE_OPEN)
		return open[file->stop];
	return file->state == CASE_PRESUMED ? "presumed" : "closed";
}

/* "open A,B x2; closed C x1; 3 passed" */
static void describe(const struct cases *cases, char *text, size_t size)
{
	FILE *stream = fmemopen(text, size, "w");

	for (size_t i = 0; i < cases_count(cases); i++) {
		const struct case_file *file = cases_at(cases, i);
		fprintf(stream, "%s%s ", i > 0 ? "; " : "", state_word(file));
		for (size_t j = 0; j < file->code_count; j++)
			fprintf(stream, "%s%s", j > 0 ? "," : "", file->codes[j]);
		fprintf(stream, "%sx%u", file->code_count > 0 ? " " : "", file->attempts);
	}
	if (cases_pass_count(cases) > 0)
		fprintf(stream, "%s%zu passed", cases_count(cases) > 0 ? "; " : "", cases_pass_count(cases));
	if (cases_would_refuse_count(cases) > 0)
		fprintf(stream, "; %zu observed", cases_would_refuse_count(cases));
	fclose(stream);
}

struct row {
	const char *what, *script, *expected;
};

static void play(const struct row *row)
{
	static struct play records;
	struct cases *cases = NULL;
	char text[512] = "";

	play_read(&records, row->script);
	ck_assert_int_eq(cases_new(&cases), 0);
	for (size_t i = 0; i < records.count; i++)
		ck_assert_int_eq(cases_add(cases, &records.events[i].view), 0);
	play_clear(&records); /* nothing of a record is kept */
	ck_assert_int_eq(cases_settle(cases, CASES_WINDOW_DAYS * DAY_US), 0);
	describe(cases, text, sizeof(text));
	if (strcmp(text, row->expected) != 0)
		ck_abort_msg("%s: %s\n  is \"%s\"\n  not \"%s\"", row->what, row->script, text, row->expected);
	cases_free(cases);
}

static const struct row opening[] = {
    {"nothing", "", ""},
    {"a referral that passes", "0m accept from=1 id=1", "1 passed"},
    {"a refusal", "0m refuse from=1 id=1 code=A", "open A x1"},
    {"a hold", "0m hold from=1 id=1 code=A", "held A x1"},
    {"a deferral", "0m defer from=1 id=1 code=A", "deferred A x1"},
    {"an acceptance that nobody heard", "0m accept from=1 id=1 queue=1; 0m unheard from=1 id=1 queue=1", "unheard x1"},
    {"without a queue id", "0m accept from=1 id=1; 0m unheard from=1 id=1", "unheard x1"},
    {"of another message", "0m accept from=1 id=1 queue=1; 0m unheard from=1 id=2 queue=2", "1 passed"},
    {"of another gateway", "0m accept from=1 id=1; 0m unheard from=1 id=1 gateway=mx2", "1 passed"},
    {"heard the second time", "0m accept from=1 id=1; 0m unheard from=1 id=1; 9m accept from=1 id=1", "closed x1"},
    {"what would be refused", "0m accept would=refuse from=1 id=1 code=A", "1 passed; 1 observed"},
    {"and its other part", "0m accept would=refuse from=1 id=1 code=A; 0m accept would=refuse from=1 id=1 code=A",
	"1 passed; 1 observed"},
    {"what would be held", "0m accept would=hold from=1 id=1 code=A", "1 passed"},
    {"a refused follow-up", "0m refuse class=follow-up from=1 id=1 code=A", "open A x1"},
    {"a refused misrouted form", "0m refuse class=misrouted uncarried from=1 id=1 code=A", "open A x1"},
    {"an accepted follow-up", "0m accept class=follow-up from=1 id=1", ""},
    {"mail of no route", "0m accept class=no-route route=none from=1 id=1", ""},
};

static const struct row joining[] = {
    {"two referrals", "0m refuse from=1 id=1 code=A; 1m refuse from=1 id=2 code=B", "open A x1; open B x1"},
    {"the same code", "0m refuse from=1 code=A; 60m refuse from=1 code=A", "open A x2"},
    {"the same message", "0m refuse from=1 id=1 code=A; 60m refuse from=1 id=1 code=B", "open A,B x2"},
    {"a split message", "0m refuse from=1 id=1 code=A; 10m refuse from=1 id=1 code=A uncarried", "open A x1"},
    {"too late for a part", "0m refuse from=1 id=1 code=A; 11m refuse from=1 id=1 code=A", "open A x2"},
    {"an answer", "0m refuse from=1 id=1 code=A; 5m refuse from=1 id=2 ref=1 code=B", "open A,B x2"},
    {"the same form", "0m refuse from=1 id=1 form=1 code=A; 5m refuse from=1 id=2 form=1 code=B", "open A,B x2"},
    {"another form", "0m refuse from=1 id=1 form=1 code=A; 5m refuse from=1 id=2 form=2 code=B",
	"open A x1; open B x1"},
    {"two blank forms",
	"0m refuse from=1 id=1 form=1 state=blank code=A; 5m refuse from=1 id=2 form=1 state=blank code=B",
	"open A x1; open B x1"},
    {"the same form of somebody else", "0m refuse from=1 id=1 form=1 code=A; 5m refuse from=2 id=2 form=1 code=B",
	"open A x1; open B x1"},
    {"on another route", "0m refuse from=1 id=1 code=A; 5m refuse from=1 id=2 ref=1 code=B route=q",
	"open A x1; open B x1"},
    {"a chain", "0m refuse from=1 id=1 code=A; 1m refuse from=1 id=2 ref=1 code=B; 2m refuse from=1 id=3 ref=2 code=C",
	"open A,B,C x3"},
    {"the nearest",
	"0m refuse from=1 id=1 form=1 code=A; 1m refuse from=1 id=2 form=2 code=B;"
	"2m refuse from=1 id=3 ref=1 form=2 code=C",
	"open A,C x2; open B x1"},
    {"refused after it was deferred", "0m defer from=1 id=1 code=A; 20m refuse from=1 id=1 code=A", "open A x2"},
    {"deferred after it was refused", "0m refuse from=1 id=1 form=1 code=A; 20m defer from=1 id=2 form=1 code=B",
	"deferred A,B x2"},
    {"a stop after it was closed", "0m refuse from=1 id=1 code=A; 1m accept from=1 id=1; 2m refuse from=1 id=1 code=A",
	"closed A x1; open A x1"},
};

static const struct row closing[] = {
    {"the same message", "0m refuse from=1 id=1 code=A; 1m accept from=1 id=1", "closed A x1"},
    {"an answer to it", "0m refuse from=1 id=1 code=A; 1m accept from=1 id=2 ref=1", "closed A x1"},
    {"what it answers", "0m refuse from=1 id=2 ref=1 code=A; 1m accept from=1 id=1", "closed A x1"},
    {"the same form", "0m refuse from=1 id=1 form=1 code=A; 1m accept from=1 id=2 form=1", "closed A x1"},
    {"the same scan", "0m refuse from=1 id=1 form=1 state=unreadable code=A; 1m accept from=1 id=2 form=1",
	"closed A x1"},
    {"years later", "0m refuse from=1 id=1 form=1 code=A; 900d accept from=1 id=2 form=1", "closed A x1"},
    {"both of two by one form",
	"0m refuse from=1 id=1 code=A; 1m refuse from=1 id=2 form=2 code=B; 2m accept from=1 id=3 ref=1 form=2",
	"closed A x1; closed B x1"},
    {"somebody else's", "0m refuse from=1 id=1 form=1 code=A; 1m accept from=2 id=2 ref=1 form=1",
	"open A x1; 1 passed"},
    {"on another route", "0m refuse from=1 id=1 form=1 code=A; 1m accept from=1 id=2 ref=1 form=1 route=q",
	"open A x1; 1 passed"},
    {"before it", "0m accept from=1 id=1 form=1; 1m refuse from=1 id=2 form=1 code=A", "open A x1; 1 passed"},
    {"out of order", "5m accept from=1 id=2 ref=1; 0m refuse from=1 id=1 code=A", "closed A x1"},
    {"a follow-up", "0m refuse from=1 id=1 code=A; 1m accept from=1 id=2 ref=1 class=follow-up", "open A x1"},
    {"the part for those who are copied in", "0m refuse from=1 id=1 code=A; 1m accept from=1 id=1 uncarried",
	"open A x1"},
    {"the part for the police, too",
	"0m refuse from=1 id=1 code=A; 1m accept from=1 id=1 uncarried; 1m accept from=1 id=1", "closed A x1"},
    {"nobody heard it", "0m refuse from=1 id=1 code=A; 1m accept from=1 id=1; 1m unheard from=1 id=1", "unheard A x1"},
    {"a form that went astray",
	"0m refuse class=misrouted uncarried from=1 id=1 form=1 code=A; 1m accept from=1 id=2 form=1", "closed A x1"},
};

static const struct row waiting[] = {
    {"a deferral accepted", "0m defer from=1 id=1 code=A; 15m accept from=1 id=1", "closed A x1"},
    {"a deferral, another message", "0m defer from=1 id=1 code=A; 15m accept from=1 id=2", "deferred A x1; 1 passed"},
    {"a deferral, its form", "0m defer from=1 id=1 form=1 code=A; 15m accept from=1 id=2 form=1", "closed A x1"},
    {"before its route was known", "0m defer from=1 id=1 route=none code=A; 15m accept from=1 id=1", "closed A x1"},
    {"as a follow-up", "0m defer from=1 id=1 code=A; 15m accept from=1 id=1 class=follow-up", "closed A x1"},
    {"of the part for the copies",
	"0m accept from=1 id=1; 0m defer from=1 id=1 code=A uncarried;"
	"15m accept from=1 id=1 uncarried",
	"closed A x1; 1 passed"},
    {"of the part for the police",
	"0m accept from=1 id=1 uncarried; 0m defer from=1 id=1 code=A;"
	"1m accept from=1 id=1 uncarried",
	"deferred A x1"},
    {"of nobody", "0m defer from=nobody id=1 code=A; 15m accept from=nobody id=1", "closed A x1"},
    {"a hold accepted", "0m hold from=1 id=1 code=A; 1d accept from=1 id=1", "closed A x1"},
    {"a hold, the same sender", "0m hold from=1 id=1 code=A; 1d accept from=1 id=2", "held A x1; 1 passed"},
    {"a follow-up accepted after it was refused",
	"0m refuse from=1 id=1 code=A class=follow-up; 1d accept from=1 id=2 ref=1 class=follow-up", "presumed A x1"},
};

static const struct row presuming[] = {
    {"the same sender", "0m refuse from=1 id=1 code=A; 1d accept from=1 id=2", "presumed A x1"},
    {"at the end of the window", "0m refuse from=1 id=1 code=A; 28d accept from=1 id=2", "presumed A x1"},
    {"after the window", "0m refuse from=1 id=1 code=A; 40321m accept from=1 id=2", "open A x1; 1 passed"},
    {"the window begins with the last try",
	"0m refuse from=1 id=1 code=A; 20d refuse from=1 id=1 code=A; 40d accept from=1 id=2", "presumed A x2"},
    {"another form", "0m refuse from=1 id=1 form=1 code=A; 1d accept from=1 id=2 form=2", "presumed A x1"},
    {"a thread that both are in", "0m refuse from=1 id=1 ref=9 code=A; 1d accept from=1 id=2 ref=9", "presumed A x1"},
    {"another route", "0m refuse from=1 id=1 code=A; 1d accept from=1 id=2 route=q", "open A x1; 1 passed"},
    {"another sender", "0m refuse from=1 id=1 code=A; 1d accept from=2 id=2", "open A x1; 1 passed"},
    {"nobody", "0m refuse from=nobody id=1 code=A; 1d accept from=nobody id=2", "open A x1; 1 passed"},
    {"a follow-up", "0m refuse from=1 id=1 code=A; 1d accept from=1 id=2 class=follow-up", "open A x1"},
    {"one for two", "0m refuse from=1 id=1 code=A; 1m refuse from=1 id=2 code=B; 1d accept from=1 id=3",
	"open A x1; presumed B x1"},
    {"two for two",
	"0m refuse from=1 id=1 code=A; 1m refuse from=1 id=2 code=B; 1d accept from=1 id=3; 2d accept from=1 id=4",
	"presumed A x1; presumed B x1"},
    {"the second part of one",
	"0m refuse from=1 id=1 code=A; 1m refuse from=1 id=2 code=B; 1d accept from=1 id=3;"
	"1d accept from=1 id=3",
	"open A x1; presumed B x1"},
    {"the part for the copies", "0m refuse from=1 id=1 code=A; 1d accept from=1 id=2 uncarried", "open A x1"},
    {"one that closed another",
	"0m refuse from=1 id=1 code=A; 1m refuse from=1 id=2 form=2 code=B;"
	"1d accept from=1 id=3 form=2",
	"open A x1; closed B x1"},
    {"certain later", "0m refuse from=1 id=1 form=1 code=A; 1d accept from=1 id=2; 2d accept from=1 id=3 form=1",
	"closed A x1"},
    {"refused again", "0m refuse from=1 id=1 form=1 code=A; 1d accept from=1 id=2; 2d refuse from=1 id=3 form=1 code=B",
	"open A,B x2"},
    {"a misrouted form", "0m refuse class=misrouted uncarried from=1 id=1 form=1 code=A; 1d accept from=1 id=2 form=2",
	"open A x1; 1 passed"},
};

/* Sender 1 of the first period is 11 of the second. */
static const struct row changing[] = {
    {"the sender is known by both", "0m refuse from=1 id=1 code=A; 1d accept from=11 wasfrom=1 id=12", "presumed A x1"},
    {"the form is", "0m refuse from=1 id=1 form=1 code=A; 1d accept from=11 wasfrom=1 id=12 form=15 wasform=1",
	"closed A x1"},
    {"the message is", "0m defer from=1 id=1 code=A; 1d accept from=11 wasfrom=1 id=12 wasid=1", "closed A x1"},
    {"the thread is", "0m refuse from=1 id=1 code=A; 1d accept from=11 wasfrom=1 id=12 ref=13 wasref=1", "closed A x1"},
    {"the key before is gone", "0m refuse from=1 id=1 form=1 code=A; 1d accept from=11 id=12 form=15",
	"open A x1; 1 passed"},
    {"somebody else before", "0m refuse from=1 id=1 code=A; 1d accept from=12 wasfrom=2 id=12", "open A x1; 1 passed"},
    {"another message told who it is",
	"0m refuse from=1 id=1 code=A; 1d accept from=11 wasfrom=1 class=follow-up id=5;"
	"2d accept from=11 id=12",
	"presumed A x1"},
    {"known as two until then",
	"0m refuse from=1 id=1 code=A; 1d refuse from=11 id=2 code=B;"
	"2d accept from=11 wasfrom=1 id=3; 3d accept from=11 id=4",
	"presumed A x1; presumed B x1"},
    {"refused in both",
	"0m refuse from=1 id=1 form=1 code=A; 1d refuse from=11 wasfrom=1 id=12 form=15 wasform=1 code=B;"
	"40d accept from=11 id=13 form=15",
	"closed A,B x2"},
};

static const struct {
	const char *name;
	const struct row *rows;
	int count;
} tables[] = {
    {"opening", opening, COUNT(opening)},
    {"joining", joining, COUNT(joining)},
    {"closing", closing, COUNT(closing)},
    {"waiting", waiting, COUNT(waiting)},
    {"presuming", presuming, COUNT(presuming)},
    {"changing", changing, COUNT(changing)},
};

START_TEST(each_rule_does_what_it_says_and_not_more)
{
	for (int i = 0; i < tables[_i].count; i++)
		play(&tables[_i].rows[i]);
	printf("%s: %d plays\n", tables[_i].name, tables[_i].count);
}
END_TEST

/* Fails, or there would be no use in the plays. */
START_TEST(a_play_that_ends_otherwise_is_told)
{
	play(&(struct row){"planted", "0m refuse from=1 id=1 code=A", "closed A x1"});
}
END_TEST

START_TEST(a_case_says_when_and_why_but_not_who)
{
	static struct play records;
	struct cases *cases = NULL;

	play_read(&records, "0m refuse from=1 id=1 form=1 code=A reason=form-missing domain=school.example;"
			    "60m refuse from=1 id=2 form=1 code=B reason=copy-missing; 2d accept from=1 id=3 form=1");
	ck_assert_int_eq(cases_new(&cases), 0);
	for (size_t i = 0; i < records.count; i++)
		ck_assert_int_eq(cases_add(cases, &records.events[i].view), 0);
	play_clear(&records);
	ck_assert_int_eq(cases_settle(cases, 0), 0);
	ck_assert_uint_eq(cases_count(cases), 1);
	const struct case_file *file = cases_at(cases, 0);
	ck_assert_int_eq(file->opened_us, PLAY_START);
	ck_assert_int_eq(file->last_us, PLAY_START + INT64_C(3600000000));
	ck_assert_int_eq(file->closed_us, PLAY_START + 2 * DAY_US);
	ck_assert_str_eq(file->reason, "form-missing");
	ck_assert_str_eq(file->route, "r");
	ck_assert_str_eq(file->gateway, "mx1");
	ck_assert_str_eq(file->domain, "school.example");
	ck_assert(file->was_refused && file->is_referral);
	cases_free(cases);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("cases");
	TCase *tcase = tcase_create("plays");

	tcase_add_loop_test(tcase, each_rule_does_what_it_says_and_not_more, 0, COUNT(tables));
	tcase_add_exit_test(tcase, a_play_that_ends_otherwise_is_told, 1);
	tcase_add_test(tcase, a_case_says_when_and_why_but_not_who);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
