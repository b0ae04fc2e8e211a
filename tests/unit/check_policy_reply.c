/* policy_reply: the sender reads what refuses, in order, with the route's own addresses and nothing of the message. */
#include "rules/policy_eval.h"

#include "tests/support/policy_fixture.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define ALL	     POLICE " " MASH " " PREVENT
#define LEWISHAM     ROUTE("lewisham", "enforce", "on { form-unreadable = refuse content-encrypted = refuse }")
#define RETIRED                                                                                                        \
	"route \"lewisham\" { mode = enforce\n" SENDERS COPIES TAIL                                                    \
	"referral-address \"Police\" { current = { \"" POLICE "\" } retired = { \"old@met.police.uk\" } }\n"           \
	"referral-address \"County\" { closed = { \"county@police.example\" }"                                         \
	" web-form = \"https://forms.example/prevent\" }\n}\n"
#define FIVE                                                                                                           \
	"route \"five\" { mode = enforce\n" SENDERS REFERRALS TAIL                                                     \
	"copy \"A\" { any-of = { \"a@lewisham.gov.uk\" } } copy \"B\" { any-of = { \"b@lewisham.gov.uk\" } }\n"        \
	"copy \"C\" { any-of = { \"c@lewisham.gov.uk\" } } copy \"D\" { any-of = { \"d@lewisham.gov.uk\" } }\n"        \
	"copy \"E\" { any-of = { \"e@lewisham.gov.uk\" } }\n}\n"

#define HEAD "NOT SENT. Ask " PREVENT ".\n"
#define FOOT "\nCase ABCD-1234, 2026-11-20T10:00:00Z, "

static const struct {
	const char *rules;
	struct mail mail;
	const char *expected;
} replies[] = {
    {LEWISHAM, {.to = POLICE},
	HEAD "* Prevent Referral Form as docx, doc, odt, rtf or pdf\n* MASH: " MASH "\n* Prevent team: " PREVENT FOOT
	     "form-missing"},
    {LEWISHAM, {.to = POLICE, .cc = MASH, .parts = "pdf"}, HEAD "* Prevent team: " PREVENT FOOT "copy-missing"},
    {LEWISHAM, {.to = ALL, .parts = "zip"}, HEAD "* unreadable Prevent Referral Form" FOOT "form-unreadable"},
    {LEWISHAM, {.to = ALL, .marks = "encrypted"}, HEAD "* encrypted" FOOT "content-encrypted"},
    {RETIRED, {.rcpt = "old@met.police.uk", .to = "old@met.police.uk " MASH " " PREVENT},
	HEAD "* use " POLICE FOOT "address-retired"},
    {RETIRED, {.rcpt = "county@police.example", .to = "county@police.example " MASH " " PREVENT},
	HEAD "* use https://forms.example/prevent" FOOT "address-closed"},
    {FIVE, {.to = POLICE},
	HEAD "* A: a@lewisham.gov.uk\n* B: b@lewisham.gov.uk\n* C: c@lewisham.gov.uk\n* D: d@lewisham.gov.uk" FOOT
	     "copy-missing"},
    {LEWISHAM, {.to = ALL, .parts = "docx", .marks = "header"}, HEAD "* ambiguous" FOOT "content-ambiguous"},
    {LEWISHAM, {.to = POLICE " " MASH, .parts = "docx", .marks = "file-name"},
	HEAD "* two names\n* Prevent team: " PREVENT FOOT "content-ambiguous"},
    {LEWISHAM, {.to = ALL, .parts = "docx", .marks = "old-format structure"},
	HEAD "* winmail\n* ambiguous" FOOT "content-uninspectable"},
    {LEWISHAM, {.to = ALL, .parts = "docx", .marks = "fragment"}, HEAD "* uninspectable" FOOT "content-uninspectable"},
    {LEWISHAM, {.to = ALL, .parts = "docx", .marks = "has:office-macros has:script"},
	HEAD "* macros\n* unsafe: a script, which is a kind of program" FOOT "content-unsafe"},
    {LEWISHAM, {.to = ALL, .parts = "docx", .marks = "signed had:office-macros has:ole-macros"},
	HEAD "* signed: a document with macros\n* unsafe: a document with macros" FOOT "content-unsafe"},
    {LEWISHAM, {.to = POLICE " " MASH, .parts = "docx", .marks = "had:office-macros"},
	HEAD "* Prevent team: " PREVENT FOOT "copy-missing"},
    {LEWISHAM,
	{.to = ALL,
	    .parts = "docx",
	    .marks = "has:fields-dde has:script has:shortcut has:disk-image has:html-attachment has:office-macros"},
	HEAD "* macros\n* unsafe: a document that starts programs\n* unsafe: a script, which is a kind of program\n"
	     "* unsafe: a shortcut to something else" FOOT "content-unsafe"},
    {ROUTE("lewisham", "enforce", "on { copy-missing = flag }"), {.to = POLICE},
	HEAD "* Prevent Referral Form as docx, doc, odt, rtf or pdf" FOOT "form-missing"},
};

