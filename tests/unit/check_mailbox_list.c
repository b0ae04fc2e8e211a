/* mailbox_list: every way to write an address field names the same mailboxes, and doubt is said. */
#include "message/mailbox_list.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MASH "mashagency@lewisham.gov.uk"
#define TEAM "prevent@lewisham.gov.uk"

struct list_case {
	const char *name, *value, *mailboxes; /* separated by a blank */
	enum answer is_whole;
};

static const struct list_case plain[] = {
    {"nothing", "", "", ANSWER_YES},
    {"blanks", " \t\r\n ", "", ANSWER_YES},
    {"an address", " " MASH, MASH, ANSWER_YES},
    {"two", " " MASH ", " TEAM, MASH " " TEAM, ANSWER_YES},
    {"folded", " " MASH ",\r\n\t" TEAM "\r\n ", MASH " " TEAM, ANSWER_YES},
    {"in angle brackets", "<" MASH ">", MASH, ANSWER_YES},
    {"a display name", "Lewisham MASH <" MASH ">", MASH, ANSWER_YES},
    {"a display name in quotes", "\"MASH, Lewisham\" <" MASH ">", MASH, ANSWER_YES},
    {"a display name that looks like another", "\"" TEAM "\" <" MASH ">", MASH, ANSWER_YES},
    {"a display name with dots", "J. R. Smith <" MASH ">", MASH, ANSWER_YES},
    {"a display name with 8-bit", "Zo\xc3\xab <" MASH ">", MASH, ANSWER_YES},
    {"a display name in Latin-1", "Zo\xeb <" MASH ">", MASH, ANSWER_YES},
    {"encoded words", "=?utf-8?q?Zo=C3=AB?= =?utf-8?b?U21pdGg=?= <" MASH ">", MASH, ANSWER_YES},
    {"words and quotes mixed", "The \"M.A.S.H.\" team <" MASH ">", MASH, ANSWER_YES},
    {"escaped quotes", "\"The \\\"MASH\\\"\" <" MASH ">", MASH, ANSWER_YES},
    {"the same twice stays twice", MASH "," MASH, MASH " " MASH, ANSWER_YES},
};

/* threats.md, "Address equality". */
static const struct list_case equal[] = {
    {"another case", "MashAgency@LEWISHAM.Gov.UK", MASH, ANSWER_YES},
    {"a quoted local part", "\"prevent\"@lewisham.gov.uk", TEAM, ANSWER_YES},
    {"a quoted local part in brackets", "P <\"prevent\"@lewisham.gov.uk>", TEAM, ANSWER_YES},
    {"a quoted pair in the local part", "\"pre\\vent\"@lewisham.gov.uk", TEAM, ANSWER_YES},
    {"a source route", "<@a.example,@b.example:" MASH ">", MASH, ANSWER_YES},
    {"a source route with blanks", "P < @a.example , @b.example : " MASH " >", MASH, ANSWER_YES},
    {"a trailing dot", "prevent@lewisham.gov.uk.", TEAM, ANSWER_YES},
    {"the ideographic full stop", "prevent@lewisham\xe3\x80\x82gov\xe3\x80\x82uk", TEAM, ANSWER_YES},
    {"the full-width full stop", "prevent@lewisham\xef\xbc\x8egov.uk", TEAM, ANSWER_YES},
    {"the half-width full stop", "prevent@lewisham\xef\xbd\xa1gov.uk", TEAM, ANSWER_YES},
    {"a U-label",
	"team@b\xc3\xbc"
	"cher.example",
	"team@xn--bcher-kva.example", ANSWER_YES},
    {"an A-label", "team@XN--BCHER-KVA.example", "team@xn--bcher-kva.example", ANSWER_YES},
    {"a comment behind", TEAM " (the team)", TEAM, ANSWER_YES},
    {"a comment before", "(the team) " TEAM, TEAM, ANSWER_YES},
    {"comments in between", "prevent(a)@(b)lewisham(c).(d)gov.uk(e)", TEAM, ANSWER_YES},
    {"nested comments", "prevent@lewisham.gov.uk (a (b (c)) \\) d)", TEAM, ANSWER_YES},
    {"an address in a comment", TEAM " (" MASH ")", TEAM, ANSWER_YES},
    {"blanks in between", "prevent @ lewisham . gov . uk", TEAM, ANSWER_YES},
    {"folds in between", "prevent@\r\n lewisham.\r\n\tgov.uk", TEAM, ANSWER_YES},
    {"a fold in a quoted name", "\"The\r\n team\" <" TEAM ">", TEAM, ANSWER_YES},
    {"a group", "Copies: " MASH ", " TEAM ";", MASH " " TEAM, ANSWER_YES},
    {"a group and more", "Copies: " MASH ";, " TEAM, MASH " " TEAM, ANSWER_YES},
    {"an empty group", "undisclosed-recipients:;", "", ANSWER_YES},
    {"a group with a quoted name", "\"The copies\": P <" MASH ">;", MASH, ANSWER_YES},
    {"empty members", ",, " MASH ",\r\n ," TEAM ",", MASH " " TEAM, ANSWER_YES},
    {"a quoted local part that needs it", "\"a b\"@x.example", "\"a b\"@x.example", ANSWER_YES},
    {"an at sign in quotes", "\"a@b\"@x.example", "\"a@b\"@x.example", ANSWER_YES},
    {"a domain literal", "a@[192.0.2.1]", "a@[192.0.2.1]", ANSWER_YES},
    {"words quoted one by one", "\"pre\".\"vent\"@x.example", "pre.vent@x.example", ANSWER_YES},
};

