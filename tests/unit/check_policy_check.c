/* policy_check: of all that an inspector might answer, only what the policy could have said is believed. */
#include "rules/policy_eval.h"

#include "tests/support/policy_forgery.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define ALL	     POLICE " " MASH " " PREVENT
/* Route, mode and class. */
static void to_unknown_route(struct verdict *v)
{
	forge_route(v, "nowhere");
}

static void to_no_route(struct verdict *v)
{
	forge_route(v, NULL);
}

static void to_later_route(struct verdict *v)
{
	forge_route(v, "later");
}

static void to_route_of_others(struct verdict *v)
{
	forge_route(v, "outside");
}

static void to_route_that_is_off(struct verdict *v)
{
	forge_route(v, "off");
	v->mode = ROUTE_OFF;
}

static void to_observe(struct verdict *v)
{
	v->mode = ROUTE_OBSERVE;
	v->disposition = DISPOSITION_ACCEPT;
}

static void to_enforce(struct verdict *v)
{
	v->mode = ROUTE_ENFORCE;
}

static void to_off(struct verdict *v)
{
	v->mode = ROUTE_OFF;
}

static void to_other(struct verdict *v)
{
	verdict_clear(v);
	forge_disposition(v, DISPOSITION_ACCEPT);
}

static void to_no_route_at_all(struct verdict *v)
{
	to_other(v);
	v->mail_class = CLASS_NO_ROUTE;
	v->carries_referral = true;
}

static void to_null_sender(struct verdict *v)
{
	v->mail_class = CLASS_EXEMPT_NULL_SENDER;
	forge_no_findings(v);
	forge_disposition(v, DISPOSITION_ACCEPT);
}

static void to_referral(struct verdict *v)
{
	v->mail_class = CLASS_REFERRAL;
}

static void to_class_other(struct verdict *v)
{
	v->mail_class = CLASS_OTHER;
}

static void to_class_no_route(struct verdict *v)
{
	v->mail_class = CLASS_NO_ROUTE;
}

static void to_automatic_with_finding(struct verdict *v)
{
	v->mail_class = CLASS_EXEMPT_AUTO_SUBMITTED;
}

static void to_follow_up_unchanged(struct verdict *v)
{
	v->mail_class = CLASS_FOLLOW_UP;
}

static void carry(struct verdict *v)
{
	v->carries_referral = true;
}

static void carry_not(struct verdict *v)
{
	v->carries_referral = false;
}

static const struct forgery routing[] = {
    {"a route that does not exist", RULES, &mail_complete, to_unknown_route},
    {"no route, where the envelope has one", RULES, &mail_complete, to_no_route},
    {"a later route than the envelope's", RULES, &mail_complete, to_later_route},
    {"a route whose sender this is not", RULES, &mail_complete, to_route_of_others},
    {"a route that is off", RULES, &mail_complete, to_route_that_is_off},
    {"another mode than the route's", RULES, &mail_no_form, to_observe},
    {"enforcing where the route observes", OBSERVE, &mail_no_form, to_enforce},
    {"off, where the route is not", RULES, &mail_complete, to_off},
    {"none of our business, where the envelope says otherwise", RULES, &mail_complete, to_other},
    {"no route, where there is one", RULES, &mail_complete, to_no_route_at_all},
    {"other mail, where the envelope carries a referral past every route", RULES, &mail_from_outside, to_other},
    {"a referral, where there is none", RULES, &mail_elsewhere, to_referral},
    {"no route for what carries no referral", RULES, &mail_elsewhere, to_class_no_route},
    {"a route for what comes from outside", RULES, &mail_from_outside, to_later_route},
    {"exempt by a null sender that is none", RULES, &mail_no_form, to_null_sender},
    {"a null sender judged as a referral", RULES, &mail_null_sender, to_referral},
    {"a null sender as other mail", RULES, &mail_null_sender, to_class_other},
    {"a routed message as other mail", RULES, &mail_complete, to_class_other},
    {"a routed message as one without a route", RULES, &mail_complete, to_class_no_route},
    {"exempt, with a finding", RULES, &mail_no_form, to_automatic_with_finding},
    {"a follow-up that lacks the form", RULES, &mail_no_form, to_follow_up_unchanged},
    {"a follow-up that refuses for a copy", RULES, &mail_no_copy, to_follow_up_unchanged},
    {"carrying a referral that the envelope does not", RULES, &mail_split, carry},
    {"not carrying the referral that the envelope does", RULES, &mail_complete, carry_not},
    {"other mail that carries a referral", RULES, &mail_elsewhere, carry},
};

