/* request: what the auditor's tool asks and what the gate answers, and nothing else is read. */
#include "audit/request.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <string.h>

static const struct request requests[] = {
    {.kind = REQUEST_MATCH, .uid = 1000, .period = "2026Q4"},
    {.kind = REQUEST_MATCH, .uid = UINT32_MAX, .period = "2026-11"},
    {.kind = REQUEST_ROTATE_SIGNING, .uid = 0},
    {.kind = REQUEST_DESTROY, .uid = 7, .period = "2026"},
    {.kind = REQUEST_RETAIN, .uid = 1, .days = 1},
    {.kind = REQUEST_RETAIN, .uid = 1, .days = REQUEST_DAYS_MAX},
    {.kind = REQUEST_RELEASE, .uid = 0, .case_code = "7QXM-2RDF", .why = WHY_CHECKED},
    {.kind = REQUEST_RELEASE, .uid = 1000, .case_code = "7QXM-2RDF", .why = WHY_TEST},
};

START_TEST(a_request_is_read_as_it_was_written)
{
	const struct request *request = &requests[_i];
	struct request found = {.kind = REQUEST_KIND_COUNT};
	char text[REQUEST_SIZE_MAX];

	request_format(request, text);
	ck_assert_int_eq(request_parse(text, strlen(text), &found), 0);
	ck_assert_int_eq(found.kind, request->kind);
	ck_assert_uint_eq(found.uid, request->uid);
	ck_assert_str_eq(found.period, request->period);
	ck_assert_uint_eq(found.days, request->days);
	ck_assert_str_eq(found.case_code, request->case_code);
	ck_assert_int_eq(found.why, request->why);
}
END_TEST

static const char *const bad_requests[] = {
    "",
    "{}",
    "[]",
    "nonsense",
    "{\"v\":2,\"request\":\"match\",\"uid\":1,\"period\":\"2026Q4\"}",
    "{\"v\":0,\"request\":\"match\",\"uid\":1,\"period\":\"2026Q4\"}",
    "{\"v\":1,\"request\":\"match\",\"uid\":1}",
    "{\"v\":1,\"request\":\"match\",\"uid\":1,\"period\":\"2026Q5\"}",
    "{\"v\":1,\"request\":\"match\",\"uid\":1,\"period\":\"../../x\"}",
    "{\"v\":1,\"request\":\"match\",\"uid\":1,\"period\":20264}",
    "{\"v\":1,\"request\":\"match\",\"uid\":-1,\"period\":\"2026Q4\"}",
    "{\"v\":1,\"request\":\"match\",\"uid\":4294967296,\"period\":\"2026Q4\"}",
    "{\"v\":1,\"request\":\"match\",\"uid\":\"1\",\"period\":\"2026Q4\"}",
    "{\"v\":1,\"request\":\"match\",\"uid\":1,\"uid\":1,\"period\":\"2026Q4\"}",
    "{\"v\":1,\"request\":\"match\",\"uid\":1,\"period\":\"2026Q4\",\"address\":\"x\"}",
    "{\"v\":1,\"request\":\"match\",\"uid\":1,\"period\":\"2026Q4\"} {}",
    "{\"v\":1,\"request\":\"forget\",\"uid\":1}",
    "{\"v\":1,\"request\":\"rotate-signing\",\"uid\":1,\"days\":1}",
    "{\"v\":1,\"request\":\"rotate-signing\"}",
    "{\"v\":1,\"request\":\"retain\",\"uid\":1}",
    "{\"v\":1,\"request\":\"retain\",\"uid\":1,\"days\":0}",
    "{\"v\":1,\"request\":\"retain\",\"uid\":1,\"days\":36526}",
    "{\"v\":1,\"request\":\"retain\",\"uid\":1,\"days\":1.5}",
    "{\"v\":1,\"request\":\"release\",\"uid\":1,\"case\":\"7QXM-2RDF\"}",
    "{\"v\":1,\"request\":\"release\",\"uid\":1,\"case\":\"7QXM-2RDF\",\"why\":\"Robin said so\"}",
    "{\"v\":1,\"request\":\"release\",\"uid\":1,\"case\":\"7QXM-2RD\",\"why\":\"checked\"}",
    "{\"v\":1,\"request\":\"release\",\"uid\":1,\"case\":\"7QXM-2RDFF\",\"why\":\"checked\"}",
    "{\"v\":1,\"request\":\"release\",\"uid\":1,\"case\":\"7qxm-2rdf\",\"why\":\"checked\"}",
    "{\"v\":1,\"request\":\"release\",\"uid\":1,\"case\":\"7QXM-2RDF\",\"why\":\"checked\",\"x\":1}",
};

