/* policy_eval: a row per rule of the domain: who sends what to whom, and what happens. */
#include "rules/policy_eval.h"

#include "tests/support/policy_fixture.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define ALL	     POLICE " " MASH " " PREVENT

#define BRENT                                                                                                          \
	"route \"brent\" {\nmode = enforce\n"                                                                          \
	"senders { authenticated = yes domains = { \"brent.example\", \".brent.example\" } }\n" REFERRALS              \
	"copy \"Brent Prevent\" { any-of = { \"prevent@brent.example\" } }\n" FORM TAIL "}\n"
#define LEWISHAM ROUTE("lewisham", "enforce", "")
#define OBSERVE	 ROUTE("lewisham", "observe", "on { copy-missing = repair }")
#define OFF	 ROUTE("lewisham", "off", "")

static const struct policy_row routes[] = {
    {"a complete referral passes", LEWISHAM, {.to = POLICE, .cc = MASH " " PREVENT, .parts = "docx"},
	"accept referral lewisham"},
    {"a referral address in the envelope alone is a referral", LEWISHAM, {.to = TEACHER},
	"refuse referral lewisham form-missing=refuse copy-missing.0=refuse copy-missing.1=refuse"},
    {"a referral address in the header alone is the same referral, split upstream", LEWISHAM,
	{.rcpt = MASH, .to = POLICE, .cc = MASH}, "refuse referral lewisham form-missing=refuse copy-missing.1=refuse"},
    {"a referral address in Bcc makes a referral", LEWISHAM, {.rcpt = MASH, .bcc = POLICE, .cc = MASH " " PREVENT},
	"refuse referral lewisham form-missing=refuse"},
    {"a referral address in From makes none", LEWISHAM, {.rcpt = MASH, .from = POLICE, .to = MASH}, "accept other -"},
    {"other mail is none of our business", LEWISHAM, {.rcpt = "head@school.example", .to = "head@school.example"},
	"accept other -"},
    {"mail from outside to the police has no route", LEWISHAM, {.client = "203.0.113.1", .to = POLICE},
	"accept no-route -"},
    {"mail from outside that only mentions the police is not ours to judge", LEWISHAM,
	{.client = "203.0.113.1", .rcpt = MASH, .to = POLICE}, "accept other -"},
    {"an unknown client is not one of our networks", LEWISHAM, {.client = "-", .to = POLICE}, "accept no-route -"},
    {"an authenticated user is ours wherever the client is", LEWISHAM,
	{.client = "-", .user = "jo", .to = POLICE, .cc = MASH " " PREVENT, .parts = "pdf"},
	"accept referral lewisham"},
    {"an empty identity is none", LEWISHAM, {.client = "203.0.113.1", .user = "", .to = POLICE}, "accept no-route -"},
    {"a route that is off is not there", OFF, {.to = POLICE}, "accept other -"},
    {"two routes with the same police address: the sender decides (first)", BRENT LEWISHAM,
	{.sender = "al@school.brent.example",
	    .user = "al",
	    .to = POLICE,
	    .cc = "prevent@brent.example",
	    .parts = "pdf"},
	"accept referral brent"},
    {"two routes with the same police address: the sender decides (second)", BRENT LEWISHAM,
	{.user = "jo", .to = POLICE, .cc = "prevent@brent.example", .parts = "pdf"},
	"refuse referral lewisham copy-missing.0=refuse copy-missing.1=refuse"},
    {"the first route that matches wins", LEWISHAM BRENT,
	{.sender = "al@brent.example", .user = "al", .to = POLICE, .cc = "prevent@brent.example", .parts = "pdf"},
	"refuse referral lewisham copy-missing.0=refuse copy-missing.1=refuse"},
    {"a route that is off lets the next one match", OFF BRENT,
	{.sender = "al@brent.example", .user = "al", .to = POLICE, .cc = "prevent@brent.example", .parts = "pdf"},
	"accept referral brent"},
};