/* Copies and parts. */
static void too_few_copies(struct verdict *v)
{
	v->copy_count = 1;
}

static void copies_without_route(struct verdict *v)
{
	v->copy_count = 1;
}

static void see_in_envelope(struct verdict *v)
{
	v->copies[1].in_envelope = ANSWER_YES;
	forge_no_findings(v);
	forge_disposition(v, DISPOSITION_ACCEPT);
}

static void unsee_in_envelope(struct verdict *v)
{
	v->copies[1].in_envelope = ANSWER_NO;
}

static void unknown_in_envelope(struct verdict *v)
{
	v->copies[1].in_envelope = ANSWER_UNKNOWN;
}

static void unknown_in_header(struct verdict *v)
{
	v->copies[0].in_header = ANSWER_UNKNOWN;
}

static void sender_is_no_copy(struct verdict *v)
{
	v->copies[1].is_sender = false;
	forge_finding(v, REASON_COPY_MISSING, ACTION_REFUSE, 1);
	forge_disposition(v, DISPOSITION_REFUSE);
}

static void present_but_missed(struct verdict *v)
{
	v->copies[1].in_header = ANSWER_YES;
}

static void declared_by_sender(struct verdict *v)
{
	free(v->parts[0].declared_type);
	v->parts[0].declared_type = strdup("application/x-name-of-a-child");
}

static void sniffed_by_sender(struct verdict *v)
{
	free(v->parts[0].sniffed_type);
	v->parts[0].sniffed_type = strdup("a line\nof text");
}

static void declared_in_capitals(struct verdict *v)
{
	free(v->parts[0].declared_type);
	v->parts[0].declared_type = strdup("TEXT/plain");
}

static const struct forgery copies[] = {
    {"fewer copies than the route has", RULES, &mail_complete, too_few_copies},
    {"copies without a route", RULES, &mail_elsewhere, copies_without_route},
    {"a recipient that the envelope does not have", ENVELOPE, &mail_no_copy, see_in_envelope},
    {"no recipient, where the envelope has one", RULES, &mail_bcc, unsee_in_envelope},
    {"a recipient that could not be told", RULES, &mail_bcc, unknown_in_envelope},
    {"a header that could not be told, in a message that was read", RULES, &mail_complete, unknown_in_header},
    {"a sender who is a copy, and is not", RULES, &mail_from_copy, sender_is_no_copy},
    {"a copy that is there and missing", RULES, &mail_no_copy, present_but_missed},
    {"a declared type that is text of the sender's", RULES, &mail_complete, declared_by_sender},
    {"a sniffed type that is text of somebody's", RULES, &mail_complete, sniffed_by_sender},
    {"a type not as our table spells it", RULES, &mail_complete, declared_in_capitals},
};

START_TEST(route_mode_and_class_are_the_policys)
{
	forgery_expect_disbelief(&routing[_i]);
}
END_TEST

START_TEST(what_the_gate_knows_itself_is_not_contradicted)
{
	forgery_expect_disbelief(&copies[_i]);
}
END_TEST

