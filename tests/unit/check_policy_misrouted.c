/* policy_misrouted: which mail without a referral address may carry a form to somebody else. */
#include "rules/policy_misrouted.h"

#include "tests/support/policy_fixture.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define OUTSIDER  "al@consultant.example"
#define COLLEAGUE "head@school.example"
#define SENDER_IN "senders { authenticated = yes domains = { \"school.example\", \".school.example\" } }\n"
#define WATCH                                                                                                          \
	"misrouted { partners = { \"lead@trust.example\", \".council.example\", \"council.example\" } enquiries = { "  \
	"\"" PREVENT "\", \"prevent.team@lewisham.gov.uk\" } }\n"
#define WATCHING   TAUGHT_ROUTE("lewisham", "enforce", WATCH)
#define BY_DOMAINS "route \"domains\" { mode = observe\n" SENDER_IN REFERRALS TAUGHT TAIL WATCH "}\n"
#define ELSEWHERE                                                                                                      \
	"route \"elsewhere\" { mode = enforce senders { networks = { \"203.0.113.0/24\" } }\n"                         \
	"referral-address \"Other police\" { current = { \"refer@police.example\" } }\n" TAIL "}\n"

struct row {
	const char *what;
	const char *rules;
	struct mail mail;
	const char *by_envelope; /* name of the route that the envelope alone leads to, or NULL */
	const char *expected;	 /* with the header */
};

static const struct row rows[] = {
    {"mail to a stranger is watched", WATCHING, {.rcpt = OUTSIDER, .to = OUTSIDER}, "lewisham", "lewisham"},
    {"one stranger among colleagues is enough", WATCHING, {.rcpt = COLLEAGUE " " OUTSIDER, .to = COLLEAGUE}, "lewisham",
	"lewisham"},
    {"mail within the sender's own domain is not", WATCHING, {.rcpt = COLLEAGUE, .to = COLLEAGUE}, NULL, NULL},
    {"another domain below it is another domain", WATCHING, {.rcpt = "a@staff.school.example"}, "lewisham", "lewisham"},
    {"a partner's address is inside", WATCHING, {.rcpt = "lead@trust.example"}, NULL, NULL},
    {"but not whoever else is there", WATCHING, {.rcpt = "other@trust.example"}, "lewisham", "lewisham"},
    {"a partner's domain is inside", WATCHING, {.rcpt = "a@council.example b@schools.council.example"}, NULL, NULL},
    {"a required copy is no partner", WATCHING, {.rcpt = MASH, .to = MASH}, "lewisham", "lewisham"},
    {"all domains of the organisation are inside", BY_DOMAINS,
	{.user = "jo", .rcpt = "a@staff.school.example " COLLEAGUE}, NULL, NULL},
    {"what is not among them is outside", BY_DOMAINS, {.user = "jo", .rcpt = OUTSIDER}, "domains", "domains"},
    {"a sender of another domain is not ours", BY_DOMAINS, {.sender = OUTSIDER, .user = "al", .rcpt = OUTSIDER}, NULL,
	NULL},
    {"mail to the enquiries mailbox alone is watched", WATCHING,
	{.sender = "jo@lewisham.gov.uk", .rcpt = PREVENT, .to = PREVENT, .from = "jo@lewisham.gov.uk"}, "lewisham",
	"lewisham"},
    {"or to two of them", WATCHING,
	{.sender = "jo@lewisham.gov.uk", .rcpt = PREVENT " prevent.team@lewisham.gov.uk", .to = PREVENT}, "lewisham",
	"lewisham"},
    {"with a colleague beside it, it is ordinary", WATCHING,
	{.sender = "jo@lewisham.gov.uk", .rcpt = PREVENT " ann@lewisham.gov.uk"}, NULL, NULL},
    {"also where the server has split the message", WATCHING,
	{.sender = "jo@lewisham.gov.uk", .rcpt = PREVENT, .to = PREVENT, .cc = "ann@lewisham.gov.uk"}, "lewisham",
	NULL},
    {"a message passed on went elsewhere once", WATCHING,
	{.sender = "jo@lewisham.gov.uk", .rcpt = PREVENT, .to = "ann@lewisham.gov.uk", .marks = "resent"}, "lewisham",
	"lewisham"},
    {"mail to the police is no such mail", WATCHING, {.rcpt = POLICE " " OUTSIDER}, NULL, NULL},
    {"nor is a part of it, split by the server", WATCHING, {.rcpt = OUTSIDER, .to = POLICE, .cc = OUTSIDER}, "lewisham",
	NULL},
    {"whoever the police are", WATCHING ELSEWHERE, {.rcpt = "refer@police.example"}, NULL, NULL},
    {"in the header too", WATCHING ELSEWHERE, {.rcpt = OUTSIDER, .bcc = "refer@police.example"}, "lewisham", NULL},
    {"but not where the header tells of long ago", WATCHING, {.rcpt = OUTSIDER, .to = POLICE, .marks = "resent"},
	"lewisham", "lewisham"},
    {"mail from outside is not ours", WATCHING, {.client = "203.0.113.1", .rcpt = OUTSIDER}, NULL, NULL},
    {"nor is what nobody sent", WATCHING, {.sender = "<>", .rcpt = OUTSIDER}, NULL, NULL},
    {"nor what has no address for a sender", WATCHING, {.sender = "jo", .rcpt = OUTSIDER}, NULL, NULL},
    {"a route without the section watches nothing", ROUTE("lewisham", "enforce", ""), {.rcpt = OUTSIDER}, NULL, NULL},
    {"nor does one that is told not to", ROUTE("lewisham", "enforce", "misrouted { watch = no }"), {.rcpt = OUTSIDER},
	NULL, NULL},
    {"nor one that is off", TAUGHT_ROUTE("lewisham", "off", WATCH), {.rcpt = OUTSIDER}, NULL, NULL},
    {"a route that does not watch lets the next one", ROUTE("lewisham", "enforce", "") BY_DOMAINS,
	{.user = "jo", .rcpt = OUTSIDER}, "domains", "domains"},
    {"without the section's lists strangers are watched", TAUGHT_ROUTE("lewisham", "enforce", "misrouted {}"),
	{.rcpt = PREVENT}, "lewisham", "lewisham"},
};