START_TEST(anything_else_is_no_request)
{
	struct request found = {.kind = REQUEST_KIND_COUNT};

	ck_assert_int_eq(request_parse(bad_requests[_i], strlen(bad_requests[_i]), &found), -EBADMSG);
	ck_assert_int_eq(found.kind, REQUEST_KIND_COUNT);
}
END_TEST

START_TEST(a_request_of_the_largest_size_is_read_and_a_larger_one_is_not)
{
	char text[REQUEST_SIZE_MAX + 1], shortest[REQUEST_SIZE_MAX];
	struct request found;

	request_format(&requests[2], shortest);
	memset(text, ' ', sizeof(text));
	memcpy(text, shortest, strlen(shortest));
	ck_assert_int_eq(request_parse(text, REQUEST_SIZE_MAX - 1, &found), 0);
	ck_assert_int_eq(request_parse(text, REQUEST_SIZE_MAX, &found), -EBADMSG);
}
END_TEST

static const struct {
	const char *text;
	bool is_period;
} periods[] = {{"2026", true}, {"2026Q1", true}, {"2026Q4", true}, {"2026-01", true}, {"2026-12", true},
    {"2026-11x", false}, {"2026-1", false}, {"2026Q0", false}, {"2026Q5", false}, {"2026-00", false},
    {"2026-13", false}, {"202", false}, {"", false}, {"20x6", false}, {"2026Q", false}, {"2026Q44", false},
    {"2026/11", false}};

START_TEST(periods_have_one_of_three_forms)
{
	ck_assert_int_eq(request_is_period(periods[_i].text), periods[_i].is_period);
}
END_TEST

static const struct request_answer answers[] = {
    {.error = 0},
    {.error = 0, .segments = 3, .first = 5, .last = INT64_MAX},
    {.error = -EPERM},
    {.error = -ENOENT},
    {.error = -EBUSY},
    {.error = -EROFS},
    {.error = -EIO},
};

START_TEST(an_answer_is_read_as_it_was_written)
{
	const struct request_answer *answer = &answers[_i];
	struct request_answer found = {.error = 1};
	char text[REQUEST_SIZE_MAX];

	request_answer_format(answer, text);
	ck_assert_int_eq(request_answer_parse(text, strlen(text), &found), 0);
	ck_assert_int_eq(found.error, answer->error);
	ck_assert_uint_eq(found.segments, answer->segments);
	ck_assert_uint_eq(found.first, answer->first);
	ck_assert_uint_eq(found.last, answer->last);
}
END_TEST

START_TEST(an_error_without_a_name_is_told_as_eio)
{
	const struct request_answer answer = {.error = -EXDEV};
	struct request_answer found = {.error = 1};
	char text[REQUEST_SIZE_MAX];

	request_answer_format(&answer, text);
	ck_assert_int_eq(request_answer_parse(text, strlen(text), &found), 0);
	ck_assert_int_eq(found.error, -EIO);
}
END_TEST

static const char *const bad_answers[] = {
    "{\"v\":1,\"done\":true}",
    "{\"v\":1,\"done\":1,\"segments\":0,\"first\":0,\"last\":0}",
    "{\"v\":1,\"done\":true,\"segments\":-1,\"first\":0,\"last\":0}",
    "{\"v\":1,\"done\":true,\"segments\":0,\"first\":0,\"last\":0,\"error\":\"EIO\"}",
    "{\"v\":1,\"done\":false}",
    "{\"v\":1,\"done\":false,\"error\":\"EWHAT\"}",
    "{\"v\":1,\"done\":false,\"error\":5}",
    "{\"done\":false,\"error\":\"EIO\"}",
};

START_TEST(anything_else_is_no_answer)
{
	struct request_answer found = {.error = 1};

	ck_assert_int_eq(request_answer_parse(bad_answers[_i], strlen(bad_answers[_i]), &found), -EBADMSG);
	ck_assert_int_eq(found.error, 1);
}
END_TEST

#define COUNT(array) (int)(sizeof(array) / sizeof((array)[0]))

int main(void)
{
	Suite *suite = suite_create("request");
	TCase *test = tcase_create("request");

	tcase_add_loop_test(test, a_request_is_read_as_it_was_written, 0, COUNT(requests));
	tcase_add_loop_test(test, anything_else_is_no_request, 0, COUNT(bad_requests));
	tcase_add_test(test, a_request_of_the_largest_size_is_read_and_a_larger_one_is_not);
	tcase_add_loop_test(test, periods_have_one_of_three_forms, 0, COUNT(periods));
	tcase_add_loop_test(test, an_answer_is_read_as_it_was_written, 0, COUNT(answers));
	tcase_add_test(test, an_error_without_a_name_is_told_as_eio);
	tcase_add_loop_test(test, anything_else_is_no_answer, 0, COUNT(bad_answers));
	suite_add_tcase(suite, test);
	return run_suite(suite);
}
