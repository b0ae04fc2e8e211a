/* More than one reading, or something that nobody here can look into: found, beside all else that can be known. */
#include "tests/support/policy_fixture.h"
#include "tests/support/run_suite.h"

#include <check.h>

#define LEWISHAM    ROUTE("lewisham", "enforce", "")
#define OBSERVE	    ROUTE("lewisham", "observe", "")
#define REPAIR	    ROUTE("lewisham", "enforce", "on { copy-missing = repair }")
#define FLAG	    ROUTE("lewisham", "enforce", "on { copy-missing = repair content-ambiguous = flag }")
#define FLAG_STRICT ROUTE("lewisham", "enforce", "on { content-ambiguous = flag form-unreadable = refuse }")
#define HOLD	    ROUTE("lewisham", "enforce", "on { content-ambiguous = hold content-uninspectable = hold }")
#define EXCEPT                                                                                                         \
	ROUTE("lewisham", "enforce",                                                                                   \
	    "on { copy-missing = repair }\nexcept \"jo\" { users = { \"jo\" } reasons = { content-ambiguous }"         \
	    " reason = \"test\" expires = \"2026-12-31\" }")
#define ALL POLICE " " MASH " " PREVENT

static const struct policy_row rows[] = {
    {"more than one reading is refused", LEWISHAM, {.to = ALL, .parts = "docx", .marks = "structure"},
	"refuse referral lewisham content-ambiguous/structure=refuse"},
    {"as is what nobody can look into", LEWISHAM, {.to = ALL, .parts = "docx", .marks = "old-format"},
	"refuse referral lewisham content-uninspectable/old-format=refuse"},
    {"that there is no form is one reading's word: could not tell", LEWISHAM, {.to = ALL, .marks = "header"},
	"refuse referral lewisham content-ambiguous/header=refuse form-unreadable=flag"},
    {"the form may be in what nobody can look into", LEWISHAM, {.to = ALL, .marks = "fragment"},
	"refuse referral lewisham content-uninspectable/fragment=refuse form-unreadable=flag"},
    {"missing copies are listed beside it", LEWISHAM, {.to = POLICE, .parts = "docx", .marks = "encoding"},
	"refuse referral lewisham content-ambiguous/encoding=refuse copy-missing.0=refuse copy-missing.1=refuse"},
    {"both at once, the uninspectable first", LEWISHAM, {.to = ALL, .parts = "docx", .marks = "file-name elsewhere"},
	"refuse referral lewisham content-uninspectable/elsewhere=refuse content-ambiguous/file-name=refuse"},
    {"it is held where the route holds", HOLD, {.to = ALL, .parts = "docx", .marks = "file-type"},
	"hold referral lewisham content-ambiguous/file-type=hold"},
    {"as is what nobody can look into", HOLD, {.to = ALL, .parts = "docx", .marks = "elsewhere"},
	"hold referral lewisham content-uninspectable/elsewhere=hold"},
    {"observing refuses nothing, and says so", OBSERVE, {.to = ALL, .parts = "docx", .marks = "readers"},
	"accept would refuse referral lewisham content-ambiguous/readers=refuse"},
    {"what has more than one reading is never changed", REPAIR,
	{.to = POLICE " " MASH, .parts = "docx", .marks = "characters"},
	"refuse referral lewisham content-ambiguous/characters=refuse copy-missing.1=refuse"},
    {"not where the route lets it pass, either", FLAG, {.to = POLICE " " MASH, .parts = "docx", .marks = "characters"},
	"refuse referral lewisham content-ambiguous/characters=flag copy-missing.1=refuse"},
    {"nor where an exception does", EXCEPT,
	{.user = "jo", .to = POLICE " " MASH, .parts = "docx", .marks = "characters"},
	"refuse referral lewisham content-ambiguous/characters=flag* copy-missing.1=refuse"},
    {"an exception flags it", EXCEPT, {.user = "jo", .to = ALL, .parts = "docx", .marks = "characters"},
	"accept referral lewisham content-ambiguous/characters=flag*"},
    {"where the route lets it pass it is flagged", FLAG, {.to = ALL, .parts = "docx", .marks = "addresses"},
	"accept referral lewisham content-ambiguous/addresses=flag"},
    {"which does not pass off for a form what nobody saw", FLAG_STRICT, {.to = ALL, .marks = "addresses"},
	"refuse referral lewisham content-ambiguous/addresses=flag form-unreadable=refuse"},
    {"a follow-up is judged by it", LEWISHAM, {.to = POLICE, .marks = "follow-up structure"},
	"refuse follow-up lewisham content-ambiguous/structure=refuse copy-missing.0=flag copy-missing.1=flag"},
    {"as is encrypted mail, of which no form is demanded", LEWISHAM, {.to = ALL, .marks = "encrypted structure"},
	"refuse referral lewisham content-encrypted=flag content-ambiguous/structure=refuse"},
    {"a null sender is exempt", LEWISHAM, {.sender = "<>", .to = POLICE, .marks = "structure old-format"},
	"accept exempt-null-sender lewisham"},
    {"an auto-reply is exempt", LEWISHAM, {.to = POLICE, .marks = "auto structure old-format"},
	"accept exempt-auto-submitted lewisham"},
    {"a calendar reply is exempt", LEWISHAM, {.to = POLICE, .marks = "calendar structure"},
	"accept exempt-calendar-reply lewisham"},
    {"other mail is not judged by it", LEWISHAM,
	{.rcpt = "head@school.example", .to = "head@school.example", .marks = "structure old-format"},
	"accept other -"},
    {"mail without a route passes", LEWISHAM, {.client = "198.51.100.1", .to = POLICE, .marks = "structure"},
	"accept no-route -"},
    {"a copy is added beside what nobody can look into",
	ROUTE("lewisham", "enforce", "on { copy-missing = repair content-uninspectable = flag }"),
	{.to = POLICE " " MASH, .parts = "docx", .marks = "old-format"},
	"accept referral lewisham content-uninspectable/old-format=flag copy-missing.1=repair +1 >" PREVENT},
};

START_TEST(what_cannot_be_relied_on_is_said_and_never_claimed)
{
	fixture_expect(&rows[_i]);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy_reading");
	TCase *tcase = tcase_create("policy_reading");

	tcase_add_loop_test(
	    tcase, what_cannot_be_relied_on_is_said_and_never_claimed, 0, sizeof(rows) / sizeof(rows[0]));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
