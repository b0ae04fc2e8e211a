/* judge: the questions in their order, and what becomes of a message when somebody has no answer. Pool and policy are
 * replaced by what the cases say. */
#include "channel/channel.h"
#include "milter/judge.h"
#include "rules/policy_eval.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define NOW 1790000000

/* What the others say. */
static struct {
	bool is_ours;
	int screen_result;
	enum screen_interest interest;
	size_t match_count;
	unsigned screened;
	int inspect_result;
	int inspect_error;
	unsigned deaths;
	unsigned inspected;
	int check_result;
	const char *body; /* the whole new message; NULL: none */
	bool is_unsealed;
	unsigned unread;
	enum reason unread_reason;
	enum trouble unread_trouble;
	size_t unread_matches;
} others;

static struct parts parts;
static struct generation generation;
static struct generations generations;
static struct session *session;

bool policy_envelope_is_ours(const struct ruleset *ruleset, const struct envelope *envelope)
{
	(void)ruleset;
	ck_assert_int_eq((int)envelope->received_at, NOW);
	return others.is_ours;
}

int pool_screen(struct pool *pool, const struct envelope *envelope, const void *header, size_t header_size,
    struct screen_answer *ret_answer)
{
	(void)pool;
	(void)envelope;
	ck_assert_uint_gt(header_size, 0);
	ck_assert_int_eq(memcmp(header, "To: ", 4), 0);
	others.screened++;
	if (others.screen_result < 0)
		return others.screen_result;
	memset(ret_answer, 0, sizeof(*ret_answer));
	ret_answer->interest = others.interest;
	for (; ret_answer->match_count < others.match_count; ret_answer->match_count++)
		ret_answer->matches[ret_answer->match_count] = strdup("preventreferrals@met.pnn.police.uk");
	return 0;
}

int pool_inspect(struct pool *pool, enum inspect_purpose purpose, const struct envelope *envelope, int message_fd,
    struct inspect_answer *ret_answer, struct pool_inspection *ret_inspection)
{
	(void)pool;
	(void)envelope;
	ck_assert_int_eq(purpose, PURPOSE_JUDGE);
	ck_assert_int_ge(message_fd, 0);
	others.inspected++;
	*ret_inspection = (struct pool_inspection){.deaths = others.deaths, .inspect_us = 7};
	if (others.inspect_result < 0)
		return others.inspect_result;
	ret_answer->error = others.inspect_error;
	verdict_init(&ret_answer->verdict);
	ret_answer->verdict.mail_class = CLASS_REFERRAL;
	ret_answer->verdict.disposition = DISPOSITION_ACCEPT;
	ck_assert_int_eq(verdict_add_finding(&ret_answer->verdict, REASON_FORM_MISSING, ACTION_FLAG, 0), 0);
	if (others.body != NULL) {
		ret_answer->body_offset = 8;
		ck_assert_int_eq(channel_memfd("new", &ret_answer->message_fd), 0);
		ck_assert_int_eq(channel_write(ret_answer->message_fd, others.body, strlen(others.body)), 0);
		ck_assert_int_eq(others.is_unsealed ? 0 : channel_seal(ret_answer->message_fd), 0);
	}
	return 0;
}

int policy_check(const struct ruleset *ruleset, const struct envelope *envelope, const struct verdict *verdict)
{
	(void)ruleset;
	(void)envelope;
	ck_assert_int_eq(verdict->mail_class, CLASS_REFERRAL);
	return others.check_result;
}

int policy_eval_unread(const struct ruleset *ruleset, const struct envelope *envelope, char *const *matches,
    size_t match_count, enum reason reason, enum trouble trouble, struct verdict *ret_verdict)
{
	(void)ruleset;
	(void)envelope;
	(void)matches;
	others.unread++;
	others.unread_reason = reason;
	others.unread_trouble = trouble;
	others.unread_matches = match_count;
	verdict_init(ret_verdict);
	ret_verdict->mail_class = CLASS_REFERRAL;
	ret_verdict->disposition = reason == REASON_INTERNAL ? DISPOSITION_ACCEPT : DISPOSITION_REFUSE;
	return 0;
}