START_TEST(an_unread_message_is_believed_as_such)
{
	struct ruleset *ruleset = fixture_ruleset(RULES);
	struct envelope envelope;
	struct verdict verdict;

	fixture_envelope(&mail_complete, &envelope);
	ck_assert_int_eq(
	    policy_eval_unread(ruleset, &envelope, NULL, 0, REASON_CONTENT_UNINSPECTABLE, (enum trouble)_i, &verdict),
	    0);
	ck_assert_int_eq(policy_check(ruleset, &envelope, &verdict), 0);
	verdict.copies[0].in_header = ANSWER_YES;
	ck_assert_int_eq(policy_check(ruleset, &envelope, &verdict), -EPROTO);
	verdict.copies[0].in_header = ANSWER_UNKNOWN;
	verdict.findings[0].action = ACTION_FLAG;
	forge_disposition(&verdict, DISPOSITION_ACCEPT);
	ck_assert_int_eq(policy_check(ruleset, &envelope, &verdict), -EPROTO);
	verdict_clear(&verdict);
	envelope_clear(&envelope);
	ruleset_free(ruleset);
}
END_TEST

#define NO_FORM(copies) "route \"lewisham\" { mode = enforce\n" SENDERS REFERRALS copies TAIL "}\n"

static const struct {
	const char *rules;
	struct mail mail;
} partless[] = {
    {RULES, {.to = ALL, .marks = "too-much"}},
    {NO_FORM(COPIES), {.to = ALL, .marks = "too-much"}},
    {NO_FORM(COPIES), {.to = ALL, .marks = "too-much follow-up"}},
    {NO_FORM(""), {.to = ALL, .marks = "too-much"}},
    {NO_FORM(""), {.to = ALL, .marks = "too-much follow-up"}},
    {NO_FORM(COPIES), {.to = ALL, .marks = "structure"}},
};

/* Its header was read, and then a limit was met before the first part. */
START_TEST(a_message_without_a_part_is_believed)
{
	struct ruleset *ruleset = fixture_ruleset(partless[_i].rules);
	struct envelope envelope;
	struct verdict verdict;

	fixture_judge(ruleset, &partless[_i].mail, &envelope, &verdict);
	forge_no_parts(&verdict);
	ck_assert_int_eq(policy_check(ruleset, &envelope, &verdict), 0);
	verdict_clear(&verdict);
	envelope_clear(&envelope);
	ruleset_free(ruleset);
}
END_TEST

START_TEST(an_earlier_route_by_the_header_is_believed)
{
	struct ruleset *ruleset = fixture_ruleset(
	    "route \"first\" { mode = enforce\n" SENDERS
	    "referral-address \"County\" { current = { \"county@police.example\" } }\n" TAIL "}\n" LATER);
	struct mail mail = {.to = "county@police.example"};
	struct envelope envelope;
	struct verdict verdict;

	fixture_judge(ruleset, &mail, &envelope, &verdict);
	ck_assert_str_eq(verdict.route, "first");
	ck_assert(!verdict.carries_referral);
	ck_assert_int_eq(policy_check(ruleset, &envelope, &verdict), 0);
	verdict_clear(&verdict);
	envelope_clear(&envelope);
	ruleset_free(ruleset);
}
END_TEST

#define EXCEPTED                                                                                                       \
	ROUTE("lewisham", "enforce",                                                                                   \
	    "on { copy-missing = repair }\nexcept \"jo\" { users = { \"jo\" }"                                         \
	    " reasons = { form-missing, copy-missing, content-ambiguous, limit } reason = \"test\" expires = "         \
	    "\"2026-12-31\" }")

/* Whatever the policy says of whatever message, the gate must believe: an honest verdict that it does not believe would
 * defer a referral for ever. */
static const char *const all_rules[] = {(RULES), (REPAIR), (ENVELOPE), (OBSERVE),
    (ROUTE("lewisham", "enforce", "copy-evidence = both\non { copy-missing = repair }\nrepair-dkim-signed = yes")),
    (ROUTE("lewisham", "enforce", "on { copy-missing = hold form-missing = flag content-encrypted = refuse }")),
    (ROUTE("lewisham", "enforce", "on { copy-missing = allow form-missing = allow form-unreadable = refuse }")),
    (ROUTE("lewisham", "enforce",
	"on { copy-missing = repair content-ambiguous = flag content-uninspectable = hold form-unreadable = refuse }")),
    (EXCEPTED)};
