/* address_field: an address list that everybody reads in the same way, and its neighbours that nobody should. */
#include "message/grammar/address_field.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct grammar_fault fault;

static int check_field(enum known_field known, const char *value)
{
	struct field_block block = {0};
	char text[1024];

	/* In memory of its own, so that reading past it is seen. */
	int length = snprintf(text, sizeof(text), "X:%s", value);
	char *copy = malloc((size_t)length);
	memcpy(copy, text, (size_t)length);
	block.known[known] = (struct header_field){copy, 1, copy + 2, (size_t)length - 2};
	block.offsets[known] = 100;
	fault = (struct grammar_fault){RULE_NONE, 0};
	int r = address_fields_check(&block, &fault);
	free(copy);
	return r;
}

static const char *const accepted[] = {
    "",
    " ",
    " a@b.uk",
    "a@b.uk ",
    " <a@b.uk>",
    " a@b.uk, c@d.uk",
    " a@b.uk,c@d.uk",
    " a@b.uk ,\r\n\tc@d.uk",
    " Ann <a@b.uk>",
    " Ann<a@b.uk>",
    " Ann Example\r\n <a@b.uk>",
    " \"Example, Ann\" <a@b.uk>",
    " \"Ann\"<a@b.uk>",
    " \"a@b.uk\" <a@b.uk>",
    " \"Ann <x> (y) [z]; :\" <a@b.uk>",
    " \"Ann \\\"Q\\\" \\\\ Example\" <a@b.uk>",
    " \"Ann\r\n Example\" <a@b.uk>",
    " Dr \"Ann\" Example <a@b.uk>",
    " \"\" <a@b.uk>",
    " John Q. Public <a@b.uk>",
    " St.John <a@b.uk>",
    " =?utf-8?q?Caf=C3=A9?= <a@b.uk>",
    " =?utf-8?b?Q2Fmw6k=?=\r\n =?utf-8?b?Q2Fmw6k=?= <a@b.uk>",
    " Caf\xc3\xa9 <a@b.uk>",
    " caf\303\251@b\303\274cher.uk",
    " first.last+tag/x=y!z%w'v@b.uk",
    " \"a b\"@c.uk",
    " \"a@b\"@c.uk",
    " \"a\\\"b\"@c.uk",
    " Ann <\"a b\"@c.uk>",
    " a@b.uk.",
    " <a@b.uk.>",
    " a@localhost",
    " a@x_y.b-c.uk",
    " a@[192.0.2.1]",
    " a@[IPv6:2001:db8::1]",
    " a@b.uk (Ann Example)",
    " a@b.uk(Ann)",
    " a@b.uk (Caf\xc3\xa9), c@d.uk (Bob)",
    " Smith Jo (SCHOOLS) <a@b.uk>",
    " \"Smith, Jo\" (SCHOOLS)\r\n <a@b.uk>, c@d.uk",
    " Jo (A =?utf-8?q?B?=)<a@b.uk>",
    " a@b.uk <a@b.uk>",
    " a@b.uk\r\n <A@B.UK>, c@d.uk",
    " a.b+c@b.uk <a.b+c@b.uk>",
    " undisclosed-recipients:;",
    " undisclosed-recipients: ;",
    " Undisclosed recipients:;",
    " \"a: b\": c@d.uk;",
    " Group: a@b.uk, Ann <c@d.uk> ;, e@f.uk",
    " Group: a@b.uk;",
    " \"=?utf-8?q?Caf=C3=A9?= =?utf-8?q?Caf=C3=A9?=, Ann\" <a@b.uk>",
    " a=b?= <a@b.uk>",
    " =?utf-8?q?Caf=C3=A9?=:;",
};

static const char *const accepted_in_lists[] = {
    " a@b.uk,",
    " a@b.uk, ",
    " ,a@b.uk",
    " a@b.uk,,c@d.uk",
    " a@b.uk, ,\r\n ,c@d.uk",
    " Group: a@b.uk;, , c@d.uk,",
};

