/* policy_eval: what is said of the form when its files were read, of near misses, and of forms that go astray. */
#include "tests/support/policy_fixture.h"
#include "tests/support/run_suite.h"

#include <check.h>

#define ALL	 POLICE " " MASH " " PREVENT
#define LEWISHAM TAUGHT_ROUTE("lewisham", "enforce", "link-patterns = { 'share' }")
#define ON(on)	 TAUGHT_ROUTE("lewisham", "enforce", "link-patterns = { 'share' } on { " on " }")
#define UNTAUGHT ROUTE("lewisham", "enforce", "link-patterns = { 'share' }")
#define NO_LINKS TAUGHT_ROUTE("lewisham", "enforce", "")
#define FORM_OF(options)                                                                                               \
	"route \"lewisham\" { mode = enforce\n" SENDERS REFERRALS COPIES                                               \
	"form \"F\" { label-patterns = { 'one', 'two', 'three' } " options " }\n" TAIL "}\n"
#define WATCHING TAUGHT_ROUTE("lewisham", "enforce", "misrouted {}")
#define STRICT	 TAUGHT_ROUTE("lewisham", "enforce", "misrouted {} on { referral-misrouted = refuse }")
#define NEARLY	 "preventreferral@met.pnn.police.uk"
#define SIBLING	 "preventreferrals@met.police.uk"
#define OUTSIDER "al@consultant.example"

static const struct policy_row documents[] = {
    {"a completed form is accepted", LEWISHAM, {.to = ALL, .parts = "docx", .forms = "completed"},
	"accept referral lewisham"},
    {"a partly completed form is accepted as well", LEWISHAM, {.to = ALL, .parts = "docx", .forms = "partial"},
	"accept referral lewisham"},
    {"a blank form is refused", LEWISHAM, {.to = ALL, .parts = "docx", .forms = "blank"},
	"refuse referral lewisham form-blank=refuse"},
    {"another document is no form", LEWISHAM, {.to = ALL, .parts = "docx", .forms = "another"},
	"refuse referral lewisham form-missing=refuse"},
    {"nothing that could be one is no form either", LEWISHAM, {.to = ALL, .forms = "none"},
	"refuse referral lewisham form-missing=refuse"},
    {"what nobody can read is flagged", LEWISHAM, {.to = ALL, .parts = "pdf", .forms = "unreadable"},
	"accept referral lewisham form-unreadable=flag"},
    {"or is no form, where the route says so", FORM_OF("accept-unreadable = no"),
	{.to = ALL, .parts = "pdf", .forms = "unreadable"}, "refuse referral lewisham form-missing=refuse"},
    {"the best counts: completed beside blank", LEWISHAM, {.to = ALL, .parts = "docx pdf", .forms = "blank completed"},
	"accept referral lewisham"},
    {"the best counts: unreadable before blank", LEWISHAM,
	{.to = ALL, .parts = "docx pdf docx", .forms = "blank unreadable another"},
	"accept referral lewisham form-unreadable=flag"},
    {"the best counts: blank before another", LEWISHAM, {.to = ALL, .parts = "docx pdf", .forms = "another blank"},
	"refuse referral lewisham form-blank=refuse"},
    {"two forms are two forms", LEWISHAM, {.to = ALL, .parts = "zip", .forms = "completed partial"},
	"accept referral lewisham"},
    {"a route may allow a blank form", ON("form-blank = allow"), {.to = ALL, .parts = "docx", .forms = "blank"},
	"accept referral lewisham"},
    {"or hold it", ON("form-blank = hold"), {.to = ALL, .parts = "docx", .forms = "blank"},
	"hold referral lewisham form-blank=hold"},
    {"a form that is not required is not missed", FORM_OF("required = no"),
	{.to = ALL, .parts = "docx", .forms = "blank"}, "accept referral lewisham"},
    {"a link in place of a file", LEWISHAM, {.to = ALL, .forms = "none", .marks = "link"},
	"refuse referral lewisham form-link=refuse"},
    {"a link beside another document is beside the point", LEWISHAM,
	{.to = ALL, .parts = "docx", .forms = "another", .marks = "link"},
	"refuse referral lewisham form-missing=refuse"},
    {"a link beside the form says nothing", LEWISHAM,
	{.to = ALL, .parts = "docx", .forms = "completed", .marks = "link"}, "accept referral lewisham"},
    {"what may be a link is none", LEWISHAM, {.to = ALL, .forms = "none", .marks = "link?"},
	"refuse referral lewisham form-missing=refuse"},
    {"a route without link patterns has no links", NO_LINKS, {.to = ALL, .forms = "none", .marks = "link"},
	"refuse referral lewisham form-missing=refuse"},
    {"without reports types and names must do", LEWISHAM, {.to = ALL, .parts = "docx"}, "accept referral lewisham"},
    {"nothing of the kind, and a link", LEWISHAM, {.to = ALL, .marks = "link"},
	"refuse referral lewisham form-link=refuse"},
    {"a photo that nobody looked at", LEWISHAM, {.to = ALL, .parts = "photo"},
	"accept referral lewisham form-unreadable=flag"},
    {"is no form where the route takes none", FORM_OF("accept-unreadable = no"), {.to = ALL, .parts = "photo"},
	"refuse referral lewisham form-missing=refuse"},
    {"nor where its name does not say so", FORM_OF("unreadable-name-pattern = 'referral'"),
	{.to = ALL, .parts = "photo"}, "refuse referral lewisham form-missing=refuse"},
    {"but where it does", FORM_OF("unreadable-name-pattern = 'photo'"), {.to = ALL, .parts = "photo"},
	"accept referral lewisham form-unreadable=flag"},
    {"a route that was not taught its form believes no report", UNTAUGHT,
	{.to = ALL, .parts = "docx", .forms = "another"}, "accept referral lewisham"},
    {"a reply with a blank form is a follow-up", LEWISHAM,
	{.to = ALL, .parts = "docx", .forms = "blank", .marks = "follow-up"}, "accept follow-up lewisham"},
    {"a reply with another document is one, too", LEWISHAM,
	{.to = POLICE, .parts = "docx", .forms = "another", .marks = "follow-up"},
	"accept follow-up lewisham copy-missing.0=flag copy-missing.1=flag"},
    {"a reply with a form is a referral again", LEWISHAM,
	{.to = POLICE " " MASH, .parts = "docx", .forms = "partial", .marks = "follow-up"},
	"refuse referral lewisham copy-missing.1=refuse"},
    {"of encrypted mail no form is demanded", LEWISHAM, {.to = ALL, .forms = "none", .marks = "encrypted"},
	"accept referral lewisham content-encrypted=flag"},
    {"what nobody can look into may hold a better one", LEWISHAM,
	{.to = ALL, .parts = "docx", .forms = "blank", .marks = "old-format"},
	"refuse referral lewisham content-uninspectable/old-format=refuse form-unreadable=flag"},
    {"exempt mail is not asked for its form", LEWISHAM, {.to = ALL, .parts = "docx", .forms = "blank", .marks = "auto"},
	"accept exempt-auto-submitted lewisham"},
};

