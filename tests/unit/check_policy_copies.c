/* The copies: seen, missing, added, or excepted. A row per rule. */
#include "tests/support/policy_fixture.h"
#include "tests/support/run_suite.h"

#include <check.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define ALL	     POLICE " " MASH " " PREVENT
#define LEWISHAM     ROUTE("lewisham", "enforce", "")
#define OBSERVE	     ROUTE("lewisham", "observe", "on { copy-missing = repair }")
#define ENVELOPE     ROUTE("lewisham", "enforce", "copy-evidence = envelope")
#define BOTH	     ROUTE("lewisham", "enforce", "copy-evidence = both")

static const struct policy_row copies[] = {
    {"any address of the set is the copy", LEWISHAM,
	{.to = POLICE, .cc = "mash@lewisham.gov.uk " PREVENT, .parts = "pdf"}, "accept referral lewisham"},
    {"a copy may stand in To", LEWISHAM, {.to = ALL, .parts = "pdf"}, "accept referral lewisham"},
    {"a copy in Bcc does not count as seen", LEWISHAM,
	{.rcpt = ALL, .to = POLICE, .cc = MASH, .bcc = PREVENT, .parts = "pdf"},
	"refuse referral lewisham copy-missing.1=refuse"},
    {"header: an envelope recipient does not count", LEWISHAM, {.rcpt = ALL, .to = POLICE, .cc = MASH, .parts = "pdf"},
	"refuse referral lewisham copy-missing.1=refuse"},
    {"envelope: an envelope recipient counts", ENVELOPE, {.rcpt = ALL, .to = POLICE, .parts = "pdf"},
	"accept referral lewisham"},
    {"envelope: a name in the header does not count", ENVELOPE, {.rcpt = POLICE " " MASH, .to = ALL, .parts = "pdf"},
	"refuse referral lewisham copy-missing.1=refuse"},
    {"both: header and envelope together count", BOTH, {.rcpt = ALL, .to = ALL, .parts = "pdf"},
	"accept referral lewisham"},
    {"both: either alone does not", BOTH, {.rcpt = POLICE " " MASH, .to = POLICE " " PREVENT, .parts = "pdf"},
	"refuse referral lewisham copy-missing.0=refuse copy-missing.1=refuse"},
    {"a sender that is a required copy counts as present", LEWISHAM,
	{.sender = PREVENT, .from = PREVENT, .to = POLICE, .cc = MASH, .parts = "pdf"}, "accept referral lewisham"},
    {"so does an author that is one", LEWISHAM,
	{.from = "mash@lewisham.gov.uk", .to = POLICE, .cc = PREVENT, .parts = "pdf"}, "accept referral lewisham"},
    {"both: a sender that is a copy counts", BOTH,
	{.sender = PREVENT, .rcpt = POLICE " " MASH, .to = POLICE, .cc = MASH, .parts = "pdf"},
	"accept referral lewisham"},
    {"a flag lets it pass and says so", ROUTE("lewisham", "enforce", "on { copy-missing = flag form-missing = flag }"),
	{.to = POLICE, .cc = MASH}, "accept referral lewisham form-missing=flag copy-missing.1=flag"},
    {"allow says nothing", ROUTE("lewisham", "enforce", "on { copy-missing = allow form-missing = allow }"),
	{.to = POLICE}, "accept referral lewisham"},
    {"hold holds", ROUTE("lewisham", "enforce", "on { copy-missing = hold }"),
	{.to = POLICE, .cc = MASH, .parts = "pdf"}, "hold referral lewisham copy-missing.1=hold"},
    {"refusing outweighs holding", ROUTE("lewisham", "enforce", "on { copy-missing = hold }"),
	{.to = POLICE, .cc = MASH}, "refuse referral lewisham form-missing=refuse copy-missing.1=hold"},
};

#define REPAIR		ROUTE("lewisham", "enforce", "on { copy-missing = repair }")
#define REPAIR_DKIM	ROUTE("lewisham", "enforce", "on { copy-missing = repair }\nrepair-dkim-signed = yes")
#define REPAIR_ENVELOPE ROUTE("lewisham", "enforce", "on { copy-missing = repair }\ncopy-evidence = envelope")
#define PDF		.parts = "pdf"

