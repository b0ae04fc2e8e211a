/* policy_check: what an inspector says of forms has the gate's own indexes, and agrees with what it found. */
#include "rules/policy_eval.h"

#include "tests/support/policy_fixture.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define ALL	  POLICE " " MASH " " PREVENT
#define TAUGHT_BY "form \"F\" { fingerprints = { \"" FIXTURE_FORM "\" } superseded = { \"" FIXTURE_OLD "\" } }\n"
#define LEWISHAM  "route \"lewisham\" { mode = enforce\n" SENDERS REFERRALS COPIES TAUGHT_BY TAIL "misrouted {}\n}\n"
#define OTHER	  "route \"other\" { mode = observe\n" SENDERS REFERRALS TAUGHT TAIL "}\n"
#define OUTSIDER  "al@consultant.example"

static const struct mail referral = {.to = ALL, .parts = "docx", .forms = "blank"};
static const struct mail follow_up = {.to = ALL, .parts = "docx", .forms = "blank", .marks = "follow-up"};
static const struct mail stray = {.rcpt = OUTSIDER, .to = OUTSIDER, .parts = "docx", .forms = "completed"};
static const struct mail unread = {.to = ALL, .parts = "docx"};

/* The report of the fixture's form, with all that it can say. */
static struct form_report report_of(enum form_state state)
{
	return (struct form_report){
	    state, 1, state == FORM_OLD, 0, 1000, state == FORM_OLD ? 1 : 3, 0, 2, .empty = {0}, .has_digest = true};
}

static void judge(const struct ruleset *ruleset, const struct mail *mail, enum form_state state,
    struct envelope *ret_envelope, struct verdict *ret_verdict)
{
	struct facts facts;

	fixture_envelope(mail, ret_envelope);
	fixture_facts(mail, &facts);
	if (facts.form_count > 0)
		facts.forms[0] = report_of(state);
	ck_assert_int_eq(policy_eval(ruleset, ret_envelope, &facts, ret_verdict), 0);
	facts_clear(&facts);
}

static const struct {
	enum form_state state;
	const char *expected;
} states[] = {
    {FORM_COMPLETED, "accept referral lewisham"},
    {FORM_PARTIAL, "accept referral lewisham"},
    {FORM_OLD, "accept referral lewisham form-old=flag"},
    {FORM_BLANK, "refuse referral lewisham form-blank=refuse"},
    {FORM_ANOTHER, "refuse referral lewisham form-missing=refuse"},
    {FORM_UNREADABLE, "accept referral lewisham form-unreadable=flag"},
};

START_TEST(each_state_of_a_learnt_form_is_believed)
{
	struct ruleset *ruleset = fixture_ruleset(LEWISHAM);
	struct envelope envelope;
	struct verdict verdict;

	judge(ruleset, &referral, states[_i].state, &envelope, &verdict);
	ck_assert_str_eq(fixture_describe(&verdict), states[_i].expected);
	ck_assert_int_eq(policy_check(ruleset, &envelope, &verdict), 0);
	verdict_clear(&verdict);
	envelope_clear(&envelope);
	ruleset_free(ruleset);
}
END_TEST

static void part_beyond(struct verdict *v)
{
	v->forms[0].part = 2;
}

static void fingerprint_beyond(struct verdict *v)
{
	v->forms[0].fingerprint = 2;
}

static void sample_beyond(struct verdict *v)
{
	v->forms[0].sample = 1;
}

static void score_beyond(struct verdict *v)
{
	v->forms[0].score = 1001;
}

static void labels_beyond(struct verdict *v)
{
	v->forms[0].label_count = 8;
}

static void answers_beyond(struct verdict *v)
{
	v->forms[0].answer_count = 4;
}

static void empty_beyond(struct verdict *v)
{
	v->forms[0].empty_count = 1;
	v->forms[0].empty[0] = 7;
}

static void empty_text(struct verdict *v)
{
	v->forms[0].empty_count = 1;
	v->forms[0].empty[0] = 6;
}

static void empty_twice(struct verdict *v)
{
	v->forms[0].empty_count = 2;
	v->forms[0].empty[0] = v->forms[0].empty[1] = 2;
}

static void too_many_empty(struct verdict *v)
{
	v->forms[0].empty_count = FORM_EMPTY_MAX + 1;
}