static const struct policy_row exemptions[] = {
    {"a null sender is exempt", LEWISHAM, {.sender = "<>", .to = POLICE}, "accept exempt-null-sender lewisham"},
    {"a null sender without a route is exempt as well", LEWISHAM, {.sender = "<>", .client = "203.0.113.1"},
	"accept exempt-null-sender -"},
    {"a null sender has no domain to be judged by", BRENT, {.sender = "<>", .user = "mta", .to = POLICE},
	"accept exempt-null-sender brent"},
    {"an auto-reply is exempt", LEWISHAM, {.to = POLICE, .marks = "auto"}, "accept exempt-auto-submitted lewisham"},
    {"a calendar reply is exempt", LEWISHAM, {.to = POLICE, .marks = "calendar"},
	"accept exempt-calendar-reply lewisham"},
    {"what could not be told exempts nobody", LEWISHAM,
	{.to = POLICE, .cc = MASH " " PREVENT, .marks = "auto? calendar?"},
	"refuse referral lewisham form-missing=refuse"},
    {"an auto-reply without a route is exempt", LEWISHAM, {.client = "203.0.113.1", .to = POLICE, .marks = "auto"},
	"accept exempt-auto-submitted -"},
    {"so is a calendar reply", LEWISHAM, {.client = "203.0.113.1", .to = POLICE, .marks = "calendar"},
	"accept exempt-calendar-reply -"},
    {"an auto-reply that only mentions the police from outside is other mail", LEWISHAM,
	{.client = "203.0.113.1", .rcpt = MASH, .to = POLICE, .marks = "auto"}, "accept other -"},
    {"a reply in a thread without the form is a follow-up", LEWISHAM, {.to = POLICE, .marks = "follow-up"},
	"accept follow-up lewisham copy-missing.0=flag copy-missing.1=flag"},
    {"a complete follow-up has nothing to say", LEWISHAM, {.to = POLICE, .cc = MASH " " PREVENT, .marks = "follow-up"},
	"accept follow-up lewisham"},
    {"a follow-up is not repaired", ROUTE("lewisham", "enforce", "on { copy-missing = repair }"),
	{.to = POLICE, .marks = "follow-up"}, "accept follow-up lewisham copy-missing.0=flag copy-missing.1=flag"},
    {"a follow-up is not held", ROUTE("lewisham", "enforce", "on { copy-missing = hold }"),
	{.to = POLICE, .cc = MASH, .marks = "follow-up"}, "accept follow-up lewisham copy-missing.1=flag"},
    {"a reply with the form is a referral", LEWISHAM, {.to = POLICE, .marks = "follow-up", .parts = "odt"},
	"refuse referral lewisham copy-missing.0=refuse copy-missing.1=refuse"},
    {"a reply with a photo is a follow-up", LEWISHAM, {.to = POLICE, .cc = ALL, .marks = "follow-up", .parts = "photo"},
	"accept follow-up lewisham"},
    {"what could not be told is no follow-up", LEWISHAM, {.to = POLICE, .cc = ALL, .marks = "follow-up?"},
	"refuse referral lewisham form-missing=refuse"},
};

static const struct policy_row forms[] = {
    {"a form that is required is missed", LEWISHAM, {.to = ALL}, "refuse referral lewisham form-missing=refuse"},
    {"a route without a form demands none", "route \"lewisham\" { mode = enforce\n" SENDERS REFERRALS COPIES TAIL "}",
	{.to = ALL}, "accept referral lewisham"},
    {"a form that is not required is not demanded",
	"route \"lewisham\" { mode = enforce\n" SENDERS REFERRALS COPIES "form \"Form\" { required = no }\n" TAIL "}",
	{.to = ALL}, "accept referral lewisham"},
    {"a zip may hold the form: unreadable", LEWISHAM, {.to = ALL, .parts = "zip"},
	"accept referral lewisham form-unreadable=flag"},
    {"winmail.dat may hold the form: unreadable", LEWISHAM, {.to = ALL, .parts = "winmail"},
	"accept referral lewisham form-unreadable=flag"},
    {"a photo may be the form: unreadable", LEWISHAM, {.to = ALL, .parts = "photo"},
	"accept referral lewisham form-unreadable=flag"},
    {"a smaller image is none", LEWISHAM, {.to = ALL, .parts = "small-photo"},
	"refuse referral lewisham form-missing=refuse"},
    {"a logo is none, however large", LEWISHAM, {.to = ALL, .parts = "logo"},
	"refuse referral lewisham form-missing=refuse"},
    {"a part that nobody could read may be the form", LEWISHAM, {.to = ALL, .parts = "unknown"},
	"accept referral lewisham form-unreadable=flag"},
    {"a file under a password may be the form", LEWISHAM, {.to = ALL, .parts = "locked"},
	"accept referral lewisham form-unreadable=flag"},
    {"a program is no form, whatever its name", LEWISHAM, {.to = ALL, .parts = "exe"},
	"refuse referral lewisham form-missing=refuse"},
    {"a form beside a zip is a form", LEWISHAM, {.to = ALL, .parts = "zip photo rtf"}, "accept referral lewisham"},
    {"unreadable as the route says", ROUTE("lewisham", "enforce", "on { form-unreadable = refuse }"),
	{.to = ALL, .parts = "zip"}, "refuse referral lewisham form-unreadable=refuse"},
    {"encrypted mail is its own reason", LEWISHAM, {.to = ALL, .marks = "encrypted"},
	"accept referral lewisham content-encrypted=flag"},
    {"copies of encrypted mail are judged", LEWISHAM, {.to = POLICE, .cc = MASH, .marks = "encrypted"},
	"refuse referral lewisham content-encrypted=flag copy-missing.1=refuse"},
    {"a follow-up that is encrypted is still encrypted",
	ROUTE("lewisham", "enforce", "on { content-encrypted = refuse }"),
	{.to = POLICE, .cc = MASH, .marks = "encrypted follow-up"},
	"refuse follow-up lewisham content-encrypted=refuse copy-missing.1=flag"},
    {"encrypted mail where the route allows it", ROUTE("lewisham", "enforce", "on { content-encrypted = allow }"),
	{.to = ALL, .marks = "encrypted"}, "accept referral lewisham"},
    {"not known to be encrypted is not encrypted", LEWISHAM, {.to = ALL, .marks = "encrypted?"},
	"refuse referral lewisham form-missing=refuse"},
};