static void expect_route(const struct row *row, const struct route *route, const char *expected)
{
	const char *found = route != NULL ? route->name : "no route";

	ck_assert_msg(strcmp(found, expected != NULL ? expected : "no route") == 0, "%s: %s", row->what, found);
}

START_TEST(a_form_may_be_on_its_way_to_somebody_else)
{
	const struct row *row = &rows[_i];
	struct ruleset *ruleset = fixture_ruleset(row->rules);
	struct policy_subject subject = {0};
	struct envelope envelope;
	struct facts facts;

	fixture_envelope(&row->mail, &envelope);
	fixture_facts(&row->mail, &facts);
	ck_assert_msg(policy_envelope_is_watched(ruleset, &envelope) == (row->by_envelope != NULL), "%s", row->what);
	ck_assert_int_eq(policy_subject_init(&subject, &envelope, NULL), 0);
	expect_route(row, policy_misrouted_route(ruleset, &subject), row->by_envelope);
	subject.facts = &facts;
	expect_route(row, policy_misrouted_route(ruleset, &subject), row->expected);
	policy_subject_clear(&subject);
	facts_clear(&facts);
	envelope_clear(&envelope);
	ruleset_free(ruleset);
}
END_TEST

START_TEST(what_the_screener_matched_counts_as_the_header)
{
	struct ruleset *ruleset = fixture_ruleset(WATCHING);
	const struct mail mail = {.rcpt = OUTSIDER};
	struct policy_subject subject = {0};
	struct envelope envelope;
	char match[] = POLICE, *matches[] = {match};

	fixture_envelope(&mail, &envelope);
	ck_assert_int_eq(policy_subject_init(&subject, &envelope, NULL), 0);
	subject.matches = matches;
	subject.match_count = 1;
	ck_assert_ptr_null(policy_misrouted_route(ruleset, &subject));
	policy_subject_clear(&subject);
	envelope_clear(&envelope);
	ruleset_free(ruleset);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy_misrouted");
	TCase *tcase = tcase_create("policy_misrouted");

	tcase_add_loop_test(tcase, a_form_may_be_on_its_way_to_somebody_else, 0, COUNT(rows));
	tcase_add_test(tcase, what_the_screener_matched_counts_as_the_header);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
