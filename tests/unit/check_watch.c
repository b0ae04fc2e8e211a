/* watch: mail that is only watched passes and is counted, whatever goes wrong; only a form is a verdict. Pool and
 * policy are replaced by what the cases say. */
#include "milter/watch.h"
#include "rules/policy_eval.h"
#include "rules/policy_misrouted.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <string.h>

#define BUDGET 4000

static struct {
	bool is_watched;
	int screen_result;
	int inspect_result;
	int inspect_error;
	enum mail_class mail_class;
	int check_result;
	unsigned inspected;
	enum inspect_purpose purpose;
} others;

static struct parts parts;
static struct generation generation;
static struct generations generations;
static struct watch_tally tally;
static struct session *session;

bool policy_envelope_is_ours(const struct ruleset *ruleset, const struct envelope *envelope)
{
	(void)ruleset;
	(void)envelope;
	return false;
}

bool policy_envelope_is_watched(const struct ruleset *ruleset, const struct envelope *envelope)
{
	(void)ruleset;
	(void)envelope;
	return others.is_watched;
}

/* For referrals alone. */
int policy_eval_unread(const struct ruleset *ruleset, const struct envelope *envelope, char *const *matches,
    size_t match_count, enum reason reason, enum trouble trouble, struct verdict *ret_verdict)
{
	(void)ruleset;
	(void)envelope;
	(void)matches;
	(void)match_count;
	(void)reason;
	(void)trouble;
	(void)ret_verdict;
	ck_abort_msg("a watched message was judged as a referral");
	return -ENOMEM;
}

int pool_screen(struct pool *pool, const struct envelope *envelope, const void *header, size_t header_size,
    struct screen_answer *ret_answer)
{
	(void)pool;
	(void)envelope;
	(void)header;
	(void)header_size;
	memset(ret_answer, 0, sizeof(*ret_answer));
	ret_answer->interest = SCREEN_WATCH;
	return others.screen_result;
}

int pool_inspect(struct pool *pool, enum inspect_purpose purpose, const struct envelope *envelope, int message_fd,
    struct inspect_answer *ret_answer, struct pool_inspection *ret_inspection)
{
	(void)pool;
	(void)envelope;
	ck_assert_int_ge(message_fd, 0);
	others.inspected++;
	others.purpose = purpose;
	*ret_inspection = (struct pool_inspection){.deaths = others.inspect_result == -ENOLINK, .inspect_us = 7};
	if (others.inspect_result < 0)
		return others.inspect_result;
	ret_answer->error = others.inspect_error;
	if (ret_answer->error != 0)
		return 0;
	verdict_init(&ret_answer->verdict);
	ret_answer->verdict.mail_class = others.mail_class;
	ret_answer->verdict.disposition = DISPOSITION_REFUSE;
	ck_assert_int_eq(
	    verdict_add_finding(&ret_answer->verdict, REASON_REFERRAL_MISROUTED, ACTION_REFUSE, FINDING_NO_SUBJECT), 0);
	return 0;
}

int policy_check(const struct ruleset *ruleset, const struct envelope *envelope, const struct verdict *verdict)
{
	(void)ruleset;
	(void)envelope;
	(void)verdict;
	return others.check_result;
}

static void setup(void)
{
	memset(&others, 0, sizeof(others));
	others.is_watched = true;
	others.mail_class = CLASS_MISROUTED;
	budget_init(&parts.budget, BUDGET);
	watch_tally_init(&tally);
	parts.watched = &tally;
	generation = (struct generation){.users = 1};
	generations_init(&generations, &generation);
	parts.generations = &generations;
	session = session_new(&generations, &parts.budget, 2000);
	session_begin(session, "<teacher@school.example>");
	session_add_recipient(session, "<al@consultant.example>");
	session_add_field(session, "To", " al@consultant.example");
}

static void teardown(void)
{
	session_free(session);
	ck_assert_uint_eq(budget_used(&parts.budget), 0);
}

static enum screening screen(void)
{
	int error = 0;

	return judge_screen(&parts, &session->message, 1790000000, &error);
}

static uint64_t counted(enum watch_result result)
{
	return atomic_load(&tally.counts[result]);
}

START_TEST(only_an_envelope_that_a_route_watches_is_captured)
{
	others.is_watched = _i == 0;
	ck_assert_int_eq(screen(), _i == 0 ? SCREENING_CAPTURE : SCREENING_PASS);
	ck_assert_int_eq(session->message.is_watched, _i == 0);
	ck_assert_int_eq(session->message.capture.fd >= 0, _i == 0);
	ck_assert_uint_eq(watch_tally_total(&tally), 0);
}
END_TEST

START_TEST(what_is_past_a_limit_by_then_passes_at_once)
{
	if (_i == 0)
		session->message.is_over_limit = true;
	else
		capture_fail(&session->message.capture, _i == 1 ? -E2BIG : -ENOBUFS);
	ck_assert_int_eq(screen(), SCREENING_PASS);
	ck_assert(!session->message.is_watched);
	ck_assert_uint_eq(counted(WATCH_LIMIT), 1);
}
END_TEST

static struct judgement judge(size_t body_size)
{
	static char body[2001];
	struct judgement judgement;

	memset(body, 'x', sizeof(body));
	ck_assert_int_eq(screen(), SCREENING_CAPTURE);
	session_add_body(session, body, body_size);
	ck_assert_int_eq(judge_message(&parts, &session->message, &judgement), 0);
	return judgement;
}