#define STATUSES(more)                                                                                                 \
	"route \"lewisham\" { mode = enforce\n" SENDERS COPIES FORM TAIL                                               \
	"referral-address \"Police\" { current = { \"" POLICE "\" } legacy = { \"legacy@met.police.uk\" }"             \
	" retired = { \"retired@met.police.uk\" } closed = { \"closed@met.police.uk\" }"                               \
	" web-form = \"https://forms.example/prevent\" }\n"                                                            \
	"referral-address \"County\" { current = { \"county@police.example\" } retired = { \"old@police.example\" } "  \
	"}\n" more "}\n"
#define LEGACY	"legacy@met.police.uk"
#define RETIRED "retired@met.police.uk"
#define CLOSED	"closed@met.police.uk"
#define CC	.cc = MASH " " PREVENT, .parts = "pdf"

static const struct policy_row addresses[] = {
    {"a legacy address is accepted", STATUSES(""), {.rcpt = LEGACY, .to = LEGACY, CC}, "accept referral lewisham"},
    {"a retired address is refused", STATUSES(""), {.rcpt = RETIRED, .to = RETIRED, CC},
	"refuse referral lewisham address-retired.0=refuse"},
    {"a closed address is refused", STATUSES(""), {.rcpt = CLOSED, .to = CLOSED, CC},
	"refuse referral lewisham address-closed.0=refuse"},
    {"a retired address in the header alone is refused alike", STATUSES(""), {.rcpt = MASH, .to = RETIRED, CC},
	"refuse referral lewisham address-retired.0=refuse"},
    {"a retired address beside the current one passes", STATUSES(""), {.rcpt = RETIRED " " POLICE, .to = RETIRED, CC},
	"accept referral lewisham"},
    {"a closed address beside a legacy one passes", STATUSES(""), {.rcpt = CLOSED, .to = CLOSED " " LEGACY, CC},
	"accept referral lewisham"},
    {"a current address of another section does not help", STATUSES(""),
	{.rcpt = RETIRED " county@police.example", .to = RETIRED, CC},
	"refuse referral lewisham address-retired.0=refuse"},
    {"closed comes before retired, whatever the section", STATUSES(""),
	{.rcpt = CLOSED " old@police.example", .to = CLOSED, CC},
	"refuse referral lewisham address-closed.0=refuse address-retired.1=refuse"},
    {"closed and retired of one section are both said", STATUSES(""), {.rcpt = CLOSED " " RETIRED, .to = CLOSED, CC},
	"refuse referral lewisham address-closed.0=refuse address-retired.0=refuse"},
    {"a retired address may only be flagged", STATUSES("on { address-retired = flag }"),
	{.rcpt = RETIRED, .to = RETIRED, CC}, "accept referral lewisham address-retired.0=flag"},
    {"what is retired comes before what is missing", STATUSES(""), {.rcpt = RETIRED, .to = RETIRED, .cc = MASH},
	"refuse referral lewisham address-retired.0=refuse form-missing=refuse copy-missing.1=refuse"},
};

START_TEST(the_route_is_chosen_by_referral_address_and_sender)
{
	fixture_expect(&routes[_i]);
}
END_TEST