static const struct list_case doubtful[] = {
    {"a phrase that is none", MASH " <" TEAM ">", TEAM, ANSWER_UNKNOWN},
    {"a comma in a bare name", "MASH, Lewisham <" MASH ">", MASH, ANSWER_UNKNOWN},
    {"words only", "Lewisham MASH", "", ANSWER_UNKNOWN},
    {"no comma between", MASH " " TEAM, "", ANSWER_UNKNOWN},
    {"no comma between brackets", "<" MASH "> <" TEAM ">", MASH " " TEAM, ANSWER_UNKNOWN},
    {"semicolons between", MASH "; " TEAM, MASH " " TEAM, ANSWER_UNKNOWN},
    {"text behind the brackets", "<" MASH "> x", MASH, ANSWER_UNKNOWN},
    {"an open comment", MASH ", (" TEAM, MASH, ANSWER_UNKNOWN},
    {"an open quote", MASH ", \"" TEAM, MASH, ANSWER_UNKNOWN},
    {"an open bracket", "P <" MASH, "", ANSWER_UNKNOWN},
    {"an open bracket before the next", "P <a@x.example, Q <" MASH ">", MASH, ANSWER_UNKNOWN},
    {"an open group", "Copies: " MASH, MASH, ANSWER_UNKNOWN},
    {"a group in a group", "a: b: " MASH ";;", MASH, ANSWER_UNKNOWN},
    {"a colon without a name", ": " MASH ";", MASH, ANSWER_UNKNOWN},
    {"the null path", "<>", "", ANSWER_UNKNOWN},
    {"no domain", "mashagency@", "", ANSWER_UNKNOWN},
    {"no local part", "@lewisham.gov.uk", "", ANSWER_UNKNOWN},
    {"two at signs", "a@b@lewisham.gov.uk", "", ANSWER_UNKNOWN},
    {"a blank in the local part", "mash agency@lewisham.gov.uk", "", ANSWER_UNKNOWN},
    {"a stray bracket", ") " MASH, "", ANSWER_UNKNOWN},
    {"a control",
	"mash\x01"
	"agency@lewisham.gov.uk",
	"", ANSWER_UNKNOWN},
    {"an address in an encoded word", "=?utf-8?q?prevent=40lewisham.gov.uk?=", "", ANSWER_UNKNOWN},
    {"what follows doubt is read", "nonsense, " MASH, MASH, ANSWER_UNKNOWN},
};

