/* record_view: what the gate's own record says comes out of its line; what is no record of ours is refused, and why. */
#include "audit/store/record_view.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#define HEAD "{\"v\":1,\"index\":7,\"kind\":\"%s\",\"time\":\"2026-11-04T10:15:00.000001Z\""

static struct record_view view;
static char problem[RECORD_VIEW_PROBLEM_SIZE];

static int parse(const char *kind, const char *rest)
{
	char line[4096];

	snprintf(line, sizeof(line), HEAD "%s}", kind, rest);
	return record_view_parse(line, strlen(line), &view, problem);
}

START_TEST(a_verdict_comes_out_whole)
{
	ck_assert_int_eq(
	    parse("verdict",
		",\"gateway\":\"mx1\",\"route\":\"lewisham\",\"verdict\":\"refuse\",\"reason\":\"copy-missing\","
		"\"findings\":[{\"reason\":\"copy-missing\",\"action\":\"refuse\",\"subject\":null,\"excepted\":true,"
		"\"trouble\":null}],\"forms\":[{\"state\":\"completed\",\"part\":2,\"digest\":\"ab\"},{\"state\":"
		"\"blank\","
		"\"digest\":null}],\"parts\":[{\"type\":\"text/plain\",\"size\":5}],\"edits\":[\"replace-body\"],"
		"\"case\":\"7QXM-2RDF\",\"period\":\"2026Q4\",\"sender\":\"aa\",\"message_id\":null,\"references\":["
		"\"bb\",null],"
		"\"previous\":{\"period\":\"2026Q3\",\"sender\":\"cc\",\"references\":[],\"forms\":[\"dd\"]},"
		"\"timings\":{\"screen_us\":1,\"wait_us\":2,\"inspect_us\":3},\"size\":99"),
	    0);
	ck_assert_uint_eq(view.index, 7);
	ck_assert_str_eq(view.verdict, "refuse");
	ck_assert_uint_eq(view.finding_count, 1);
	ck_assert(view.findings[0].is_excepted && view.findings[0].subject == NULL);
	ck_assert_uint_eq(view.form_count, 2);
	ck_assert_uint_eq(view.forms[0].part, 2);
	ck_assert_uint_eq(view.now.forms.count, 1); /* with a digest */
	ck_assert_uint_eq(view.now.references.count, 1);
	ck_assert_str_eq(view.previous.period, "2026Q3");
	ck_assert_str_eq(view.previous.forms.items[0], "dd");
	ck_assert_str_eq(view.case_code, "7QXM-2RDF");
	ck_assert_uint_eq(view.inspect_us, 3);
	ck_assert_int_eq(view.time_us % 1000000, 1);
	record_view_clear(&view);
}
END_TEST

START_TEST(fields_of_an_event_are_asked_for_by_name)
{
	ck_assert_int_eq(parse("period", ",\"previous\":\"2026Q3\",\"clean\":false,\"from\":5,\"x\":-1"), 0);
	ck_assert_str_eq(record_view_text(&view, "previous"), "2026Q3");
	ck_assert(!record_view_flag(&view, "clean", true) && record_view_flag(&view, "other", true));
	ck_assert_uint_eq(record_view_number(&view, "from", 9), 5);
	ck_assert_uint_eq(record_view_number(&view, "x", 9), 9);
	ck_assert_ptr_null(record_view_text(&view, "from"));
	ck_assert_ptr_null(view.previous.period);
	record_view_clear(&view);
}
END_TEST

static const struct {
	const char *line, *said;
} refused[] = {
    {"", "no JSON"},
    {"{", "no JSON"},
    {"[]", "no object"},
    {"{\"v\":1,\"v\":1}", "no JSON"},
    {"{}", "\"v\""},
    {"{\"v\":2,\"kind\":\"stop\",\"time\":\"2026-11-04T10:15:00.000001Z\"}", "\"v\""},
    {"{\"v\":1,\"time\":\"2026-11-04T10:15:00.000001Z\"}", "\"kind\""},
    {"{\"v\":1,\"kind\":\"stop\"}", "\"time\""},
    {"{\"v\":1,\"kind\":\"stop\",\"time\":\"noon\"}", "\"time\""},
    {"{\"v\":1,\"index\":-1,\"kind\":\"stop\",\"time\":\"2026-11-04T10:15:00.000001Z\"}", "\"index\""},
};

START_TEST(what_is_no_record_is_refused_and_why)
{
	ck_assert_int_eq(record_view_parse(refused[_i].line, strlen(refused[_i].line), &view, problem), -EBADMSG);
	ck_assert_msg(strstr(problem, refused[_i].said) != NULL, "%s: %s", refused[_i].line, problem);
}
END_TEST

static const char *const mistyped[] = {"\"route\":5", "\"findings\":{}", "\"findings\":[5]",
    "\"findings\":[{\"excepted\":\"no\"}]", "\"forms\":[{\"part\":-1}]", "\"references\":[5]", "\"references\":\"x\"",
    "\"size\":\"large\"", "\"size\":1.5", "\"previous\":{\"sender\":1}"};

START_TEST(a_field_of_another_type_is_refused_by_its_name)
{
	char rest[128];

	snprintf(rest, sizeof(rest), ",%s", mistyped[_i]);
	ck_assert_int_eq(parse("verdict", rest), -EBADMSG);
	ck_assert_msg(strstr(problem, "is not") != NULL, "%s: %s", mistyped[_i], problem);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("record_view");
	TCase *tests = tcase_create("record_view");

	tcase_add_test(tests, a_verdict_comes_out_whole);
	tcase_add_test(tests, fields_of_an_event_are_asked_for_by_name);
	tcase_add_loop_test(tests, what_is_no_record_is_refused_and_why, 0, sizeof(refused) / sizeof(refused[0]));
	tcase_add_loop_test(
	    tests, a_field_of_another_type_is_refused_by_its_name, 0, sizeof(mistyped) / sizeof(mistyped[0]));
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
