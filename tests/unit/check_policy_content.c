/* policy_content: a body is replaced only where something was stripped, and nothing hides in the fields beside it. */
#include "rules/policy_content.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <string.h>

static struct verdict verdict;

static void setup(void)
{
	verdict_init(&verdict);
	verdict.disposition = DISPOSITION_ACCEPT;
	verdict.mode = ROUTE_ENFORCE;
}

static void teardown(void)
{
	verdict_clear(&verdict);
}

static void strip(void)
{
	ck_assert_int_eq(verdict_add_finding(&verdict, REASON_CONTENT_UNSAFE, ACTION_STRIP, FINDING_NO_SUBJECT), 0);
}

static void edit(enum edit_kind kind, const char *name, uint32_t occurrence, const char *value)
{
	ck_assert_int_eq(verdict_add_edit(&verdict, kind, name, occurrence, value), 0);
}

static void replace(void)
{
	edit(EDIT_REPLACE_BODY, NULL, 0, "");
}

START_TEST(a_body_is_replaced_where_something_was_stripped_and_only_there)
{
	ck_assert(policy_content_follows(&verdict));
	strip();
	ck_assert(!policy_content_follows(&verdict));
	replace();
	ck_assert(policy_content_follows(&verdict));
	verdict.findings[0].action = ACTION_FLAG;
	ck_assert(!policy_content_follows(&verdict));
}
END_TEST

START_TEST(a_body_is_not_replaced_twice_nor_with_a_value)
{
	strip();
	edit(EDIT_REPLACE_BODY, NULL, 0, "x");
	ck_assert(!policy_content_follows(&verdict));
	verdict.edits[0].value[0] = '\0';
	ck_assert(policy_content_follows(&verdict));
	replace();
	ck_assert(!policy_content_follows(&verdict));
}
END_TEST

static const struct {
	enum disposition disposition;
	enum route_mode mode;
	bool is_replaced;
} moods[] = {
    {DISPOSITION_ACCEPT, ROUTE_ENFORCE, true},
    {DISPOSITION_ACCEPT, ROUTE_OBSERVE, false},
    {DISPOSITION_REFUSE, ROUTE_ENFORCE, false},
    {DISPOSITION_HOLD, ROUTE_ENFORCE, false},
    {DISPOSITION_DEFER, ROUTE_ENFORCE, false},
    {DISPOSITION_ACCEPT, ROUTE_OFF, false},
};

START_TEST(only_what_is_relayed_by_a_route_that_enforces_gets_a_new_body)
{
	strip();
	verdict.disposition = moods[_i].disposition;
	verdict.mode = moods[_i].mode;
	ck_assert(policy_content_follows(&verdict) == !moods[_i].is_replaced);
	replace();
	ck_assert(policy_content_follows(&verdict) == moods[_i].is_replaced);
}
END_TEST

/* An edit beside a new body. */
static const struct {
	enum edit_kind kind;
	const char *name;
	uint32_t occurrence;
	const char *value;
	bool is_believed;
} edits[] = {
    {EDIT_CHANGE_HEADER, "Content-Type", 1, " text/plain", true},
    {EDIT_CHANGE_HEADER, "Content-Type", 2, " text/plain", false},
    {EDIT_CHANGE_HEADER, "Content-Type", 0, " text/plain", false},
    {EDIT_ADD_HEADER, "Content-Type", 0, " text/html; charset=utf-8", true},
    {EDIT_ADD_HEADER, "Content-Disposition", 0, " inline", true},
    {EDIT_ADD_HEADER, "Content-Transfer-Encoding", 0, " base64", true},
    {EDIT_ADD_HEADER, "MIME-Version", 0, " 1.0", true},
};

START_TEST(a_field_of_the_new_body_changes_once_and_only_with_it)
{
	edit(edits[_i].kind, edits[_i].name, edits[_i].occurrence, edits[_i].value);
	ck_assert(policy_content_is_field(&verdict.edits[0]));
	ck_assert(!policy_content_follows(&verdict));
	strip();
	replace();
	ck_assert(policy_content_follows(&verdict) == edits[_i].is_believed);
	edit(edits[_i].kind, edits[_i].name, edits[_i].occurrence, edits[_i].value);
	ck_assert(!policy_content_follows(&verdict));
}
END_TEST

