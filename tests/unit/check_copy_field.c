/* copy_field: what the sender wrote stays, the copies come behind it, and the field is whole. */
#include "message/copy_field.h"
#include "message/mailbox_list.h"
#include "rules/policy_edits.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MASH "mashagency@lewisham.gov.uk"
#define TEAM "prevent@lewisham.gov.uk"

static const struct copy_address mash[] = {{"Lewisham MASH", MASH}};
static const struct copy_address both[] = {{"Lewisham MASH", MASH}, {"Lewisham Prevent team", TEAM}};
static const struct copy_address bare[] = {{NULL, MASH}};
static const struct copy_address twice[] = {{"One", MASH}, {"Two", MASH}};
static const struct copy_address quoted[] = {{"M.A.S.H., \"Lewisham\"", MASH}};

struct copy_case {
	const char *name, *existing; /* NULL: no field yet */
	const struct copy_address *copies;
	size_t count;
	const char *value; /* NULL: nothing to change */
};

#define ADDED "Lewisham MASH <" MASH ">"

static const struct copy_case cases[] = {
    {"a new field", NULL, mash, 1, " " ADDED},
    {"a new field with two", NULL, both, 2, " " ADDED ",\n Lewisham Prevent team <" TEAM ">"},
    {"a bare address", NULL, bare, 1, " " MASH},
    {"a name that needs quotes", NULL, quoted, 1, " \"M.A.S.H., \\\"Lewisham\\\"\" <" MASH ">"},
    {"the same address twice", NULL, twice, 2, " One <" MASH ">"},
    {"no copies", NULL, mash, 0, NULL},
    {"behind another", " a@b.example", mash, 1, " a@b.example, " ADDED},
    {"no blank behind the colon", "a@b.example", mash, 1, "a@b.example, " ADDED},
    {"a line that is full", " someone.with.a.long.name@school.example.org", mash, 1,
	" someone.with.a.long.name@school.example.org,\n " ADDED},
    {"folded already", " a@b.example,\r\n\tc@d.example", mash, 1, " a@b.example,\n\tc@d.example, " ADDED},
    {"named already", " " MASH, mash, 1, NULL},
    {"named in another way", " MASH <\"MashAgency\"@Lewisham.GOV.uk>", mash, 1, NULL},
    {"one of two named", " " MASH, both, 2, " " MASH ",\n Lewisham Prevent team <" TEAM ">"},
    {"named in a display name only", " \"" MASH "\" <a@b.example>", mash, 1, " \"" MASH "\" <a@b.example>,\n " ADDED},
    {"empty", "", mash, 1, " " ADDED},
    {"a blank", " ", mash, 1, "  " ADDED},
    {"a comment only", " (nobody)", mash, 1, " (nobody) " ADDED},
    {"a comma at the end", " a@b.example,", mash, 1, " a@b.example, " ADDED},
    {"a comma and blanks at the end", " a@b.example, ", mash, 1, " a@b.example,  " ADDED},
    {"a comma and a comment at the end", " a@b.example, (x)", mash, 1, " a@b.example, (x) " ADDED},
    {"a comment at the end", " a@b.example (x)", mash, 1, " a@b.example (x), " ADDED},
    {"a group at the end", " Team: a@b.example;", mash, 1, " Team: a@b.example;, " ADDED},
    {"an empty group", " undisclosed-recipients:;", mash, 1, " undisclosed-recipients:;, " ADDED},
    {"an open group", " Team: a@b.example", mash, 1, " Team: a@b.example;, " ADDED},
    {"an open quote", " \"a b", mash, 1, " \"a b\", " ADDED},
    {"an open comment", " a@b.example (x (y", mash, 1, " a@b.example (x (y)), " ADDED},
    {"an open bracket", " A <a@b.example", mash, 1, " A <a@b.example>, " ADDED},
    {"an open bracket before the last", " A <a@b.example, c@d.example", mash, 1,
	" A <a@b.example, c@d.example, " ADDED},
    {"an open source route", " <@a.example,@b.example:c@d.example", mash, 1,
	" <@a.example,@b.example:c@d.example>,\n " ADDED},
    {"an open literal", " a@[192.0.2.1", mash, 1, " a@[192.0.2.1], " ADDED},
    {"a backslash at the end of a quote", " \"a\\", mash, 1, " \"a\\ \", " ADDED},
    {"a comma in quotes at the end", " \"a,\" <a@b.example>", mash, 1, " \"a,\" <a@b.example>, " ADDED},
    {"a source route", " <@c.example,@d.example:a@b.example>", mash, 1,
	" <@c.example,@d.example:a@b.example>,\n " ADDED},
    {"a fold of blanks at the end", " a@b.example,\r\n ", mash, 1, " a@b.example,\n  " ADDED},
    {"8-bit text", " Zo\xc3\xab <a@b.example>", mash, 1, " Zo\xc3\xab <a@b.example>, " ADDED},
    {"8-bit text of Latin-1", " Zo\xeb <a@b.example>", mash, 1, " Zo\xeb <a@b.example>, " ADDED},
    {"an 8-bit address", " zo\xc3\xab@b.example", mash, 1, " zo\xc3\xab@b.example, " ADDED},
};

