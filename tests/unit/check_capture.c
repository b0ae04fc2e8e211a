/* capture: the exact octets, each limit at its value and one past it, and no octet of the budget lost. */
#include "channel/channel.h"
#include "milter/capture.h"
#include "milter/limits.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PLENTY (1ULL << 30)

static struct budget budget;
static struct capture capture;

static void setup(void)
{
	budget_init(&budget, PLENTY);
	capture_init(&capture, &budget, LIMIT_MESSAGE_SIZE);
}

static void teardown(void)
{
	capture_clear(&capture);
	ck_assert_uint_eq(budget_used(&budget), 0);
}

/* Finishes the capture and compares it with `expected`. */
static void captured_is(const void *expected, size_t size)
{
	uint8_t *bytes = NULL;
	size_t got = 0;

	ck_assert_int_eq(capture_finish(&capture), 0);
	ck_assert_int_eq(channel_read_sealed(capture.fd, PLENTY, &bytes, &got), 0);
	ck_assert_uint_eq(got, size);
	ck_assert(memcmp(bytes, expected, size) == 0);
	ck_assert_uint_eq(capture.size, size);
	ck_assert_uint_eq(budget_used(&budget), size);
	free(bytes);
}

struct field_case {
	const char *name, *value;
	bool has_leading_space;
	const char *line;
};

static const struct field_case field_cases[] = {
    {"Subject", " hello", true, "Subject: hello\r\n"},
    {"Subject", "hello", true, "Subject:hello\r\n"},
    {"Subject", "  two", true, "Subject:  two\r\n"},
    {"Subject", "\ttab", true, "Subject:\ttab\r\n"},
    {"Subject", "", true, "Subject:\r\n"},
    {"Subject", "hello", false, "Subject: hello\r\n"},
    {"Subject", "", false, "Subject: \r\n"},
    {"To", " a@example,\n\tb@example,\n  c@example", true, "To: a@example,\r\n\tb@example,\r\n  c@example\r\n"},
    {"To", "\n a@example", true, "To:\r\n a@example\r\n"},
    {"X", " a\r\n b", true, "X: a\r\r\n b\r\n"},
    {"X", " a\rb", true, "X: a\rb\r\n"},
    {"X", " caf\xc3\xa9 \xff", true, "X: caf\xc3\xa9 \xff\r\n"},
    {"X ", "v", true, "X :v\r\n"},
};

START_TEST(fields_are_rebuilt_octet_by_octet)
{
	const struct field_case *c = &field_cases[_i];

	capture_field(&capture, c->name, c->value, c->has_leading_space);
	ck_assert_uint_eq(capture.header_size, strlen(c->line));
	ck_assert(memcmp(capture.header, c->line, strlen(c->line)) == 0);
}
END_TEST

START_TEST(header_empty_line_and_body_stand_in_order)
{
	static const char whole[] = "From: a@example\r\nTo: b@example\r\n\r\nhello\r\nworld\r\n";

	capture_field(&capture, "From", " a@example", true);
	capture_field(&capture, "To", " b@example", true);
	capture_begin_body(&capture);
	capture_body(&capture, "hello\r\n", 7);
	capture_body(&capture, "world\r\n", 7);
	captured_is(whole, sizeof(whole) - 1);
}
END_TEST

START_TEST(a_message_without_header_or_body_is_one_empty_line)
{
	capture_begin_body(&capture);
	captured_is("\r\n", 2);
}
END_TEST

START_TEST(a_body_that_nobody_wants_is_not_stored)
{
	capture_field(&capture, "From", " a@example", true);
	capture_body(&capture, "hello\r\n", 7);
	ck_assert_int_eq(capture.fd, -1);
	ck_assert_uint_eq(budget_used(&budget), capture.header_size);
	ck_assert_int_lt(capture_finish(&capture), 0);
}
END_TEST

/* A body with everything in it that could be cut in two: boundaries, CRLF, bare CR and LF, NUL. */
static uint8_t *make_body(size_t size)
{
	static const char pattern[] = "text\r\n--boundary\r\n-\r\n\r\n--\r\n---\r\n -- \r\n\r--x\n--y\n\0z\r\n- -";
	uint8_t *body = malloc(size);

	for (size_t i = 0; i < size; i++)
		body[i] = (uint8_t)pattern[(i + i / 4096) % (sizeof(pattern) - 1)];
	return body;
}