static void completed_old_version(struct verdict *v)
{
	v->forms[0] = report_of(FORM_OLD);
	v->forms[0].state = FORM_COMPLETED;
	v->finding_count = 0;
	v->disposition = v->would_disposition = DISPOSITION_ACCEPT;
}

static void counted_without_fingerprint(struct verdict *v)
{
	v->forms[0].fingerprint = FORM_NO_FINGERPRINT;
}

static void blank_without_octets(struct verdict *v)
{
	v->forms[0].has_digest = false;
}

static void another_without_octets(struct verdict *v)
{
	blank_without_octets(v);
	v->forms[0].state = FORM_ANOTHER;
	v->findings[0].reason = REASON_FORM_MISSING;
}

static void completed_and_blank(struct verdict *v)
{
	v->forms[0].state = FORM_COMPLETED;
}

static void blank_and_missing(struct verdict *v)
{
	v->findings[0].reason = REASON_FORM_MISSING;
}

static void blank_and_silent(struct verdict *v)
{
	v->finding_count = 0;
	v->disposition = v->would_disposition = DISPOSITION_ACCEPT;
}

static void blank_without_report(struct verdict *v)
{
	v->form_count = 0;
}

static void link_without_patterns(struct verdict *v)
{
	v->form_count = 0;
	v->findings[0].reason = REASON_FORM_LINK;
}

static void two_things(struct verdict *v)
{
	ck_assert_int_eq(verdict_add_finding(v, REASON_FORM_OLD, ACTION_FLAG, FINDING_NO_SUBJECT), 0);
}

static void answered_follow_up(struct verdict *v)
{
	v->forms[0].state = FORM_COMPLETED;
}

static void stray_blank(struct verdict *v)
{
	v->forms[0].state = FORM_BLANK;
}

static void stray_without_forms(struct verdict *v)
{
	v->form_count = 0;
}

static void stray_unsaid(struct verdict *v)
{
	v->finding_count = 0;
}

static void stray_of_another_route(struct verdict *v)
{
	free(v->route);
	v->route = strdup("other");
	v->mode = ROUTE_OBSERVE;
	v->copy_count = 0;
}

static void referral_misrouted(struct verdict *v)
{
	v->mail_class = CLASS_MISROUTED;
	v->forms[0].state = FORM_COMPLETED;
	v->findings[0] =
	    (struct finding){REASON_REFERRAL_MISROUTED, ACTION_FLAG, FINDING_NO_SUBJECT, false, TROUBLE_NONE};
	v->disposition = v->would_disposition = DISPOSITION_ACCEPT;
}

static void near_miss_beyond(struct verdict *v)
{
	v->findings[0] = (struct finding){REASON_ADDRESS_NEAR_MISS, ACTION_REFUSE, 3, false, TROUBLE_NONE};
	v->forms[0].state = FORM_COMPLETED;
}

static void near_miss_allowed(struct verdict *v)
{
	near_miss_beyond(v);
	v->findings[0].subject = 0;
	v->findings[0].action = ACTION_HOLD;
	v->disposition = v->would_disposition = DISPOSITION_HOLD;
}

static void forms_of_unread(struct verdict *v)
{
	v->forms = calloc(1, sizeof(*v->forms));
	v->form_count = 1;
	v->forms[0] = report_of(FORM_BLANK);
}