static const struct policy_row near_misses[] = {
    {"a near miss of the police with a form is a referral", LEWISHAM,
	{.rcpt = NEARLY, .to = NEARLY, .cc = MASH " " PREVENT, .parts = "docx", .forms = "completed"},
	"refuse referral lewisham address-near-miss.0=refuse"},
    {"what else is wrong is said beside it", LEWISHAM,
	{.rcpt = NEARLY, .to = NEARLY, .parts = "docx", .forms = "blank"},
	"refuse referral lewisham address-near-miss.0=refuse form-blank=refuse copy-missing.0=refuse "
	"copy-missing.1=refuse"},
    {"with a copy that is right it is one without any form", LEWISHAM,
	{.rcpt = NEARLY " " MASH, .to = NEARLY, .cc = MASH, .forms = "none"},
	"refuse referral lewisham address-near-miss.0=refuse form-missing=refuse copy-missing.1=refuse"},
    {"on its own it is a letter to somebody", LEWISHAM, {.rcpt = NEARLY, .to = NEARLY, .forms = "none"},
	"accept other -"},
    {"with another document it is, too", LEWISHAM, {.rcpt = NEARLY, .to = NEARLY, .parts = "docx", .forms = "another"},
	"accept other -"},
    {"a near miss in the header alone", LEWISHAM,
	{.rcpt = MASH, .to = NEARLY, .cc = MASH, .parts = "docx", .forms = "completed"},
	"refuse referral lewisham address-near-miss.0=refuse copy-missing.1=refuse"},
    {"a near miss of a copy in a referral", LEWISHAM,
	{.to = POLICE " " MASH, .cc = "prevnt@lewisham.gov.uk", .parts = "docx", .forms = "completed"},
	"refuse referral lewisham address-near-miss.2=refuse copy-missing.1=refuse"},
    {"a near miss of a copy alone is none of our business", LEWISHAM,
	{.rcpt = "prevnt@lewisham.gov.uk", .to = "prevnt@lewisham.gov.uk", .parts = "docx", .forms = "completed"},
	"accept other -"},
    {"beside the right one it goes to a stranger all the same", LEWISHAM,
	{.to = ALL " " NEARLY, .parts = "docx", .forms = "completed"},
	"refuse referral lewisham address-near-miss.0=refuse"},
    {"a sibling is flagged, and nothing else is said", LEWISHAM,
	{.rcpt = SIBLING, .to = SIBLING, .parts = "docx", .forms = "blank"},
	"accept referral lewisham address-near-miss.0=flag"},
    {"beside the right one as well", LEWISHAM, {.to = ALL " " SIBLING, .parts = "docx", .forms = "completed"},
	"accept referral lewisham address-near-miss.0=flag"},
    {"whatever the route says", ON("address-near-miss = hold"),
	{.rcpt = SIBLING, .to = SIBLING, .parts = "docx", .forms = "completed"},
	"accept referral lewisham address-near-miss.0=flag"},
    {"a route may flag near misses: nothing else is said", ON("address-near-miss = flag"),
	{.rcpt = NEARLY, .to = NEARLY, .parts = "docx", .forms = "completed"},
	"accept referral lewisham address-near-miss.0=flag"},
    {"or hold them", ON("address-near-miss = hold"),
	{.rcpt = NEARLY, .to = NEARLY, .cc = MASH " " PREVENT, .parts = "docx", .forms = "completed"},
	"hold referral lewisham address-near-miss.0=hold"},
    {"or not hear of them", ON("address-near-miss = allow"),
	{.rcpt = NEARLY, .to = NEARLY, .parts = "docx", .forms = "completed"}, "accept other -"},
    {"from outside it is none of our business", LEWISHAM,
	{.client = "203.0.113.1", .rcpt = NEARLY, .to = NEARLY, .parts = "docx", .forms = "completed"},
	"accept other -"},
    {"an auto-reply to one is other mail", LEWISHAM,
	{.rcpt = NEARLY, .to = NEARLY, .parts = "docx", .forms = "completed", .marks = "auto"}, "accept other -"},
    {"where nobody read the file its type must do", LEWISHAM,
	{.rcpt = NEARLY, .to = NEARLY, .cc = MASH " " PREVENT, .parts = "docx"},
	"refuse referral lewisham address-near-miss.0=refuse"},
};