START_TEST(chunks_of_any_size_make_the_same_message)
{
	static const size_t chunks[] = {1, 2, 3, 7, 4096, 65535, 200000};
	size_t size = 70000, chunk = chunks[_i];
	uint8_t *body = make_body(size);
	uint8_t *whole = malloc(size + 2);
	struct capture reference;

	memcpy(whole, "\r\n", 2);
	memcpy(whole + 2, body, size);
	capture_init(&reference, &budget, LIMIT_MESSAGE_SIZE);
	capture_begin_body(&reference);
	capture_body(&reference, body, size);
	uint32_t boundary_lines = reference.boundary_lines;
	capture_clear(&reference);
	capture_begin_body(&capture);
	for (size_t at = 0; at < size; at += chunk)
		capture_body(&capture, body + at, size - at < chunk ? size - at : chunk);
	captured_is(whole, size + 2);
	ck_assert_uint_gt(boundary_lines, 1000);
	ck_assert_uint_eq(capture.boundary_lines, boundary_lines);
	free(whole);
	free(body);
}
END_TEST

struct boundary_case {
	const char *body;
	uint32_t lines;
};

static const struct boundary_case boundary_cases[] = {
    {"", 0}, {"-", 0}, {"--", 1}, {"---", 1}, {"--\r\n--\r\n", 2}, {" --\r\n", 0}, {"-\r\n-\r\n", 0}, {"-x-\r\n", 0},
    {"x\n--a\n", 1}, {"\r\n\r\n--a", 1}, {"a--\r\n--b--\r\n--c", 2}, {"\r--a", 0}, /* a CR alone begins no line */
};

START_TEST(boundary_lines_are_counted_wherever_the_chunks_end)
{
	const struct boundary_case *c = &boundary_cases[_i];
	size_t size = strlen(c->body);

	for (size_t cut = 0; cut <= size; cut++) {
		capture_begin_body(&capture);
		capture_body(&capture, c->body, cut);
		capture_body(&capture, "", 0);
		capture_body(&capture, c->body + cut, size - cut);
		ck_assert_uint_eq(capture.boundary_lines, c->lines);
		capture_clear(&capture);
	}
}
END_TEST

/* What sticks, and that what was stored is given back, but for a header that waits for the screener. */
static void fails_with(int error)
{
	capture_body(&capture, "more", 4);
	ck_assert_int_eq(capture_finish(&capture), error);
	ck_assert_int_eq(capture.fd, -1);
	ck_assert_uint_eq(capture.taken, capture.header != NULL ? capture.header_size : 0);
}

START_TEST(header_fields_have_a_limit)
{
	for (int i = 0; i < LIMIT_HEADER_FIELDS; i++)
		capture_field(&capture, "X", "", true);
	ck_assert_int_eq(capture.error, 0);
	if (_i == 1)
		capture_field(&capture, "X", "", true);
	ck_assert_uint_eq(capture.header_size, LIMIT_HEADER_FIELDS * 4);
	capture_begin_body(&capture);
	if (_i == 1)
		fails_with(-E2BIG);
	else
		ck_assert_int_eq(capture_finish(&capture), 0);
}
END_TEST

START_TEST(header_octets_have_a_limit)
{
	size_t value_size = LIMIT_HEADER_BYTES - 4 + (size_t)_i;
	char *value = malloc(value_size + 1);

	memset(value, 'x', value_size);
	value[value_size] = '\0';
	capture_field(&capture, "X", value, true);
	capture_begin_body(&capture);
	if (_i == 1)
		fails_with(-E2BIG);
	else
		ck_assert_int_eq(capture_finish(&capture), 0);
	free(value);
}
END_TEST

START_TEST(boundary_lines_have_a_limit)
{
	capture_begin_body(&capture);
	for (int i = 0; i < LIMIT_BOUNDARY_LINES + _i; i++)
		capture_body(&capture, "--\r\n", 4);
	if (_i == 1)
		fails_with(-EOVERFLOW);
	else
		ck_assert_int_eq(capture_finish(&capture), 0);
}
END_TEST

START_TEST(the_message_has_a_limit)
{
	static char body[4000];

	capture_init(&capture, &budget, 4096);
	capture_field(&capture, "X", "", true);
	capture_begin_body(&capture);
	capture_body(&capture, body, sizeof(body));
	capture_body(&capture, body, 4096 - 4 - 2 - sizeof(body) + (size_t)_i);
	if (_i == 0) {
		ck_assert_uint_eq(capture.size, 4096);
		ck_assert_int_eq(capture_finish(&capture), 0);
	} else {
		fails_with(-E2BIG);
		/* What came after it is still counted. */
		ck_assert_uint_eq(capture.size, 4096 + 1 + 4);
	}
}
END_TEST

START_TEST(a_header_alone_may_be_larger_than_a_message)
{
	capture_init(&capture, &budget, 3);
	capture_field(&capture, "X", "", true);
	ck_assert_int_eq(capture.error, -E2BIG);
}
END_TEST