START_TEST(nobody_bounces_what_nobody_wrote_and_a_thread_may_go_on)
{
	fixture_expect(&exemptions[_i]);
}
END_TEST

START_TEST(the_form_is_there_missing_or_unreadable)
{
	fixture_expect(&forms[_i]);
}
END_TEST

START_TEST(addresses_that_have_changed_are_told_apart)
{
	fixture_expect(&addresses[_i]);
}
END_TEST

static void eval(const char *rules, const struct mail *mail, struct verdict *verdict)
{
	struct ruleset *ruleset = fixture_ruleset(rules);
	struct envelope envelope;
	struct facts facts;

	fixture_envelope(mail, &envelope);
	fixture_facts(mail, &facts);
	ck_assert_int_eq(policy_eval(ruleset, &envelope, &facts, verdict), 0);
	facts_clear(&facts);
	envelope_clear(&envelope);
	ruleset_free(ruleset);
}

static enum answer traced(const struct verdict *verdict, enum predicate predicate, uint32_t subject)
{
	for (size_t i = 0; i < verdict->trace_count; i++)
		if (verdict->trace[i].predicate == predicate && verdict->trace[i].subject == subject)
			return verdict->trace[i].answer;
	ck_abort_msg("%s is not in the trace", predicate_word(predicate));
	return ANSWER_UNKNOWN;
}

START_TEST(what_could_not_be_told_is_said_in_the_trace)
{
	struct mail mail = {.client = "-", .to = POLICE, .marks = "follow-up? encrypted?", .parts = "unknown"};
	struct verdict verdict;

	eval(LEWISHAM, &mail, &verdict);
	ck_assert_int_eq(traced(&verdict, PREDICATE_SENDER_IS_OURS, 0), ANSWER_UNKNOWN);
	ck_assert_int_eq(traced(&verdict, PREDICATE_REFERRAL_IN_ENVELOPE, 0), ANSWER_YES);
	verdict_clear(&verdict);
	mail.client = NULL;
	eval(LEWISHAM, &mail, &verdict);
	ck_assert_int_eq(traced(&verdict, PREDICATE_IS_FOLLOW_UP, FINDING_NO_SUBJECT), ANSWER_UNKNOWN);
	ck_assert_int_eq(traced(&verdict, PREDICATE_IS_ENCRYPTED, FINDING_NO_SUBJECT), ANSWER_UNKNOWN);
	ck_assert_int_eq(traced(&verdict, PREDICATE_PART_IS_FORM, 0), ANSWER_NO);
	ck_assert_int_eq(traced(&verdict, PREDICATE_PART_IS_FORM, 1), ANSWER_UNKNOWN);
	ck_assert_int_eq(traced(&verdict, PREDICATE_FORM_PRESENT, FINDING_NO_SUBJECT), ANSWER_UNKNOWN);
	ck_assert_int_eq(traced(&verdict, PREDICATE_COPY_PRESENT, 1), ANSWER_NO);
	ck_assert_int_eq(traced(&verdict, PREDICATE_ADDRESS_CURRENT, 0), ANSWER_YES);
	verdict_clear(&verdict);
}
END_TEST

START_TEST(a_legacy_address_shows_in_the_trace)
{
	struct mail mail = {.rcpt = LEGACY, .to = LEGACY, CC};
	struct verdict verdict;

	eval(STATUSES(""), &mail, &verdict);
	ck_assert_int_eq(traced(&verdict, PREDICATE_ADDRESS_CURRENT, 0), ANSWER_NO);
	ck_assert(verdict.carries_referral);
	verdict_clear(&verdict);
}
END_TEST

START_TEST(parts_are_described_by_types_that_we_know)
{
	struct mail mail = {.to = ALL, .parts = "pdf zip winmail unknown"};
	struct verdict verdict;

	eval(LEWISHAM, &mail, &verdict);
	ck_assert_uint_eq(verdict.part_count, 5);
	ck_assert_str_eq(verdict.parts[0].declared_type, "text/plain");
	ck_assert(verdict.parts[0].decoded_size == 200);
	ck_assert_str_eq(verdict.parts[3].sniffed_type, "application/vnd.ms-tnef");
	ck_assert_ptr_null(verdict.parts[4].sniffed_type);
	verdict_clear(&verdict);
}
END_TEST