static void passes(struct judgement *judgement, enum watch_result result)
{
	ck_assert_int_eq(judgement->verdict.mail_class, CLASS_OTHER);
	ck_assert_int_eq(judgement->verdict.disposition, DISPOSITION_ACCEPT);
	ck_assert_uint_eq(judgement->verdict.finding_count, 0);
	ck_assert_uint_eq(judgement->inspection.deaths, 0);
	ck_assert_ptr_null(judgement->fault);
	ck_assert_uint_eq(counted(result), 1);
	ck_assert_uint_eq(watch_tally_total(&tally), 1);
	judgement_clear(judgement);
}

START_TEST(a_form_that_was_found_is_the_verdict)
{
	struct judgement judgement = judge(100);

	ck_assert_int_eq(others.purpose, PURPOSE_WATCH);
	ck_assert_int_eq(judgement.verdict.mail_class, CLASS_MISROUTED);
	ck_assert_int_eq(judgement.verdict.disposition, DISPOSITION_REFUSE);
	ck_assert_uint_eq(judgement.verdict.finding_count, 1);
	ck_assert_uint_eq(judgement.inspection.inspect_us, 7);
	ck_assert_uint_eq(counted(WATCH_FOUND), 1);
	judgement_clear(&judgement);
}
END_TEST

struct fault_case {
	int inspect_result, inspect_error;
	enum mail_class mail_class;
	int check_result;
	enum watch_result result;
};

static const struct fault_case fault_cases[] = {
    {0, 0, CLASS_OTHER, 0, WATCH_CLEAR},
    {-EAGAIN, 0, CLASS_OTHER, 0, WATCH_BUSY},
    {-ENOLINK, 0, CLASS_OTHER, 0, WATCH_DEATH},
    {-EBADMSG, 0, CLASS_OTHER, 0, WATCH_ANSWER},
    {-ENOMEM, 0, CLASS_OTHER, 0, WATCH_FAULT},
    {-EIO, 0, CLASS_OTHER, 0, WATCH_FAULT},
    {0, ENOMEM, CLASS_OTHER, 0, WATCH_FAULT},
    {0, 0, CLASS_OTHER, -EPROTO, WATCH_ANSWER},
    {0, 0, CLASS_MISROUTED, -EPROTO, WATCH_ANSWER},
    /* What the policy might have said of a referral it cannot say of what names no referral address. */
    {0, 0, CLASS_REFERRAL, 0, WATCH_ANSWER},
    {0, 0, CLASS_FOLLOW_UP, 0, WATCH_ANSWER},
    {0, 0, CLASS_NO_ROUTE, 0, WATCH_ANSWER},
};

START_TEST(whatever_goes_wrong_it_passes_and_is_counted)
{
	const struct fault_case *c = &fault_cases[_i];

	others.inspect_result = c->inspect_result;
	others.inspect_error = c->inspect_error;
	others.mail_class = c->mail_class;
	others.check_result = c->check_result;
	struct judgement judgement = judge(100);
	ck_assert_uint_eq(others.inspected, 1);
	passes(&judgement, c->result);
}
END_TEST

/* The share of the budget is 1000 octets; 26 are the header's and the empty line's. */
START_TEST(past_its_share_of_the_budget_nobody_is_asked)
{
	size_t header = session->message.capture.header_size + 2;
	struct judgement judgement = judge(BUDGET / 4 - header + (size_t)_i);

	ck_assert_uint_eq(others.inspected, 1U - (unsigned)_i);
	if (_i == 1)
		passes(&judgement, WATCH_BUDGET);
	else
		judgement_clear(&judgement);
}
END_TEST

START_TEST(past_the_size_limit_nobody_is_asked)
{
	budget_init(&parts.budget, BUDGET * 4);
	budget_take(&parts.budget, session->message.capture.header_size);
	struct judgement judgement = judge(2001);
	ck_assert_uint_eq(others.inspected, 0);
	passes(&judgement, WATCH_LIMIT);
}
END_TEST

START_TEST(a_message_that_could_not_be_held_passes)
{
	struct judgement judgement;

	ck_assert_int_eq(screen(), SCREENING_CAPTURE);
	capture_fail(&session->message.capture, -EPROTO);
	ck_assert_int_eq(judge_message(&parts, &session->message, &judgement), 0);
	passes(&judgement, WATCH_FAULT);
}
END_TEST

START_TEST(without_a_screener_nothing_is_watched)
{
	others.screen_result = -EAGAIN;
	ck_assert_int_eq(screen(), SCREENING_PASS);
	ck_assert_uint_eq(watch_tally_total(&tally), 0);
}
END_TEST

START_TEST(the_next_message_is_its_own)
{
	ck_assert_int_eq(screen(), SCREENING_CAPTURE);
	session_begin(session, "<teacher@school.example>");
	ck_assert(!session->message.is_watched);
	ck_assert(!session->message.capture.is_watched);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("watch");
	TCase *tcase = tcase_create("watching");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, only_an_envelope_that_a_route_watches_is_captured, 0, 2);
	tcase_add_loop_test(tcase, what_is_past_a_limit_by_then_passes_at_once, 0, 3);
	tcase_add_test(tcase, a_form_that_was_found_is_the_verdict);
	tcase_add_loop_test(tcase, whatever_goes_wrong_it_passes_and_is_counted, 0, 12);
	tcase_add_loop_test(tcase, past_its_share_of_the_budget_nobody_is_asked, 0, 2);
	tcase_add_test(tcase, past_the_size_limit_nobody_is_asked);
	tcase_add_test(tcase, a_message_that_could_not_be_held_passes);
	tcase_add_test(tcase, without_a_screener_nothing_is_watched);
	tcase_add_test(tcase, the_next_message_is_its_own);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