static const char *const refused[] = {
    " a",
    " a b",
    " Ann",
    " @b.uk",
    " a@",
    " a@b.uk c@d.uk",
    " a@b.uk; c@d.uk",
    " ,",
    " <>",
    " Ann <>",
    " Ann <a@b.uk",
    " Ann a@b.uk>",
    " Ann a@b.uk",
    " <a@b.uk>>",
    " <<a@b.uk>>",
    " <a@b.uk> <c@d.uk>",
    " Ann <a@b.uk> Bob",
    " Ann <a@b.uk> (Bob)",
    " Ann <a@b.uk> <c@d.uk>",
    " a@b.uk <c@d.uk>",
    " a@b.uk <a@b.ukx>",
    " a@b.ukx <a@b.uk>",
    " a@b.uk<a@b.uk>",
    " a@b.uk. <a@b.uk.>",
    " a@[192.0.2.1] <a@[192.0.2.1]>",
    " \"a\"@b.uk <\"a\"@b.uk>",
    " 'a@b.uk' <a@b.uk>",
    " a@b.uk a@b.uk <a@b.uk>",
    " Ann a@b.uk <a@b.uk>",
    " Ann(Bob) <a@b.uk>",
    " Ann (Bob) Example <a@b.uk>",
    " Ann (Bob) (Eve) <a@b.uk>",
    " Ann (Bob, Eve) <a@b.uk>",
    " Ann (c@d.uk) <a@b.uk>",
    " Ann (Bob <a@b.uk>",
    " Ann (Bob)",
    " Ann (=?utf-8?q?Bob) <a@b.uk>",
    " (Bob) <a@b.uk>",
    " Group (Bob): a@b.uk;",
    " a@b.uk Ann <c@d.uk>",
    " Ann <@x.uk:a@b.uk>",
    " <@x.uk,@y.uk:a@b.uk>",
    " Ann @ home <a@b.uk>",
    " (Bob) a@b.uk",
    " (Bob)",
    " a(x)@b.uk",
    " a@(x)b.uk",
    " Ann <(x)a@b.uk>",
    " Ann <a@b.uk (x)>",
    " Ann < a@b.uk>",
    " Ann <a@b.uk >",
    " a @b.uk",
    " a@ b.uk",
    " a.@b.uk",
    " .a@b.uk",
    " a..b@c.uk",
    " a. b@c.uk",
    " a@.b.uk",
    " a@b..uk",
    " a@b.uk..",
    " a@b@c.uk",
    " a@b.uk%c.uk",
    " a@b!c.uk",
    " \"a\".b@c.uk",
    " a.\"b\"@c.uk",
    " \"a\"b@c.uk",
    " \"Ann <a@b.uk>",
    " Ann\" <a@b.uk>",
    " \"Ann\"Bob <a@b.uk>",
    " \"Ann\"\"Bob\" <a@b.uk>",
    " Ann\"Bob\" <a@b.uk>",
    " \"Ann\\x\" <a@b.uk>",
    " \"a\\ b\"@c.uk",
    " \"Ann\\\r\n\" <a@b.uk>",
    " .Ann <a@b.uk>",
    " Ann, Bob <a@b.uk>",
    " Example; Ann <a@b.uk>",
    " [Ann] <a@b.uk>",
    " Ann\\ <a@b.uk>",
    " a@[192.0.2.1",
    " a@192.0.2.1]",
    " a@[]",
    " a@[192.0. 2.1]",
    " a@[x\\]y]",
    " a@b.uk (Ann",
    " a@b.uk Ann)",
    " a@b.uk ()",
    " a@b.uk (Ann (Bob))",
    " a@b.uk (Ann) (Bob)",
    " a@b.uk (Ann, Bob)",
    " a@b.uk (c@d.uk)",
    " a@b.uk (Ann\\))",
    " Group: a@b.uk",
    " Group: a@b.uk; c@d.uk",
    " Group: a@b.uk,;",
    " Group: ,;",
    " Group: Sub: a@b.uk;;",
    " Group:;;",
    " :;",
    " Ann B.<a@b.uk>",
    " Gr.oup: a@b.uk;",
    " =?utf-8?q?Ann <a@b.uk>, Bob?= <c@d.uk>",
    " =?utf-8?q?Ann Bob?= <c@d.uk>",
    " =?utf-8?q?Ann <a@b.uk>",
    " =? <a@b.uk>",
    " \"=?utf-8?q?Ann\" <a@b.uk>, \"Bob?=\" <c@d.uk>",
    " \"=?utf-8?q?Ann Bob?=\" <a@b.uk>",
    " \"=?utf-8?q?Ann\\\"Bob?=\" <a@b.uk>",
    " =?utf-8?q?ann?=@b.uk",
    " \"=?utf-8?q?ann?=\"@b.uk",
    " a@b.uk:;",
    " Group: <a@b.uk>;>",
};