static const struct {
	const char *name, *value;
	bool fits;
} values[] = {
    {"Content-Type", " application/pdf", true},
    {"Content-Type", " application/pdf;\n\tname=\"a b.pdf\"", true},
    {"Content-Type", " application/pdf;\n\tname*0*=utf-8''a%20b;\n\tname*1*=.pdf", true},
    {"Content-Type", " text/plain; charset=utf-8;\n\tformat=\"flowed\"", true},
    {"Content-Type", " text/plain; charset=utf-8;\n\tx=\"a\\\"b\\\\\"", true},
    {"Content-Type", "text/plain", false},
    {"Content-Type", " text", false},
    {"Content-Type", " text/", false},
    {"Content-Type", " /plain", false},
    {"Content-Type", " Text/plain", false},
    {"Content-Type", " text/plain ", false},
    {"Content-Type", " text/plain;", false},
    {"Content-Type", " text/plain; charset", false},
    {"Content-Type", " text/plain; charset=", false},
    {"Content-Type", " text/plain;\n\tcharset=\"x", false},
    {"Content-Type", " text/plain;\n\tcharset=\"x\\", false},
    {"Content-Type", " text/plain;\n charset=x", false},
    {"Content-Type", " text/plain;\ncharset=x", false},
    {"Content-Type", " text/plain\nX-Mine: y", false},
    {"Content-Type", " text/plain;\n\tname=\"x\n\ty\"", false},
    {"Content-Type", " text/plain;\r\n\tname=x", false},
    {"Content-Type", " text/plain;\n\tname=\"\xc3\xa9\"", false},
    {"Content-Type", " text/plain (comment)", false},
    {"Content-Type", " multipart/mixed;\n\tboundary=\"x\"", false},
    {"Content-Type", " message/rfc822", false},
    {"Content-Type", "", false},
    {"Content-Transfer-Encoding", " base64", true},
    {"Content-Transfer-Encoding", " quoted-printable", true},
    {"Content-Transfer-Encoding", " 8bit", false},
    {"Content-Transfer-Encoding", " base64 ", false},
    {"Content-Transfer-Encoding", " base64\nX: y", false},
    {"Content-Disposition", " attachment;\n\tfilename=\"a.pdf\"", true},
    {"Content-Disposition", " inline", true},
    {"Content-Disposition", " attached", false},
    {"Content-Disposition", " attachment; filename=a.pdf; x", false},
    {"MIME-Version", " 1.0", true},
    {"MIME-Version", " 1.1", false},
    {"Subject", " x", false},
    {"content-type", " text/plain", false},
};

START_TEST(a_value_has_the_shape_that_we_give_it)
{
	ck_assert_msg(policy_content_fits(values[_i].name, values[_i].value) == values[_i].fits, "%s:%s",
	    values[_i].name, values[_i].value);
}
END_TEST

START_TEST(a_line_is_bounded)
{
	char value[1200] = " text/plain;\n\tname=\"";
	size_t start = strlen(value);

	memset(value + start, 'x', 600);
	strcpy(value + start + 300, "\"");
	ck_assert(policy_content_fits("Content-Type", value));
	memset(value + start, 'x', 600);
	strcpy(value + start + 600, "\"");
	ck_assert(!policy_content_fits("Content-Type", value));
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

int main(void)
{
	Suite *suite = suite_create("policy_content");
	TCase *tcase = tcase_create("edits");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, a_body_is_replaced_where_something_was_stripped_and_only_there);
	tcase_add_test(tcase, a_body_is_not_replaced_twice_nor_with_a_value);
	tcase_add_loop_test(tcase, only_what_is_relayed_by_a_route_that_enforces_gets_a_new_body, 0, COUNT(moods));
	tcase_add_loop_test(tcase, a_field_of_the_new_body_changes_once_and_only_with_it, 0, COUNT(edits));
	tcase_add_loop_test(tcase, a_value_has_the_shape_that_we_give_it, 0, COUNT(values));
	tcase_add_test(tcase, a_line_is_bounded);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