static const struct {
	const char *what;
	const struct mail *mail;
	enum form_state state;
	void (*forge)(struct verdict *verdict);
} forgeries[] = {
    {"a part that is not there", &referral, FORM_BLANK, part_beyond},
    {"a fingerprint that is not there", &referral, FORM_BLANK, fingerprint_beyond},
    {"a sample that is not there", &referral, FORM_BLANK, sample_beyond},
    {"more than all words", &referral, FORM_BLANK, score_beyond},
    {"more labels than lines", &referral, FORM_BLANK, labels_beyond},
    {"more answers than labels", &referral, FORM_BLANK, answers_beyond},
    {"an empty line that is not there", &referral, FORM_BLANK, empty_beyond},
    {"an empty line that asks nothing", &referral, FORM_BLANK, empty_text},
    {"an empty line twice", &referral, FORM_BLANK, empty_twice},
    {"more empty lines than are named", &referral, FORM_BLANK, too_many_empty},
    {"a superseded version that is completed", &referral, FORM_BLANK, completed_old_version},
    {"counts without a fingerprint", &referral, FORM_BLANK, counted_without_fingerprint},
    {"a form without octets", &referral, FORM_BLANK, blank_without_octets},
    {"a document without octets that was compared", &referral, FORM_BLANK, another_without_octets},
    {"completed, and refused as blank", &referral, FORM_BLANK, completed_and_blank},
    {"blank, and refused as missing", &referral, FORM_BLANK, blank_and_missing},
    {"blank, and nothing said", &referral, FORM_BLANK, blank_and_silent},
    {"blank, and no report of it", &referral, FORM_BLANK, blank_without_report},
    {"a link on a route that has no patterns for them", &referral, FORM_BLANK, link_without_patterns},
    {"two things of one form", &referral, FORM_BLANK, two_things},
    {"a follow-up with a completed form", &follow_up, FORM_BLANK, answered_follow_up},
    {"a blank form misrouted", &stray, FORM_COMPLETED, stray_blank},
    {"no form misrouted", &stray, FORM_COMPLETED, stray_without_forms},
    {"a form misrouted, and nothing said", &stray, FORM_COMPLETED, stray_unsaid},
    {"a form misrouted on a route that does not watch", &stray, FORM_COMPLETED, stray_of_another_route},
    {"a referral called misrouted", &referral, FORM_BLANK, referral_misrouted},
    {"a near miss of nothing", &referral, FORM_BLANK, near_miss_beyond},
    {"a near miss with an action that is not the route's", &referral, FORM_BLANK, near_miss_allowed},
    {"a blank form and nothing said, from an inspector that looked later", &unread, FORM_BLANK, forms_of_unread},
};

START_TEST(what_cannot_be_is_not_believed)
{
	struct ruleset *ruleset = fixture_ruleset(LEWISHAM OTHER);
	struct envelope envelope;
	struct verdict verdict;

	judge(ruleset, forgeries[_i].mail, forgeries[_i].state, &envelope, &verdict);
	ck_assert_msg(policy_check(ruleset, &envelope, &verdict) == 0, "%s: not believed before", forgeries[_i].what);
	forgeries[_i].forge(&verdict);
	ck_assert_msg(policy_check(ruleset, &envelope, &verdict) == -EPROTO, "%s: believed", forgeries[_i].what);
	verdict_clear(&verdict);
	envelope_clear(&envelope);
	ruleset_free(ruleset);
}
END_TEST

/* The names are those of the gate's own fingerprint, in the characters that a reply may have. */
START_TEST(the_reply_names_what_is_empty)
{
	static const struct {
		uint32_t count;
		const char *said;
	} rows[] = {
	    {0, "* blank F: the whole form"},
	    {2, "* blank F: \"About the person\", \"Pryd a ble 'y digwyddodd' w\""},
	    {3, "* blank F: \"About the person\", \"Pryd a ble 'y digwyddodd' w\", \"Forename\""},
	};
	struct ruleset *ruleset = fixture_ruleset(LEWISHAM);
	struct guidance_reply reply;
	struct envelope envelope;
	struct verdict verdict;

	judge(ruleset, &referral, FORM_BLANK, &envelope, &verdict);
	verdict.forms[0].empty_count = rows[_i].count;
	memcpy(verdict.forms[0].empty, (uint32_t[]){1, 4, 2}, 3 * sizeof(uint32_t));
	ck_assert_int_eq(policy_check(ruleset, &envelope, &verdict), 0);
	ck_assert_int_eq(policy_reply(ruleset, &verdict, "CASE", FIXTURE_TIME, 1U << 20, &reply), 0);
	ck_assert_str_eq(reply.lines[1], rows[_i].said);
	guidance_reply_clear(&reply);
	verdict_clear(&verdict);
	envelope_clear(&envelope);
	ruleset_free(ruleset);
}
END_TEST

#define ROWS(table) (int)(sizeof(table) / sizeof((table)[0]))

int main(void)
{
	Suite *suite = suite_create("policy_forms");
	TCase *tcase = tcase_create("policy_forms");

	tcase_add_loop_test(tcase, each_state_of_a_learnt_form_is_believed, 0, ROWS(states));
	tcase_add_loop_test(tcase, what_cannot_be_is_not_believed, 0, ROWS(forgeries));
	tcase_add_loop_test(tcase, the_reply_names_what_is_empty, 0, 3);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