static const struct policy_row repairs[] = {
    {"the missing copies are added", REPAIR, {.to = POLICE, PDF},
	"accept referral lewisham copy-missing.0=repair copy-missing.1=repair +0 +1 >" MASH " >" PREVENT},
    {"only what is missing is added", REPAIR, {.to = POLICE, .cc = MASH, PDF},
	"accept referral lewisham copy-missing.1=repair +1 >" PREVENT},
    {"an address that is a recipient already is not added again", REPAIR,
	{.rcpt = POLICE " " PREVENT, .to = POLICE, .cc = MASH, PDF},
	"accept referral lewisham copy-missing.1=repair +1"},
    {"whatever case the recipient is written in", REPAIR,
	{.rcpt = POLICE " <PREVENT@Lewisham.GOV.UK>", .to = POLICE, .cc = MASH, PDF},
	"accept referral lewisham copy-missing.1=repair +1"},
    {"another address of the set in Bcc does not stop the first from being added", REPAIR,
	{.rcpt = POLICE " mash@lewisham.gov.uk", .to = POLICE, .cc = PREVENT, PDF},
	"accept referral lewisham copy-missing.0=repair +0 >" MASH},
    {"the part that does not carry the referral adds no recipient", REPAIR,
	{.rcpt = MASH, .to = POLICE, .cc = MASH, PDF}, "accept referral lewisham copy-missing.1=repair +1"},
    {"evidence in the envelope: the recipient is added", REPAIR_ENVELOPE, {.rcpt = POLICE " " MASH, .to = ALL, PDF},
	"accept referral lewisham copy-missing.1=repair +1 >" PREVENT},
    {"signed mail is refused", REPAIR, {.to = POLICE, .cc = MASH, PDF, .marks = "signed"},
	"refuse referral lewisham copy-missing.1=refuse"},
    {"perhaps signed is signed", REPAIR, {.to = POLICE, .cc = MASH, PDF, .marks = "signed?"},
	"refuse referral lewisham copy-missing.1=refuse"},
    {"DKIM-signed mail is refused", REPAIR, {.to = POLICE, .cc = MASH, PDF, .marks = "dkim"},
	"refuse referral lewisham copy-missing.1=refuse"},
    {"perhaps DKIM-signed is signed", REPAIR, {.to = POLICE, .cc = MASH, PDF, .marks = "dkim?"},
	"refuse referral lewisham copy-missing.1=refuse"},
    {"unless the route says so", REPAIR_DKIM, {.to = POLICE, .cc = MASH, PDF, .marks = "dkim"},
	"accept referral lewisham copy-missing.1=repair +1 >" PREVENT " breaks-dkim"},
    {"which does not hold for S/MIME and PGP", REPAIR_DKIM, {.to = POLICE, .cc = MASH, PDF, .marks = "dkim signed"},
	"refuse referral lewisham copy-missing.1=refuse"},
    {"several Cc fields are the sender's to mend", REPAIR, {.to = POLICE, .cc = MASH, PDF, .marks = "two-cc"},
	"refuse referral lewisham copy-missing.1=refuse"},
    {"nothing is repaired in what is refused", REPAIR, {.to = POLICE, .cc = MASH},
	"refuse referral lewisham form-missing=refuse copy-missing.1=repair"},
    {"nothing is repaired in what is held",
	ROUTE("lewisham", "enforce", "on { copy-missing = repair form-missing = hold }"), {.to = POLICE, .cc = MASH},
	"hold referral lewisham form-missing=hold copy-missing.1=repair"},
    {"what cannot be repaired is said with the rest", REPAIR, {.to = POLICE, .cc = MASH, .marks = "signed"},
	"refuse referral lewisham form-missing=refuse copy-missing.1=refuse"},
    {"what is only flagged stays so in signed mail", REPAIR, {.to = ALL, .parts = "zip", .marks = "signed"},
	"accept referral lewisham form-unreadable=flag"},
    {"a flag does not stand in the way", REPAIR, {.to = POLICE, .cc = MASH, .parts = "zip"},
	"accept referral lewisham form-unreadable=flag copy-missing.1=repair +1 >" PREVENT},
    {"observing repairs nothing", OBSERVE, {.to = POLICE, .cc = MASH, PDF},
	"accept referral lewisham copy-missing.1=repair"},
    {"observing refuses nothing, and says what it would", OBSERVE, {.to = POLICE, .cc = MASH},
	"accept would refuse referral lewisham form-missing=refuse copy-missing.1=repair"},
    {"observing holds nothing, and says what it would", ROUTE("lewisham", "observe", "on { form-missing = hold }"),
	{.to = ALL}, "accept would hold referral lewisham form-missing=hold"},
};

