/* question: the packets between gate and inspector come back as they were, and anything else is refused. */
#include "rules/question.h"

#include "rules/address.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static struct writer writer;
static struct reader reader;

static void setup(void)
{
	writer_init(&writer);
}

static void teardown(void)
{
	writer_clear(&writer);
}

static void rewind_to(size_t length)
{
	ck_assert_int_eq(writer.error, 0);
	reader_init(&reader, writer.bytes, length);
}

static void fill(struct envelope *envelope)
{
	envelope_init(envelope);
	ck_assert_int_eq(envelope_set_sender(envelope, "<jo@school.example>"), 0);
	ck_assert_int_eq(envelope_add_recipient(envelope, "<preventreferrals@met.pnn.police.uk>"), 0);
}

START_TEST(ready_comes_back)
{
	struct ready ready = {.version = PROTOCOL_VERSION, .is_confined = true};
	struct ready decoded = {0};

	ready_encode(&ready, &writer);
	rewind_to(writer.length);
	ck_assert_int_eq(ready_decode(&reader, &decoded), 0);
	ck_assert_uint_eq(decoded.version, PROTOCOL_VERSION);
	ck_assert(decoded.is_confined);
	rewind_to(writer.length - 1);
	ck_assert_int_eq(ready_decode(&reader, &decoded), -EBADMSG);
}
END_TEST

START_TEST(a_screen_request_comes_back)
{
	struct envelope envelope;
	struct screen_request request;

	fill(&envelope);
	screen_request_encode(&envelope, "To: x\r\n\0", 8, &writer);
	rewind_to(writer.length);
	ck_assert_int_eq(screen_request_decode(&reader, &request), 0);
	ck_assert_str_eq(request.envelope.sender, "jo@school.example");
	ck_assert_uint_eq(request.header_size, 8);
	ck_assert_mem_eq(request.header, "To: x\r\n\0", 8);
	screen_request_clear(&request);
	for (size_t cut = 0; cut < writer.length; cut++) {
		rewind_to(cut);
		ck_assert_int_eq(screen_request_decode(&reader, &request), -EBADMSG);
	}
	envelope_clear(&envelope);
}
END_TEST

START_TEST(a_screen_request_may_have_no_header)
{
	struct envelope envelope;
	struct screen_request request;

	fill(&envelope);
	screen_request_encode(&envelope, NULL, 0, &writer);
	rewind_to(writer.length);
	ck_assert_int_eq(screen_request_decode(&reader, &request), 0);
	ck_assert_uint_eq(request.header_size, 0);
	screen_request_clear(&request);
	envelope_clear(&envelope);
}
END_TEST

START_TEST(a_screen_answer_comes_back)
{
	char address[] = "preventreferrals@met.pnn.police.uk";
	struct screen_answer answer = {.interest = SCREEN_WATCH, .matches = {address, address}, .match_count = 2};
	struct screen_answer decoded;

	screen_answer_encode(&answer, &writer);
	rewind_to(writer.length);
	ck_assert_int_eq(screen_answer_decode(&reader, &decoded), 0);
	ck_assert_int_eq(decoded.interest, SCREEN_WATCH);
	ck_assert_uint_eq(decoded.match_count, 2);
	ck_assert_str_eq(decoded.matches[1], address);
	screen_answer_clear(&decoded);
	for (size_t cut = 0; cut < writer.length; cut++) {
		rewind_to(cut);
		ck_assert_int_eq(screen_answer_decode(&reader, &decoded), -EBADMSG);
	}
}
END_TEST

static int decode_matches(uint32_t count, size_t length)
{
	struct screen_answer decoded;
	char *address = malloc(length + 1);

	memset(address, 'a', length);
	address[length] = '\0';
	writer_clear(&writer);
	writer_u8(&writer, SCREEN_INSPECT);
	writer_u32(&writer, count);
	for (uint32_t i = 0; i < count; i++)
		writer_string(&writer, length == 0 ? NULL : address);
	rewind_to(writer.length);
	int r = screen_answer_decode(&reader, &decoded);
	if (r == 0)
		screen_answer_clear(&decoded);
	free(address);
	return r;
}

START_TEST(a_screen_answer_is_held_to_its_limits)
{
	ck_assert_int_eq(decode_matches(SCREEN_MATCHES_MAX, 1), 0);
	ck_assert_int_eq(decode_matches(SCREEN_MATCHES_MAX + 1, 1), -EBADMSG);
	ck_assert_int_eq(decode_matches(1, ADDRESS_MAX), 0);
	ck_assert_int_eq(decode_matches(1, ADDRESS_MAX + 1), -EBADMSG);
	ck_assert_int_eq(decode_matches(1, 0), -EBADMSG);
}
END_TEST