static void setup(void)
{
	memset(&others, 0, sizeof(others));
	budget_init(&parts.budget, 1000);
	parts.message_size_limit = 500;
	generation = (struct generation){.users = 1};
	generations_init(&generations, &generation);
	parts.generations = &generations;
	session = session_new(&generations, &parts.budget, 500);
	session->has_leading_space = true;
	session_begin(session, "<teacher@school.example>");
	session_add_recipient(session, "<head@school.example>");
	session_add_field(session, "To", " head@school.example");
}

static void teardown(void)
{
	session_free(session);
	ck_assert_uint_eq(budget_used(&parts.budget), 0);
}

struct screening_case {
	bool is_ours;
	int screen_result;
	enum screen_interest interest;
	enum screening screening;
	unsigned screened;
};

static const struct screening_case screening_cases[] = {
    {true, 0, SCREEN_OTHER, SCREENING_CAPTURE, 0}, /* a match is inspected, whatever a screener would say */
    {false, 0, SCREEN_OTHER, SCREENING_PASS, 1},
    {false, 0, SCREEN_INSPECT, SCREENING_CAPTURE, 1},
    {false, -EAGAIN, SCREEN_INSPECT, SCREENING_PASS, 1},
    {false, -EBADMSG, SCREEN_INSPECT, SCREENING_PASS, 1},
    {false, -ENOMEM, SCREEN_INSPECT, SCREENING_PASS, 1},
    {true, -EAGAIN, SCREEN_INSPECT, SCREENING_CAPTURE, 0},
};

static enum screening screen(int *ret_error)
{
	return judge_screen(&parts, &session->message, NOW, ret_error);
}

START_TEST(envelope_and_screener_say_whose_it_is)
{
	const struct screening_case *c = &screening_cases[_i];
	int error = 1;

	others.is_ours = c->is_ours;
	others.screen_result = c->screen_result;
	others.interest = c->interest;
	ck_assert_int_eq(screen(&error), c->screening);
	ck_assert_int_eq(error, c->screened > 0 ? c->screen_result : 0);
	ck_assert_uint_eq(others.screened, c->screened);
	ck_assert_int_eq(session->message.stage, c->screening == SCREENING_CAPTURE ? STAGE_BODY : STAGE_ENVELOPE);
	ck_assert_int_eq(session->message.capture.fd >= 0, c->screening == SCREENING_CAPTURE);
}
END_TEST

START_TEST(an_envelope_with_a_hole_defers_whatever_is_in_it)
{
	int error;

	others.is_ours = _i == 0;
	session->message.is_torn = true;
	ck_assert_int_eq(screen(&error), SCREENING_DEFER);
	ck_assert_uint_eq(others.screened, 0);
}
END_TEST

START_TEST(without_mail_there_is_nobody_to_judge)
{
	int error;

	session_end(session);
	ck_assert_int_eq(screen(&error), SCREENING_DEFER);
}
END_TEST

/* Captures a body and judges the message. */
static struct judgement judge(const char *body)
{
	struct judgement judgement;
	int error;

	others.is_ours = others.match_count == 0;
	ck_assert_int_eq(screen(&error), SCREENING_CAPTURE);
	session_add_body(session, body, strlen(body));
	ck_assert_int_eq(judge_message(&parts, &session->message, &judgement), 0);
	return judgement;
}

START_TEST(a_good_answer_is_the_verdict)
{
	struct judgement judgement = judge("hello\r\n");

	ck_assert_uint_eq(others.inspected, 1);
	ck_assert_uint_eq(others.unread, 0);
	ck_assert_int_eq(judgement.verdict.disposition, DISPOSITION_ACCEPT);
	ck_assert_uint_eq(judgement.verdict.finding_count, 1);
	ck_assert_uint_eq(judgement.inspection.inspect_us, 7);
	ck_assert_ptr_null(judgement.fault);
	judgement_clear(&judgement);
}
END_TEST

