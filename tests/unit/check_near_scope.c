/* near_scope and policy_near: which addresses of whose mail are nearly ours. */
#include "rules/near_scope.h"
#include "rules/policy_near.h"

#include "tests/support/policy_fixture.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <string.h>

#define NEARLY	"preventreferral@met.pnn.police.uk"
#define SIBLING "preventreferrals@met.police.uk"
#define BRENT                                                                                                          \
	"route \"brent\" { mode = enforce senders { authenticated = yes domains = { \"brent.example\" } }\n"           \
	"referral-address \"Police\" { current = { \"" POLICE "\" } legacy = { \"brentprevent@police.example\" } }\n"  \
	"copy \"Brent\" { any-of = { \"brentprevents@police.example\" } }\n" TAIL "}\n"
#define LEWISHAM ROUTE("lewisham", "enforce", "")
#define CLOSED                                                                                                         \
	"route \"closed\" { mode = enforce\n" SENDERS "referral-address \"Police\" { closed = { \"" POLICE             \
	"\" } web-form = \"https://police.example/\" }\n" TAIL "}\n"

static const struct {
	const char *what;
	const char *rules;
	struct mail mail;
	const char *address;
	bool expected;
} rows[] = {
    {"a slip in the police address", LEWISHAM, {.rcpt = TEACHER}, NEARLY, true},
    {"an unconfirmed sibling", LEWISHAM, {.rcpt = TEACHER}, SIBLING, true},
    {"the address itself is no near miss", LEWISHAM, {.rcpt = TEACHER}, POLICE, false},
    {"a near miss of a copy alone is not looked for", LEWISHAM, {.rcpt = TEACHER}, "prevnt@lewisham.gov.uk", false},
    {"a colleague", LEWISHAM, {.rcpt = TEACHER}, "head@school.example", false},
    {"mail from outside is not ours", LEWISHAM, {.client = "203.0.113.1", .rcpt = TEACHER}, NEARLY, false},
    {"a route that is off has no near misses", ROUTE("lewisham", "off", ""), {.rcpt = TEACHER}, NEARLY, false},
    {"nor one that allows them", ROUTE("lewisham", "enforce", "on { address-near-miss = allow }"), {.rcpt = TEACHER},
	NEARLY, false},
    {"an exempt address is similar and no more",
	ROUTE("lewisham", "enforce", "near-miss { exempt = { \"" NEARLY "\" } }"), {.rcpt = TEACHER}, NEARLY, false},
    {"so is every address of an exempt domain",
	ROUTE("lewisham", "enforce", "near-miss { exempt = { \"met.police.uk\" } }"), {.rcpt = TEACHER}, SIBLING,
	false},
    {"which exempts nobody else", ROUTE("lewisham", "enforce", "near-miss { exempt = { \"met.police.uk\" } }"),
	{.rcpt = TEACHER}, NEARLY, true},
    {"an address that another route lists as its copy is what it is", LEWISHAM BRENT, {.rcpt = TEACHER},
	"brentprevents@police.example", false},
    {"without that it would be near the other route's", BRENT,
	{.sender = "al@brent.example", .user = "al", .rcpt = TEACHER}, "brentpreventss@police.example", true},
    {"a section with nothing to offer has no near misses", CLOSED, {.rcpt = TEACHER}, NEARLY, false},
    {"what is no address is near nothing", LEWISHAM, {.rcpt = TEACHER}, "", false},
};

START_TEST(an_address_is_nearly_ours)
{
	struct ruleset *ruleset = fixture_ruleset(rows[_i].rules);
	struct near_scope scope = {0};
	struct envelope envelope;

	fixture_envelope(&rows[_i].mail, &envelope);
	ck_assert_int_eq(near_scope_init(&scope, ruleset, &envelope), 0);
	ck_assert(!scope.is_reached);
	ck_assert_msg(near_scope_has(&scope, rows[_i].address) == rows[_i].expected, "%s", rows[_i].what);
	envelope_clear(&envelope);
	ruleset_free(ruleset);
}
END_TEST

START_TEST(a_recipient_that_is_nearly_ours_is_reached)
{
	const struct mail mail = {.rcpt = "head@school.example " NEARLY};
	struct ruleset *ruleset = fixture_ruleset(LEWISHAM);
	struct near_scope scope = {0};
	struct envelope envelope;

	fixture_envelope(&mail, &envelope);
	ck_assert_int_eq(near_scope_init(&scope, ruleset, &envelope), 0);
	ck_assert(scope.is_reached);
	envelope_clear(&envelope);
	ruleset_free(ruleset);
}
END_TEST

START_TEST(the_address_that_was_meant_is_the_first_that_is_read)
{
	struct ruleset *ruleset = fixture_ruleset(
	    "route \"r\" { mode = enforce\n" SENDERS
	    "referral-address \"One\" { current = { \"a@x.example\", \"b@x.example\" } legacy = { \"c@x.example\" } }\n"
	    "referral-address \"Two\" { legacy = { \"d@x.example\" } }\n"
	    "referral-address \"Three\" { closed = { \"e@x.example\" } web-form = \"https://x.example/\" }\n" COPIES
		TAIL "}");
	static const char *const meant[] = {"a@x.example", "d@x.example", NULL, MASH, PREVENT};
	const struct route *route = &ruleset->routes[0];

	ck_assert_uint_eq(policy_near_section_count(route), 5);
	for (size_t i = 0; i < 5; i++)
		ck_assert_pstr_eq(policy_near_meant(route, i), meant[i]);
	ruleset_free(ruleset);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("near_scope");
	TCase *tcase = tcase_create("near_scope");

	tcase_add_loop_test(tcase, an_address_is_nearly_ours, 0, (int)(sizeof(rows) / sizeof(rows[0])));
	tcase_add_test(tcase, a_recipient_that_is_nearly_ours_is_reached);
	tcase_add_test(tcase, the_address_that_was_meant_is_the_first_that_is_read);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