START_TEST(an_inspect_request_comes_back)
{
	struct envelope envelope;
	struct inspect_request request;

	fill(&envelope);
	inspect_request_encode(&envelope, PURPOSE_WATCH, &writer);
	rewind_to(writer.length);
	ck_assert_int_eq(inspect_request_decode(&reader, &request), 0);
	ck_assert_str_eq(request.envelope.recipients[0], "preventreferrals@met.pnn.police.uk");
	ck_assert_int_eq(request.purpose, PURPOSE_WATCH);
	inspect_request_clear(&request);
	writer.bytes[writer.length - 1] = PURPOSE_COUNT;
	rewind_to(writer.length);
	ck_assert_int_eq(inspect_request_decode(&reader, &request), -EBADMSG);
	writer.bytes[writer.length - 1] = PURPOSE_JUDGE;
	writer_u8(&writer, 0);
	rewind_to(writer.length);
	ck_assert_int_eq(inspect_request_decode(&reader, &request), -EBADMSG);
	envelope_clear(&envelope);
}
END_TEST

START_TEST(an_inspect_answer_is_a_verdict_or_an_error)
{
	struct inspect_answer answer = {.error = 0};
	struct inspect_answer decoded;

	verdict_init(&answer.verdict);
	answer.verdict.route = strdup("lewisham");
	inspect_answer_encode(&answer, &writer);
	rewind_to(writer.length);
	ck_assert_int_eq(inspect_answer_decode(&reader, &decoded), 0);
	ck_assert_str_eq(decoded.verdict.route, "lewisham");
	inspect_answer_clear(&decoded);
	rewind_to(writer.length - 1);
	ck_assert_int_eq(inspect_answer_decode(&reader, &decoded), -EBADMSG);
	inspect_answer_clear(&answer);

	writer_clear(&writer);
	answer.error = ENOMEM;
	inspect_answer_encode(&answer, &writer);
	rewind_to(writer.length);
	ck_assert_int_eq(inspect_answer_decode(&reader, &decoded), 0);
	ck_assert_int_eq(decoded.error, ENOMEM);
	inspect_answer_clear(&decoded);
	writer_u8(&writer, 0);
	rewind_to(writer.length);
	ck_assert_int_eq(inspect_answer_decode(&reader, &decoded), -EBADMSG);
}
END_TEST

/* Whether the verdict replaces the body, where the new one begins, and whether such an answer is one. */
static const struct {
	bool is_replaced;
	uint64_t body_offset;
	int result;
} bodies[] = {{false, 0, 0}, {true, 0, -EBADMSG}, {false, 1, -EBADMSG}, {true, 1, 0}, {true, UINT64_MAX, 0}};

START_TEST(a_new_body_begins_somewhere_exactly_where_there_is_one)
{
	struct inspect_answer answer = {.body_offset = bodies[_i].body_offset, .message_fd = 77};
	struct inspect_answer decoded;

	verdict_init(&answer.verdict);
	if (bodies[_i].is_replaced)
		ck_assert_int_eq(verdict_add_edit(&answer.verdict, EDIT_REPLACE_BODY, NULL, 0, ""), 0);
	inspect_answer_encode(&answer, &writer);
	rewind_to(writer.length);
	ck_assert_int_eq(inspect_answer_decode(&reader, &decoded), bodies[_i].result);
	if (bodies[_i].result == 0) {
		ck_assert_uint_eq(decoded.body_offset, bodies[_i].body_offset);
		ck_assert_int_eq(decoded.message_fd, -1);
		inspect_answer_clear(&decoded);
	}
	inspect_answer_clear(&answer);
}
END_TEST

START_TEST(an_error_is_a_positive_errno)
{
	static const uint8_t last[] = {0xff, 0x0f, 0, 0}, past[] = {0, 0x10, 0, 0},
			     negative[] = {0xff, 0xff, 0xff, 0xff};
	struct inspect_answer decoded;

	reader_init(&reader, last, 4);
	ck_assert_int_eq(inspect_answer_decode(&reader, &decoded), 0);
	ck_assert_int_eq(decoded.error, 4095);
	reader_init(&reader, past, 4);
	ck_assert_int_eq(inspect_answer_decode(&reader, &decoded), -EBADMSG);
	reader_init(&reader, negative, 4);
	ck_assert_int_eq(inspect_answer_decode(&reader, &decoded), -EBADMSG);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("question");
	TCase *tcase = tcase_create("question");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, ready_comes_back);
	tcase_add_test(tcase, a_screen_request_comes_back);
	tcase_add_test(tcase, a_screen_request_may_have_no_header);
	tcase_add_test(tcase, a_screen_answer_comes_back);
	tcase_add_test(tcase, a_screen_answer_is_held_to_its_limits);
	tcase_add_test(tcase, an_inspect_request_comes_back);
	tcase_add_test(tcase, an_inspect_answer_is_a_verdict_or_an_error);
	tcase_add_loop_test(tcase, a_new_body_begins_somewhere_exactly_where_there_is_one, 0, 5);
	tcase_add_test(tcase, an_error_is_a_positive_errno);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