START_TEST(a_list_with_one_reading_is_accepted)
{
	static const enum known_field fields[] = {KNOWN_FROM, KNOWN_REPLY_TO, KNOWN_TO, KNOWN_CC, KNOWN_BCC};

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		ck_assert_msg(check_field(fields[i], accepted[_i]) == 0, "%s", accepted[_i]);
}
END_TEST

START_TEST(a_list_may_have_empty_places_and_sender_is_none)
{
	ck_assert_msg(check_field(KNOWN_TO, accepted_in_lists[_i]) == 0, "%s", accepted_in_lists[_i]);
	ck_assert_int_eq(check_field(KNOWN_SENDER, accepted_in_lists[_i]), -EBADMSG);
}
END_TEST

START_TEST(a_list_with_another_reading_is_refused)
{
	for (int known = KNOWN_FROM; known <= KNOWN_BCC; known++) {
		ck_assert_msg(check_field((enum known_field)known, refused[_i]) == -EBADMSG, "%s", refused[_i]);
		ck_assert_int_eq(fault.rule, RULE_ADDRESS_SYNTAX);
		ck_assert_uint_ge(fault.offset, 102);
		ck_assert_uint_le(fault.offset, 102 + strlen(refused[_i]));
	}
}
END_TEST

START_TEST(there_is_one_sender)
{
	ck_assert_int_eq(check_field(KNOWN_SENDER, " Ann <a@b.uk>"), 0);
	ck_assert_int_eq(check_field(KNOWN_SENDER, " a@b.uk, c@d.uk"), -EBADMSG);
	ck_assert_int_eq(check_field(KNOWN_SENDER, " Group: a@b.uk;"), -EBADMSG);
}
END_TEST

START_TEST(the_fault_is_where_reading_stopped)
{
	ck_assert_int_eq(check_field(KNOWN_TO, " a@b.uk; c@d.uk"), -EBADMSG);
	ck_assert_uint_eq(fault.offset, 100 + strlen("X: a@b.uk"));
}
END_TEST

START_TEST(fields_that_are_not_there_are_not_judged)
{
	struct field_block block = {0};

	ck_assert_int_eq(address_fields_check(&block, &fault), 0);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

int main(void)
{
	Suite *suite = suite_create("address_field");
	TCase *tcase = tcase_create("lists");

	tcase_add_loop_test(tcase, a_list_with_one_reading_is_accepted, 0, COUNT(accepted));
	tcase_add_loop_test(tcase, a_list_may_have_empty_places_and_sender_is_none, 0, COUNT(accepted_in_lists));
	tcase_add_loop_test(tcase, a_list_with_another_reading_is_refused, 0, COUNT(refused));
	tcase_add_test(tcase, there_is_one_sender);
	tcase_add_test(tcase, the_fault_is_where_reading_stopped);
	tcase_add_test(tcase, fields_that_are_not_there_are_not_judged);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