#define EXCEPT(criteria, expires)                                                                                      \
	ROUTE("lewisham", "enforce",                                                                                   \
	    "except \"cases\" { " criteria " reasons = { form-missing } reason = \"test\" expires = \"" expires        \
	    "\" }")
#define DAY_END 1795219200 /* 2026-11-21T00:00:00Z: the end of the 20th */

static const struct policy_row exceptions[] = {
    {"an exception by sender flags instead", EXCEPT("senders = { \"" TEACHER "\" }", "2026-12-31"), {.to = ALL},
	"accept referral lewisham form-missing=flag*"},
    {"for another sender it does not", EXCEPT("senders = { \"al@school.example\" }", "2026-12-31"), {.to = ALL},
	"refuse referral lewisham form-missing=refuse"},
    {"by network", EXCEPT("networks = { \"192.0.2.7\" }", "2026-12-31"), {.to = ALL},
	"accept referral lewisham form-missing=flag*"},
    {"an unknown client is in no network", EXCEPT("networks = { \"192.0.2.7\" }", "2026-12-31"),
	{.client = "-", .user = "jo", .to = ALL}, "refuse referral lewisham form-missing=refuse"},
    {"by user", EXCEPT("users = { \"jo\" }", "2026-12-31"), {.user = "jo", .to = ALL},
	"accept referral lewisham form-missing=flag*"},
    {"a user's name is exact", EXCEPT("users = { \"jo\" }", "2026-12-31"), {.user = "Jo", .to = ALL},
	"refuse referral lewisham form-missing=refuse"},
    {"nobody is no user", EXCEPT("users = { \"jo\" }", "2026-12-31"), {.to = ALL},
	"refuse referral lewisham form-missing=refuse"},
    {"everything that is given must match",
	EXCEPT("users = { \"jo\" } networks = { \"198.51.100.0/24\" }", "2026-12-31"), {.user = "jo", .to = ALL},
	"refuse referral lewisham form-missing=refuse"},
    {"only the reasons that it lists", EXCEPT("users = { \"jo\" }", "2026-12-31"),
	{.user = "jo", .to = POLICE, .cc = MASH}, "refuse referral lewisham form-missing=flag* copy-missing.1=refuse"},
    {"until the last second of its day", EXCEPT("users = { \"jo\" }", "2026-11-20"),
	{.user = "jo", .to = ALL, .at = DAY_END - 1}, "accept referral lewisham form-missing=flag*"},
    {"and not in the next", EXCEPT("users = { \"jo\" }", "2026-11-20"), {.user = "jo", .to = ALL, .at = DAY_END},
	"refuse referral lewisham form-missing=refuse"},
    {"an exception from repair repairs nothing",
	ROUTE("lewisham", "enforce",
	    "on { copy-missing = repair }\nexcept \"jo\" { users = { \"jo\" } reasons = { copy-missing } reason = "
	    "\"test\""
	    " expires = \"2026-12-31\" }"),
	{.user = "jo", .to = POLICE, .cc = MASH, PDF}, "accept referral lewisham copy-missing.1=flag*"},
    {"what is only flagged needs no exception",
	ROUTE("lewisham", "enforce",
	    "on { form-missing = flag }\nexcept \"jo\" { users = { \"jo\" } reasons = { form-missing } reason = "
	    "\"test\""
	    " expires = \"2026-12-31\" }"),
	{.user = "jo", .to = ALL}, "accept referral lewisham form-missing=flag"},
};

START_TEST(copies_are_judged_by_the_evidence_that_the_route_asks_for)
{
	fixture_expect(&copies[_i]);
}
END_TEST

START_TEST(missing_copies_are_added_where_that_is_allowed)
{
	fixture_expect(&repairs[_i]);
}
END_TEST

START_TEST(exceptions_flag_until_they_expire)
{
	fixture_expect(&exceptions[_i]);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy_copies");
	TCase *tcase = tcase_create("policy_copies");

	tcase_add_loop_test(tcase, copies_are_judged_by_the_evidence_that_the_route_asks_for, 0, COUNT(copies));
	tcase_add_loop_test(tcase, missing_copies_are_added_where_that_is_allowed, 0, COUNT(repairs));
	tcase_add_loop_test(tcase, exceptions_flag_until_they_expire, 0, COUNT(exceptions));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