static void compare(const struct guidance_reply *reply, const char *expected)
{
	char text[2048] = "";

	for (size_t i = 0; i < reply->count; i++) {
		strcat(text, i > 0 ? "\n" : "");
		strcat(text, reply->lines[i]);
	}
	ck_assert_str_eq(text, expected);
}

START_TEST(the_reply_lists_what_refuses)
{
	struct ruleset *ruleset = fixture_ruleset(replies[_i].rules);
	struct guidance_reply reply = {0};
	struct envelope envelope;
	struct verdict verdict;

	fixture_judge(ruleset, &replies[_i].mail, &envelope, &verdict);
	ck_assert_int_eq(policy_reply(ruleset, &verdict, "ABCD-1234", FIXTURE_TIME, 1 << 20, &reply), 0);
	compare(&reply, replies[_i].expected);
	guidance_reply_clear(&reply);
	verdict_clear(&verdict);
	envelope_clear(&envelope);
	ruleset_free(ruleset);
}
END_TEST

static const struct {
	uint64_t octets;
	const char *expected;
} sizes[] = {
    {64U << 20, "64 MB"}, {(2U << 20) - 1, "1 MB"}, {1U << 20, "1 MB"}, {(1U << 20) - 1, "1023 KB"}, {10240, "10 KB"}};

START_TEST(the_limit_is_told_in_megabytes)
{
	struct ruleset *ruleset = fixture_ruleset(LEWISHAM);
	struct mail mail = {.to = POLICE};
	struct guidance_reply reply = {0};
	struct envelope envelope;
	struct verdict verdict;
	char expected[200];

	fixture_envelope(&mail, &envelope);
	ck_assert_int_eq(policy_eval_unread(ruleset, &envelope, NULL, 0, REASON_LIMIT, TROUBLE_NONE, &verdict), 0);
	ck_assert_int_eq(policy_reply(ruleset, &verdict, "ABCD-1234", FIXTURE_TIME, sizes[_i].octets, &reply), 0);
	snprintf(expected, sizeof(expected), HEAD "* at most %s" FOOT "limit", sizes[_i].expected);
	compare(&reply, expected);
	guidance_reply_clear(&reply);
	verdict_clear(&verdict);
	envelope_clear(&envelope);
	ruleset_free(ruleset);
}
END_TEST

static const struct {
	const char *rules;
	struct mail mail;
} silent[] = {
    {LEWISHAM, {.to = ALL, .parts = "pdf"}},
    {LEWISHAM, {.rcpt = MASH, .to = MASH}},
    {LEWISHAM, {.client = "203.0.113.1"}},
    {ROUTE("lewisham", "observe", ""), {.to = POLICE}},
    {ROUTE("lewisham", "enforce", "on { form-missing = hold }"), {.to = ALL}},
};

START_TEST(there_is_no_reply_to_what_is_not_refused)
{
	struct ruleset *ruleset = fixture_ruleset(silent[_i].rules);
	struct guidance_reply reply = {0};
	struct envelope envelope;
	struct verdict verdict;

	fixture_judge(ruleset, &silent[_i].mail, &envelope, &verdict);
	ck_assert_int_eq(policy_reply(ruleset, &verdict, "ABCD-1234", FIXTURE_TIME, 1, &reply), -EINVAL);
	ck_assert_uint_eq(reply.count, 0);
	verdict_clear(&verdict);
	envelope_clear(&envelope);
	ruleset_free(ruleset);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy_reply");
	TCase *tcase = tcase_create("policy_reply");

	tcase_add_loop_test(tcase, the_reply_lists_what_refuses, 0, COUNT(replies));
	tcase_add_loop_test(tcase, the_limit_is_told_in_megabytes, 0, COUNT(sizes));
	tcase_add_loop_test(tcase, there_is_no_reply_to_what_is_not_refused, 0, COUNT(silent));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