struct fault_case {
	int inspect_result, inspect_error, check_result;
	enum reason reason;
	int error; /* 0: no fault of ours */
};

static const struct fault_case fault_cases[] = {
    {-ENOLINK, 0, 0, REASON_CONTENT_UNINSPECTABLE, 0},
    {-EAGAIN, 0, 0, REASON_INTERNAL, -EAGAIN},
    {-EBADMSG, 0, 0, REASON_INTERNAL, -EBADMSG},
    {-ENOMEM, 0, 0, REASON_INTERNAL, -ENOMEM},
    {-EIO, 0, 0, REASON_INTERNAL, -EIO},
    {0, ENOMEM, 0, REASON_INTERNAL, -ENOMEM},
    {0, 0, -EPROTO, REASON_INTERNAL, -EPROTO},
    {0, 0, -ENOMEM, REASON_INTERNAL, -ENOMEM},
};

START_TEST(whoever_fails_the_message_is_judged_unread)
{
	const struct fault_case *c = &fault_cases[_i];

	others.inspect_result = c->inspect_result;
	others.inspect_error = c->inspect_error;
	others.check_result = c->check_result;
	others.deaths = 2;
	others.match_count = 1;
	struct judgement judgement = judge("hello\r\n");
	ck_assert_uint_eq(others.unread, 1);
	ck_assert_int_eq(others.unread_reason, c->reason);
	ck_assert_int_eq(
	    others.unread_trouble, c->reason == REASON_CONTENT_UNINSPECTABLE ? TROUBLE_NO_ANSWER : TROUBLE_NONE);
	ck_assert_uint_eq(others.unread_matches, 1);
	ck_assert_int_eq(judgement.error, c->error);
	ck_assert_int_eq(judgement.fault != NULL, c->error != 0);
	ck_assert_uint_eq(judgement.inspection.deaths, 2);
	judgement_clear(&judgement);
}
END_TEST

static int count_descriptors(void)
{
	DIR *directory = opendir("/proc/self/fd");
	int count = 0;

	while (readdir(directory) != NULL)
		count++;
	closedir(directory);
	return count;
}

START_TEST(a_new_body_is_taken_with_the_verdict)
{
	others.body = "A: b\r\n\r\nbody\r\n";
	struct judgement judgement = judge("hello\r\n");
	ck_assert_ptr_null(judgement.fault);
	ck_assert_uint_eq(judgement.body.size, 6);
	ck_assert_int_eq(memcmp(judgement.body.octets, "body\r\n", 6), 0);
	uint64_t used = budget_used(&parts.budget);
	judgement_clear(&judgement);
	ck_assert_uint_eq(budget_used(&parts.budget), used - 14);
}
END_TEST

/* A verdict that is believed with a body that is not, and the other way round. */
static const struct {
	const char *body;
	bool is_unsealed;
	int check_result, error;
	uint64_t spent; /* of the budget, by others */
} body_cases[] = {
    {"A: b\r\n\r\nbody\r\n", true, 0, -EBADMSG, 0},
    {"A: b\r\n\r\nbody\n", false, 0, -EBADMSG, 0},
    {"A: b", false, 0, -EBADMSG, 0},
    {"A: b\r\n\r\nbody\r\n", false, -EPROTO, -EPROTO, 0},
    {"A: b\r\n\r\nbody\r\n", false, 0, -ENOBUFS, 955},
};

START_TEST(a_body_that_is_not_believed_is_a_bad_answer_and_nothing_is_left_of_it)
{
	int descriptors = count_descriptors() + 1; /* the message's own */

	others.body = body_cases[_i].body;
	others.is_unsealed = body_cases[_i].is_unsealed;
	others.check_result = body_cases[_i].check_result;
	ck_assert(budget_take(&parts.budget, body_cases[_i].spent));
	struct judgement judgement = judge("hello\r\n");
	ck_assert_int_eq(judgement.error, body_cases[_i].error);
	ck_assert_int_eq(others.unread_reason, REASON_INTERNAL);
	ck_assert_ptr_null(judgement.body.octets);
	ck_assert_int_eq(count_descriptors(), descriptors);
	judgement_clear(&judgement);
	budget_give(&parts.budget, body_cases[_i].spent);
}
END_TEST