static void check_case(const struct list_case *c)
{
	struct mailbox_list list;
	char mailboxes[1024] = "";
	size_t at = 0;

	mailbox_list_init(&list, 100);
	ck_assert_int_eq(mailbox_list_read(&list, c->value, strlen(c->value)), 0);
	for (size_t i = 0; i < list.count; i++)
		at +=
		    (size_t)snprintf(mailboxes + at, sizeof(mailboxes) - at, "%s%s", at > 0 ? " " : "", list.items[i]);
	ck_assert_msg(strcmp(mailboxes, c->mailboxes) == 0, "%s: %s", c->name, mailboxes);
	ck_assert_msg(list.is_whole == c->is_whole, "%s: whole: %s", c->name, answer_word(list.is_whole));
	mailbox_list_clear(&list);
}

START_TEST(ordinary_fields_name_their_mailboxes)
{
	check_case(&plain[_i]);
}
END_TEST

START_TEST(every_spelling_is_the_same_mailbox)
{
	check_case(&equal[_i]);
}
END_TEST

START_TEST(what_cannot_be_read_is_doubt)
{
	check_case(&doubtful[_i]);
}
END_TEST

START_TEST(a_nul_is_no_end)
{
	static const char value[] = "a\0b@x.example, " MASH;
	struct mailbox_list list;

	mailbox_list_init(&list, 10);
	ck_assert_int_eq(mailbox_list_read(&list, value, sizeof(value) - 1), 0);
	ck_assert_uint_eq(list.count, 1);
	ck_assert_str_eq(list.items[0], MASH);
	ck_assert_int_eq(list.is_whole, ANSWER_UNKNOWN);
	mailbox_list_clear(&list);
}
END_TEST

START_TEST(fields_add_up_to_one_list)
{
	struct mailbox_list list;

	mailbox_list_init(&list, 10);
	ck_assert_int_eq(mailbox_list_read(&list, MASH, strlen(MASH)), 0);
	ck_assert_int_eq(mailbox_list_read(&list, TEAM, strlen(TEAM)), 0);
	ck_assert(mailbox_list_has(&list, MASH) && mailbox_list_has(&list, TEAM));
	ck_assert(!mailbox_list_has(&list, "x@y.example"));
	mailbox_list_clear(&list);
}
END_TEST

START_TEST(as_many_as_allowed_are_read_and_one_more_is_too_many)
{
	struct mailbox_list list;
	char value[64] = "a@x.example,b@x.example,c@x.example";

	mailbox_list_init(&list, 3);
	ck_assert_int_eq(mailbox_list_read(&list, value, strlen(value)), 0);
	ck_assert_uint_eq(list.count, 3);
	mailbox_list_clear(&list);
	mailbox_list_init(&list, 2);
	ck_assert_int_eq(mailbox_list_read(&list, value, strlen(value)), -E2BIG);
	mailbox_list_clear(&list);
}
END_TEST

/* Quadratic time would take minutes, and the test's own time-out tells. */
START_TEST(deep_and_long_nonsense_takes_time_in_proportion)
{
	static const char *const pieces[] = {"(", "<", "\"", "(\\", ",", "a:", "<@a,", "a@", "[", "a@b.example "};
	size_t size = 256 << 10, length = strlen(pieces[_i]);
	char *value = malloc(size + 16);
	struct mailbox_list list;
	size_t at = 0;

	while (at < size) {
		memcpy(value + at, pieces[_i], length);
		at += length;
	}
	mailbox_list_init(&list, 100000);
	ck_assert_int_eq(mailbox_list_read(&list, value, at), 0);
	mailbox_list_clear(&list);
	free(value);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

int main(void)
{
	Suite *suite = suite_create("mailbox_list");
	TCase *tcase = tcase_create("lists");

	tcase_add_loop_test(tcase, ordinary_fields_name_their_mailboxes, 0, COUNT(plain));
	tcase_add_loop_test(tcase, every_spelling_is_the_same_mailbox, 0, COUNT(equal));
	tcase_add_loop_test(tcase, what_cannot_be_read_is_doubt, 0, COUNT(doubtful));
	tcase_add_test(tcase, a_nul_is_no_end);
	tcase_add_test(tcase, fields_add_up_to_one_list);
	tcase_add_test(tcase, as_many_as_allowed_are_read_and_one_more_is_too_many);
	tcase_add_loop_test(tcase, deep_and_long_nonsense_takes_time_in_proportion, 0, 10);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