/* However much or little of it is its own. */
START_TEST(what_is_only_watched_leaves_most_of_the_budget_to_others)
{
	uint64_t share = 1000 / LIMIT_WATCH_SHARE;

	budget_init(&budget, 1000);
	ck_assert(budget_take(&budget, share - 12 + (uint64_t)_i));
	capture_watch(&capture);
	capture_begin_body(&capture);
	capture_body(&capture, "0123456789", 10);
	if (_i == 0)
		ck_assert_int_eq(capture_finish(&capture), 0);
	else
		fails_with(-ENOBUFS);
	ck_assert_uint_eq(budget_used(&budget), _i == 0 ? share : share - 11);
	budget_give(&budget, share - 12 + (uint64_t)_i);
}
END_TEST

START_TEST(the_budget_is_shared_by_all_messages)
{
	struct capture other;

	budget_init(&budget, 100);
	capture_init(&other, &budget, LIMIT_MESSAGE_SIZE);
	capture_begin_body(&other);
	capture_body(&other, "0123456789", 10);
	capture_begin_body(&capture);
	for (int i = 0; i < 8; i++)
		capture_body(&capture, "0123456789", 10);
	capture_body(&capture, "0123456789", (size_t)(6 + _i));
	if (_i == 0) {
		ck_assert_uint_eq(budget_used(&budget), 100);
		ck_assert_int_eq(capture_finish(&capture), 0);
	} else {
		fails_with(-ENOBUFS);
		ck_assert_uint_eq(budget_used(&budget), 12);
	}
	ck_assert_int_eq(capture_finish(&other), 0);
	capture_clear(&other);
}
END_TEST

START_TEST(the_first_error_sticks_and_clearing_forgets_it)
{
	capture_begin_body(&capture);
	capture_fail(&capture, 0);
	ck_assert_int_eq(capture.error, 0);
	capture_fail(&capture, -EIO);
	capture_fail(&capture, -ENOMEM);
	fails_with(-EIO);
	capture_clear(&capture);
	ck_assert_int_eq(capture.error, 0);
	ck_assert_uint_eq(capture.size, 0);
	capture_begin_body(&capture);
	captured_is("\r\n", 2);
}
END_TEST

START_TEST(what_was_sealed_cannot_be_changed)
{
	capture_begin_body(&capture);
	ck_assert_int_eq(capture_finish(&capture), 0);
	ck_assert_int_eq((int)write(capture.fd, "x", 1), -1);
	ck_assert_int_ne(ftruncate(capture.fd, 0), 0);
}
END_TEST

START_TEST(a_budget_takes_all_or_nothing)
{
	budget_init(&budget, 10);
	ck_assert(budget_take(&budget, 10));
	ck_assert(!budget_take(&budget, 1));
	ck_assert(budget_take(&budget, 0));
	budget_give(&budget, 1);
	ck_assert(!budget_take(&budget, 2));
	ck_assert(!budget_take(&budget, UINT64_MAX));
	ck_assert(budget_take(&budget, 1));
	budget_give(&budget, 10);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("capture");
	TCase *octets = tcase_create("octets");
	TCase *limits = tcase_create("limits");

	tcase_add_checked_fixture(octets, setup, teardown);
	tcase_add_loop_test(octets, fields_are_rebuilt_octet_by_octet, 0, 13);
	tcase_add_test(octets, header_empty_line_and_body_stand_in_order);
	tcase_add_test(octets, a_message_without_header_or_body_is_one_empty_line);
	tcase_add_test(octets, a_body_that_nobody_wants_is_not_stored);
	tcase_add_loop_test(octets, chunks_of_any_size_make_the_same_message, 0, 7);
	tcase_add_loop_test(octets, boundary_lines_are_counted_wherever_the_chunks_end, 0, 12);
	tcase_add_test(octets, what_was_sealed_cannot_be_changed);
	suite_add_tcase(suite, octets);
	tcase_add_checked_fixture(limits, setup, teardown);
	tcase_add_loop_test(limits, header_fields_have_a_limit, 0, 2);
	tcase_add_loop_test(limits, header_octets_have_a_limit, 0, 2);
	tcase_add_loop_test(limits, boundary_lines_have_a_limit, 0, 2);
	tcase_add_loop_test(limits, the_message_has_a_limit, 0, 2);
	tcase_add_test(limits, a_header_alone_may_be_larger_than_a_message);
	tcase_add_loop_test(limits, what_is_only_watched_leaves_most_of_the_budget_to_others, 0, 2);
	tcase_add_loop_test(limits, the_budget_is_shared_by_all_messages, 0, 2);
	tcase_add_test(limits, the_first_error_sticks_and_clearing_forgets_it);
	tcase_add_test(limits, a_budget_takes_all_or_nothing);
	suite_add_tcase(suite, limits);
	return run_suite(suite);
}