START_TEST(past_a_limit_nobody_is_asked)
{
	char body[501];

	memset(body, 'x', sizeof(body));
	body[_i == 0 ? 500 : 0] = '\0';
	session->message.is_over_limit = _i == 1;
	struct judgement judgement = judge(body);
	ck_assert_uint_eq(others.inspected, 0);
	ck_assert_int_eq(others.unread_reason, REASON_LIMIT);
	ck_assert_ptr_null(judgement.fault);
	judgement_clear(&judgement);
}
END_TEST

START_TEST(too_many_boundary_lines_are_no_matter_of_size)
{
	capture_fail(&session->message.capture, -EOVERFLOW);
	struct judgement judgement = judge("hello\r\n");
	ck_assert_uint_eq(others.inspected, 0);
	ck_assert_int_eq(others.unread_reason, REASON_CONTENT_UNINSPECTABLE);
	ck_assert_int_eq(others.unread_trouble, TROUBLE_TOO_MUCH);
	ck_assert_ptr_null(judgement.fault);
	judgement_clear(&judgement);
}
END_TEST

START_TEST(past_the_budget_it_is_our_fault)
{
	ck_assert(budget_take(&parts.budget, 960));
	struct judgement judgement = judge("hello hello hello hello\r\n");
	ck_assert_uint_eq(others.inspected, 0);
	ck_assert_int_eq(others.unread_reason, REASON_INTERNAL);
	ck_assert_int_eq(judgement.error, -ENOBUFS);
	judgement_clear(&judgement);
	budget_give(&parts.budget, 960);
}
END_TEST

START_TEST(a_message_that_could_not_be_held_is_our_fault_even_past_a_limit)
{
	session->message.is_over_limit = true;
	capture_fail(&session->message.capture, -ENOMEM);
	struct judgement judgement = judge("hello\r\n");
	ck_assert_int_eq(others.unread_reason, REASON_INTERNAL);
	judgement_clear(&judgement);
}
END_TEST

START_TEST(a_deferral_of_ours_defers_whatever_the_route_says)
{
	struct judgement judgement = judge("hello\r\n");

	ck_assert_int_eq(judge_defer(&session->message, "a fault", -EIO, &judgement), 0);
	ck_assert_int_eq(judgement.verdict.disposition, DISPOSITION_DEFER);
	ck_assert_int_eq(others.unread_reason, REASON_INTERNAL);
	ck_assert_str_eq(judgement.fault, "a fault");
	ck_assert_int_eq(judgement.error, -EIO);
	judgement_clear(&judgement);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("judge");
	TCase *tcase = tcase_create("questions");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, envelope_and_screener_say_whose_it_is, 0, 7);
	tcase_add_loop_test(tcase, an_envelope_with_a_hole_defers_whatever_is_in_it, 0, 2);
	tcase_add_test(tcase, without_mail_there_is_nobody_to_judge);
	tcase_add_test(tcase, a_good_answer_is_the_verdict);
	tcase_add_loop_test(tcase, whoever_fails_the_message_is_judged_unread, 0, 8);
	tcase_add_test(tcase, a_new_body_is_taken_with_the_verdict);
	tcase_add_loop_test(tcase, a_body_that_is_not_believed_is_a_bad_answer_and_nothing_is_left_of_it, 0, 5);
	tcase_add_loop_test(tcase, past_a_limit_nobody_is_asked, 0, 2);
	tcase_add_test(tcase, too_many_boundary_lines_are_no_matter_of_size);
	tcase_add_test(tcase, past_the_budget_it_is_our_fault);
	tcase_add_test(tcase, a_message_that_could_not_be_held_is_our_fault_even_past_a_limit);
	tcase_add_test(tcase, a_deferral_of_ours_defers_whatever_the_route_says);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