START_TEST(copies_are_written_behind_what_stands)
{
	const struct copy_case *c = &cases[_i];
	struct text text = {0};
	bool is_changed = false;
	size_t length = c->existing != NULL ? strlen(c->existing) : 0;

	ck_assert_int_eq(copy_field_write(c->existing, length, c->copies, c->count, &text, &is_changed), 0);
	ck_assert_msg(is_changed == (c->value != NULL), "%s", c->name);
	ck_assert_msg(
	    strcmp(text_string(&text), c->value != NULL ? c->value : "") == 0, "%s: [%s]", c->name, text_string(&text));
	text_clear(&text);
}
END_TEST

/* Whatever stood there, the gate takes it, and everybody reads the copy in it. */
START_TEST(the_copy_can_be_read_in_the_result)
{
	const struct copy_case *c = &cases[_i];
	struct mailbox_list before, after;
	struct text text = {0};
	bool is_changed = false;
	size_t length = c->existing != NULL ? strlen(c->existing) : 0;

	mailbox_list_init(&before, 100);
	mailbox_list_init(&after, 100);
	ck_assert_int_eq(copy_field_write(c->existing, length, c->copies, c->count, &text, &is_changed), 0);
	ck_assert_int_eq(mailbox_list_read(&before, c->existing != NULL ? c->existing : "", length), 0);
	ck_assert_int_eq(mailbox_list_read(&after, text_string(&text), text.length), 0);
	if (is_changed) {
		ck_assert_msg(policy_edits_value_is_folded(text_string(&text)), "%s", c->name);
		ck_assert_msg(mailbox_list_has(&after, MASH), "%s", c->name);
		for (size_t i = 0; i < before.count; i++)
			ck_assert_msg(mailbox_list_has(&after, before.items[i]), "%s: %s", c->name, before.items[i]);
	}
	mailbox_list_clear(&before);
	mailbox_list_clear(&after);
	text_clear(&text);
}
END_TEST

START_TEST(our_lines_are_short)
{
	struct copy_address many[16];
	char addresses[16][64];
	struct text text = {0};
	bool is_changed = false;

	for (size_t i = 0; i < 16; i++) {
		snprintf(addresses[i], sizeof(addresses[i]), "copy-number-%zu@lewisham.gov.uk", i);
		many[i] = (struct copy_address){"A copy", addresses[i]};
	}
	ck_assert_int_eq(copy_field_write(NULL, 0, many, 16, &text, &is_changed), 0);
	size_t line = strlen("Cc:");
	for (size_t i = 0; i < text.length; i++) {
		line = text.bytes[i] == '\n' ? 0 : line + 1;
		ck_assert_uint_le(line, 78);
	}
	text_clear(&text);
}
END_TEST

static int check_line(size_t length)
{
	char line[1200];

	memset(line, 'a', length);
	return copy_field_check(line, length);
}

/* Room for "Cc:" before it, and for a comma behind it. */
START_TEST(a_line_may_be_as_long_as_smtp_allows)
{
	ck_assert_int_eq(check_line(POLICY_LINE_MAX - strlen("Cc:") - 1), 0);
	ck_assert_int_eq(check_line(POLICY_LINE_MAX - strlen("Cc:")), -EBADMSG);
}
END_TEST

#define CHECK_TEXT(text) copy_field_check(text, sizeof(text) - 1)

START_TEST(controls_and_empty_lines_are_not_written_again)
{
	ck_assert_int_eq(CHECK_TEXT(" a@b.example,\r\n\tc@d.example"), 0);
	ck_assert_int_eq(CHECK_TEXT(" a@b.example,\r c@d.example"), -EBADMSG);
	ck_assert_int_eq(CHECK_TEXT(" a@b.example\0"), -EBADMSG);
	ck_assert_int_eq(CHECK_TEXT(" a@b.example,\r\n \r\n c@d.example"), -EBADMSG);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

int main(void)
{
	Suite *suite = suite_create("copy_field");
	TCase *tcase = tcase_create("fields");

	tcase_add_loop_test(tcase, copies_are_written_behind_what_stands, 0, COUNT(cases));
	tcase_add_loop_test(tcase, the_copy_can_be_read_in_the_result, 0, COUNT(cases));
	tcase_add_test(tcase, our_lines_are_short);
	tcase_add_test(tcase, a_line_may_be_as_long_as_smtp_allows);
	tcase_add_test(tcase, controls_and_empty_lines_are_not_written_again);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