START_TEST(a_type_that_the_sender_made_up_does_not_leave)
{
	struct ruleset *ruleset = fixture_ruleset(LEWISHAM);
	struct mail mail = {.to = ALL, .parts = "pdf"};
	struct envelope envelope;
	struct facts facts;
	struct verdict verdict;

	fixture_envelope(&mail, &envelope);
	fixture_facts(&mail, &facts);
	free(facts.parts[1].declared_type);
	facts.parts[1].declared_type = strdup("application/vnd.name-of-a-child");
	ck_assert_int_eq(policy_eval(ruleset, &envelope, &facts, &verdict), 0);
	ck_assert_str_eq(verdict.parts[1].declared_type, "other");
	verdict_clear(&verdict);
	facts_clear(&facts);
	envelope_clear(&envelope);
	ruleset_free(ruleset);
}
END_TEST

START_TEST(parts_past_the_limit_are_an_error)
{
	struct ruleset *ruleset = fixture_ruleset(LEWISHAM);
	struct mail mail = {.to = ALL};
	struct envelope envelope;
	struct facts facts;
	struct verdict verdict;

	fixture_envelope(&mail, &envelope);
	fixture_facts(&mail, &facts);
	while (facts.part_count < VERDICT_PARTS_MAX)
		fixture_part(&facts, "text");
	ck_assert_int_eq(policy_eval(ruleset, &envelope, &facts, &verdict), 0);
	verdict_clear(&verdict);
	fixture_part(&facts, "text");
	ck_assert_int_eq(policy_eval(ruleset, &envelope, &facts, &verdict), -E2BIG);
	facts_clear(&facts);
	envelope_clear(&envelope);
	ruleset_free(ruleset);
}
END_TEST

#define UNREAD_EXCEPT                                                                                                  \
	ROUTE("lewisham", "enforce",                                                                                   \
	    "except \"jo\" { users = { \"jo\" } reasons = { limit } reason = \"test\" expires = \"2026-12-31\" }")

static const struct {
	const char *what;
	const char *rules;
	enum reason reason;
	struct mail mail;
	const char *match; /* what the screener saw, or NULL */
	const char *expected;
	enum trouble trouble;
} unread[] = {
    {"too large is refused", LEWISHAM, REASON_LIMIT, {0}, NULL, "refuse referral lewisham limit=refuse"},
    {"inspectors died over it: refused", LEWISHAM, REASON_CONTENT_UNINSPECTABLE, {0}, NULL,
	"refuse referral lewisham content-uninspectable/no-answer=refuse", TROUBLE_NO_ANSWER},
    {"past a limit: refused", LEWISHAM, REASON_CONTENT_UNINSPECTABLE, {0}, NULL,
	"refuse referral lewisham content-uninspectable/too-much=refuse", TROUBLE_TOO_MUCH},
    {"our own fault defers", LEWISHAM, REASON_INTERNAL, {0}, NULL, "defer referral lewisham internal=refuse"},
    {"observing defers nothing", OBSERVE, REASON_INTERNAL, {0}, NULL,
	"accept would defer referral lewisham internal=refuse"},
    {"observing refuses nothing", OBSERVE, REASON_LIMIT, {0}, NULL,
	"accept would refuse referral lewisham limit=refuse"},
    {"as the route says", ROUTE("lewisham", "enforce", "on { content-uninspectable = hold }"),
	REASON_CONTENT_UNINSPECTABLE, {0}, NULL, "hold referral lewisham content-uninspectable/too-much=hold",
	TROUBLE_TOO_MUCH},
    {"an exception flags", UNREAD_EXCEPT, REASON_LIMIT, {.user = "jo"}, NULL, "accept referral lewisham limit=flag*"},
    {"but not our own fault", UNREAD_EXCEPT, REASON_INTERNAL, {.user = "jo"}, NULL,
	"defer referral lewisham internal=refuse"},
    {"the screener's word leads to the route", LEWISHAM, REASON_LIMIT, {.rcpt = MASH}, POLICE,
	"refuse referral lewisham limit=refuse"},
    {"other mail passes", LEWISHAM, REASON_LIMIT, {.rcpt = MASH}, NULL, "accept other -"},
    {"other mail passes our own fault", LEWISHAM, REASON_INTERNAL, {.rcpt = MASH}, NULL, "accept other -"},
    {"a match that is no referral address is other mail", LEWISHAM, REASON_LIMIT, {.rcpt = MASH}, MASH,
	"accept other -"},
    {"no route passes", LEWISHAM, REASON_INTERNAL, {.client = "203.0.113.1"}, NULL, "accept no-route -"},
    {"from outside, by the screener's word", LEWISHAM, REASON_LIMIT, {.client = "203.0.113.1", .rcpt = MASH}, POLICE,
	"accept other -"},
    {"a null sender passes", LEWISHAM, REASON_LIMIT, {.sender = "<>"}, NULL, "accept exempt-null-sender lewisham"},
    {"a null sender passes what inspectors died over", LEWISHAM, REASON_CONTENT_UNINSPECTABLE, {.sender = "<>"}, NULL,
	"accept exempt-null-sender lewisham", TROUBLE_NO_ANSWER},
    {"our own fault defers a null sender as well", LEWISHAM, REASON_INTERNAL, {.sender = "<>"}, NULL,
	"defer exempt-null-sender lewisham internal=refuse"},
};