static const struct policy_row misrouted[] = {
    {"a completed form to a stranger is flagged", WATCHING,
	{.rcpt = OUTSIDER, .to = OUTSIDER, .parts = "docx", .forms = "completed"},
	"accept misrouted lewisham referral-misrouted=flag"},
    {"a partly completed one as well", WATCHING,
	{.rcpt = OUTSIDER, .to = OUTSIDER, .parts = "docx", .forms = "partial"},
	"accept misrouted lewisham referral-misrouted=flag"},
    {"a route may refuse it", STRICT, {.rcpt = OUTSIDER, .to = OUTSIDER, .parts = "docx", .forms = "completed"},
	"refuse misrouted lewisham referral-misrouted=refuse"},
    {"a blank form may go anywhere", STRICT, {.rcpt = OUTSIDER, .to = OUTSIDER, .parts = "docx", .forms = "blank"},
	"accept other -"},
    {"so may what nobody can read", STRICT, {.rcpt = OUTSIDER, .to = OUTSIDER, .parts = "pdf", .forms = "unreadable"},
	"accept other -"},
    {"and what nobody read", STRICT, {.rcpt = OUTSIDER, .to = OUTSIDER, .parts = "docx"}, "accept other -"},
    {"a form within the organisation is ordinary", STRICT,
	{.rcpt = "head@school.example", .to = "head@school.example", .parts = "docx", .forms = "completed"},
	"accept other -"},
    {"to the copies alone, without the police, it got no further", STRICT,
	{.rcpt = MASH, .to = MASH, .parts = "docx", .forms = "completed"},
	"refuse misrouted lewisham referral-misrouted=refuse"},
    {"a route that does not watch sees nothing", LEWISHAM,
	{.rcpt = OUTSIDER, .to = OUTSIDER, .parts = "docx", .forms = "completed"}, "accept other -"},
    {"automatic mail is left alone", STRICT,
	{.rcpt = OUTSIDER, .to = OUTSIDER, .parts = "docx", .forms = "completed", .marks = "auto"}, "accept other -"},
    {"a referral with a stranger in copy is a referral", STRICT,
	{.rcpt = ALL " " OUTSIDER, .to = ALL, .cc = OUTSIDER, .parts = "docx", .forms = "completed"},
	"accept referral lewisham"},
    {"a route that observes says what would have been",
	TAUGHT_ROUTE("lewisham", "observe", "misrouted {} on { referral-misrouted = refuse }"),
	{.rcpt = OUTSIDER, .to = OUTSIDER, .parts = "docx", .forms = "completed"},
	"accept would refuse misrouted lewisham referral-misrouted=refuse"},
};

START_TEST(the_best_of_the_documents_decides)
{
	fixture_expect(&documents[_i]);
}
END_TEST

START_TEST(an_address_that_is_nearly_ours_is_said_where_a_referral_is_likely)
{
	fixture_expect(&near_misses[_i]);
}
END_TEST

START_TEST(an_answered_form_to_somebody_else_is_misrouted)
{
	fixture_expect(&misrouted[_i]);
}
END_TEST

#define ROWS(table) (int)(sizeof(table) / sizeof((table)[0]))

int main(void)
{
	Suite *suite = suite_create("policy_documents");
	TCase *tcase = tcase_create("policy_documents");

	tcase_add_loop_test(tcase, the_best_of_the_documents_decides, 0, ROWS(documents));
	tcase_add_loop_test(
	    tcase, an_address_that_is_nearly_ours_is_said_where_a_referral_is_likely, 0, ROWS(near_misses));
	tcase_add_loop_test(tcase, an_answered_form_to_somebody_else_is_misrouted, 0, ROWS(misrouted));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