static const char *const all_senders[] = {TEACHER, PREVENT, "<>", "no address"};
static const char *const all_users[] = {NULL, "jo"};
static const char *const all_clients[] = {"192.0.2.7", "203.0.113.1", "-"};
static const char *const all_recipients[] = {POLICE, POLICE " " MASH, ALL, MASH, ("mash@lewisham.gov.uk " POLICE)};
static const char *const all_copies[] = {NULL, MASH, MASH " " PREVENT, "mash@lewisham.gov.uk"};
static const char *const all_parts[] = {NULL, "docx", "zip", "photo exe"};
static const char *const all_marks[] = {NULL, "follow-up", "encrypted", "signed", "dkim", "auto", "calendar", "two-cc",
    "follow-up encrypted", "signed? auto?", "structure", "old-format", "follow-up header", "encrypted addresses",
    "auto readers", "fragment file-name signed", "too-much"};

#define PICK(array, n) ((array)[pick(&(n), COUNT(array))])

static size_t pick(size_t *number, size_t count)
{
	size_t index = *number % count;

	*number /= count;
	return index;
}

static void believe(const struct ruleset *ruleset, size_t number)
{
	size_t n = number;
	struct mail mail = {.sender = PICK(all_senders, n), .user = PICK(all_users, n), .client = PICK(all_clients, n)};
	struct envelope envelope;
	struct verdict verdict;

	mail.rcpt = PICK(all_recipients, n);
	mail.to = pick(&n, 2) == 0 ? POLICE : MASH;
	mail.cc = PICK(all_copies, n);
	mail.parts = PICK(all_parts, n);
	mail.marks = PICK(all_marks, n);
	fixture_judge(ruleset, &mail, &envelope, &verdict);
	ck_assert_msg(policy_check(ruleset, &envelope, &verdict) == 0, "%zu: %s", number, fixture_describe(&verdict));
	verdict_clear(&verdict);
	for (enum reason reason = REASON_INTERNAL; reason <= REASON_CONTENT_UNINSPECTABLE; reason++) {
		ck_assert_int_eq(
		    policy_eval_unread(ruleset, &envelope, NULL, 0, reason,
			reason == REASON_CONTENT_UNINSPECTABLE ? TROUBLE_NO_ANSWER : TROUBLE_NONE, &verdict),
		    0);
		ck_assert_int_eq(policy_check(ruleset, &envelope, &verdict), 0);
		verdict_clear(&verdict);
	}
	envelope_clear(&envelope);
}

START_TEST(whatever_the_policy_says_is_believed)
{
	struct ruleset *ruleset = fixture_ruleset(all_rules[_i]);
	size_t combinations = COUNT(all_senders) * COUNT(all_users) * COUNT(all_clients) * COUNT(all_recipients) * 2 *
			      COUNT(all_copies) * COUNT(all_parts) * COUNT(all_marks);

	/* Every seventh, beginning elsewhere for each set of rules. */
	for (size_t number = (size_t)_i; number < combinations; number += 7)
		believe(ruleset, number);
	ruleset_free(ruleset);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy_check");
	TCase *tcase = tcase_create("policy_check");

	tcase_add_loop_test(tcase, route_mode_and_class_are_the_policys, 0, COUNT(routing));
	tcase_add_loop_test(tcase, what_the_gate_knows_itself_is_not_contradicted, 0, COUNT(copies));
	tcase_add_loop_test(tcase, an_unread_message_is_believed_as_such, TROUBLE_TOO_MUCH, TROUBLE_NO_ANSWER + 1);
	tcase_add_loop_test(tcase, a_message_without_a_part_is_believed, 0, COUNT(partless));
	tcase_add_test(tcase, an_earlier_route_by_the_header_is_believed);
	tcase_add_loop_test(tcase, whatever_the_policy_says_is_believed, 0, COUNT(all_rules));
	tcase_set_timeout(tcase, 60);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