START_TEST(what_nobody_could_read_is_judged_by_its_reason)
{
	struct ruleset *ruleset = fixture_ruleset(unread[_i].rules);
	char *match = unread[_i].match != NULL ? strdup(unread[_i].match) : NULL;
	struct envelope envelope;
	struct verdict verdict;

	fixture_envelope(&unread[_i].mail, &envelope);
	ck_assert_int_eq(policy_eval_unread(ruleset, &envelope, match != NULL ? &match : NULL, match != NULL,
			     unread[_i].reason, unread[_i].trouble, &verdict),
	    0);
	ck_assert_msg(strcmp(fixture_describe(&verdict), unread[_i].expected) == 0, "%s: %s, not %s", unread[_i].what,
	    fixture_describe(&verdict), unread[_i].expected);
	for (size_t i = 0; i < verdict.copy_count; i++)
		ck_assert_int_eq(verdict.copies[i].in_header, ANSWER_UNKNOWN);
	ck_assert_int_eq(policy_check(ruleset, &envelope, &verdict), 0);
	verdict_clear(&verdict);
	envelope_clear(&envelope);
	ruleset_free(ruleset);
	free(match);
}
END_TEST

static const struct {
	const char *rcpt;
	bool is_ours;
} recipients[] = {
    {POLICE, true},
    {"<PreventReferrals@MET.pnn.police.uk.>", true},
    {"\"preventreferrals\"@met.pnn.police.uk", true},
    {MASH " " POLICE, true},
    {MASH, false},
    {"preventreferrals@met.police.uk", false},
    {"<> nonsense @ <<>>", false},
};

START_TEST(the_gates_own_test_is_the_envelope)
{
	struct ruleset *ruleset = fixture_ruleset(LEWISHAM);
	struct mail mail = {.rcpt = recipients[_i].rcpt};
	struct envelope envelope;

	fixture_envelope(&mail, &envelope);
	ck_assert_msg(policy_envelope_is_ours(ruleset, &envelope) == recipients[_i].is_ours, "%s", recipients[_i].rcpt);
	envelope_clear(&envelope);
	ruleset_free(ruleset);
}
END_TEST

START_TEST(the_expectation_can_fail)
{
	struct mail mail = {.to = ALL};
	struct verdict verdict;

	eval(LEWISHAM, &mail, &verdict);
	ck_assert_str_ne(fixture_describe(&verdict), "accept referral lewisham");
	verdict_clear(&verdict);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy_eval");
	TCase *tcase = tcase_create("policy_eval");

	tcase_add_loop_test(tcase, the_route_is_chosen_by_referral_address_and_sender, 0, COUNT(routes));
	tcase_add_loop_test(tcase, nobody_bounces_what_nobody_wrote_and_a_thread_may_go_on, 0, COUNT(exemptions));
	tcase_add_loop_test(tcase, the_form_is_there_missing_or_unreadable, 0, COUNT(forms));
	tcase_add_loop_test(tcase, addresses_that_have_changed_are_told_apart, 0, COUNT(addresses));
	tcase_add_loop_test(tcase, what_nobody_could_read_is_judged_by_its_reason, 0, COUNT(unread));
	tcase_add_loop_test(tcase, the_gates_own_test_is_the_envelope, 0, COUNT(recipients));
	tcase_add_test(tcase, what_could_not_be_told_is_said_in_the_trace);
	tcase_add_test(tcase, a_legacy_address_shows_in_the_trace);
	tcase_add_test(tcase, parts_are_described_by_types_that_we_know);
	tcase_add_test(tcase, a_type_that_the_sender_made_up_does_not_leave);
	tcase_add_test(tcase, parts_past_the_limit_are_an_error);
	tcase_add_test(tcase, the_expectation_can_fail);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
