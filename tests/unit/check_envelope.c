/* envelope: what the MTA said is kept as it said it, within limits, and crosses to the inspector unchanged. */
#include "rules/envelope.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static char *letters(size_t count)
{
	char *text = malloc(count + 1);

	memset(text, 'a', count);
	text[count] = '\0';
	return text;
}

static const struct {
	const char *text;
	const char *kept;
} paths[] = {
    {"jo@school.example", "jo@school.example"},
    {"<jo@school.example>", "jo@school.example"},
    {"<>", ""},
    {"", ""},
    {"<", "<"},
    {"<jo@school.example", "<jo@school.example"},
};

START_TEST(angle_brackets_are_dropped_and_nothing_else)
{
	struct envelope envelope;

	envelope_init(&envelope);
	ck_assert_int_eq(envelope_set_sender(&envelope, "first@school.example"), 0);
	ck_assert_int_eq(envelope_set_sender(&envelope, paths[_i].text), 0);
	ck_assert_str_eq(envelope.sender, paths[_i].kept);
	ck_assert_int_eq(envelope_add_recipient(&envelope, paths[_i].text), 0);
	ck_assert_str_eq(envelope.recipients[0], paths[_i].kept);
	envelope_clear(&envelope);
	ck_assert_ptr_null(envelope.sender);
	ck_assert_uint_eq(envelope.recipient_count, 0);
}
END_TEST

START_TEST(an_address_may_be_as_long_as_the_limit_and_no_longer)
{
	struct envelope envelope;
	char *most = letters(ENVELOPE_VALUE_MAX);
	char *more = letters(ENVELOPE_VALUE_MAX + 1);

	envelope_init(&envelope);
	ck_assert_int_eq(envelope_set_sender(&envelope, most), 0);
	ck_assert_int_eq(envelope_set_sender(&envelope, more), -E2BIG);
	ck_assert_str_eq(envelope.sender, most);
	ck_assert_int_eq(envelope_add_recipient(&envelope, most), 0);
	ck_assert_int_eq(envelope_add_recipient(&envelope, more), -E2BIG);
	ck_assert_uint_eq(envelope.recipient_count, 1);
	envelope_clear(&envelope);
	free(most);
	free(more);
}
END_TEST

START_TEST(there_may_be_as_many_recipients_as_the_limit_and_no_more)
{
	struct envelope envelope;

	envelope_init(&envelope);
	for (int i = 0; i < ENVELOPE_RECIPIENTS_MAX; i++)
		ck_assert_int_eq(envelope_add_recipient(&envelope, "jo@school.example"), 0);
	ck_assert_int_eq(envelope_add_recipient(&envelope, "jo@school.example"), -E2BIG);
	ck_assert_uint_eq(envelope.recipient_count, ENVELOPE_RECIPIENTS_MAX);
	envelope_clear(&envelope);
}
END_TEST

static void fill(struct envelope *envelope)
{
	envelope_init(envelope);
	ck_assert_int_eq(envelope_set_sender(envelope, "jo@school.example"), 0);
	for (int i = 0; i < 20; i++)
		ck_assert_int_eq(envelope_add_recipient(envelope, i % 2 == 0 ? "a@b.example" : "<>"), 0);
	envelope->auth_user = strdup("jo");
	envelope->client_address = strdup("192.0.2.1");
	envelope->client_name = strdup("");
	envelope->daemon_name = strdup("mx");
	envelope->received_at = -5;
}

START_TEST(an_envelope_comes_back_as_it_was)
{
	struct envelope envelope;
	struct envelope decoded;
	struct writer writer;
	struct reader reader;

	fill(&envelope);
	writer_init(&writer);
	envelope_encode(&envelope, &writer);
	reader_init(&reader, writer.bytes, writer.length);
	ck_assert_int_eq(envelope_decode(&reader, &decoded), 0);
	ck_assert_int_eq(reader_finish(&reader), 0);
	ck_assert_str_eq(decoded.sender, "jo@school.example");
	ck_assert_uint_eq(decoded.recipient_count, 20);
	ck_assert_str_eq(decoded.recipients[18], "a@b.example");
	ck_assert_str_eq(decoded.recipients[19], "");
	ck_assert_str_eq(decoded.auth_user, "jo");
	ck_assert_ptr_null(decoded.auth_type);
	ck_assert_str_eq(decoded.client_address, "192.0.2.1");
	ck_assert_str_eq(decoded.client_name, "");
	ck_assert_str_eq(decoded.daemon_name, "mx");
	ck_assert(decoded.received_at == -5);
	envelope_clear(&decoded);
	envelope_clear(&envelope);
	writer_clear(&writer);
}
END_TEST

START_TEST(every_truncation_is_refused_and_leaves_the_output_alone)
{
	struct envelope envelope;
	struct envelope decoded;
	struct writer writer;
	struct reader reader;

	fill(&envelope);
	envelope_init(&decoded);
	writer_init(&writer);
	envelope_encode(&envelope, &writer);
	for (size_t cut = 0; cut < writer.length; cut++) {
		reader_init(&reader, writer.bytes, cut);
		ck_assert_int_eq(envelope_decode(&reader, &decoded), -EBADMSG);
		ck_assert_ptr_null(decoded.sender);
	}
	envelope_clear(&envelope);
	writer_clear(&writer);
}
END_TEST

static int decode_with(const char *sender, uint32_t count, size_t length)
{
	struct envelope decoded;
	struct writer writer;
	struct reader reader;
	char *recipient = letters(length);

	writer_init(&writer);
	writer_string(&writer, sender);
	writer_u32(&writer, count);
	for (uint32_t i = 0; i < count; i++)
		writer_string(&writer, length == 0 ? NULL : recipient);
	for (int i = 0; i < 5; i++)
		writer_string(&writer, NULL);
	writer_u64(&writer, 0);
	reader_init(&reader, writer.bytes, writer.length);
	int r = envelope_decode(&reader, &decoded);
	if (r == 0)
		envelope_clear(&decoded);
	writer_clear(&writer);
	free(recipient);
	return r;
}

START_TEST(an_encoded_envelope_is_held_to_the_same_limits)
{
	ck_assert_int_eq(decode_with("", 0, 1), 0);
	ck_assert_int_eq(decode_with(NULL, 0, 1), -EBADMSG);
	ck_assert_int_eq(decode_with("", ENVELOPE_RECIPIENTS_MAX, 1), 0);
	ck_assert_int_eq(decode_with("", ENVELOPE_RECIPIENTS_MAX + 1, 1), -EBADMSG);
	ck_assert_int_eq(decode_with("", 1, ENVELOPE_VALUE_MAX), 0);
	ck_assert_int_eq(decode_with("", 1, ENVELOPE_VALUE_MAX + 1), -EBADMSG);
	ck_assert_int_eq(decode_with("", 1, 0), -EBADMSG);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("envelope");
	TCase *tcase = tcase_create("envelope");

	tcase_add_loop_test(
	    tcase, angle_brackets_are_dropped_and_nothing_else, 0, (int)(sizeof(paths) / sizeof(paths[0])));
	tcase_add_test(tcase, an_address_may_be_as_long_as_the_limit_and_no_longer);
	tcase_add_test(tcase, there_may_be_as_many_recipients_as_the_limit_and_no_more);
	tcase_add_test(tcase, an_envelope_comes_back_as_it_was);
	tcase_add_test(tcase, every_truncation_is_refused_and_leaves_the_output_alone);
	tcase_add_test(tcase, an_encoded_envelope_is_held_to_the_same_limits);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
