/* codec: what is written is read again, and nothing else is; lengths are believed only as far as the octets go. */
#include "rules/codec.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

START_TEST(numbers_are_little_endian_and_come_back)
{
	static const uint8_t expected[] = {
	    0xab, 0x04, 0x03, 0x02, 0x01, 0x08, 0x07, 0x06, 0x05, 0x04, 0x03, 0x02, 0xff};
	struct writer writer;
	struct reader reader;

	writer_init(&writer);
	writer_u8(&writer, 0xab);
	writer_u32(&writer, 0x01020304);
	writer_u64(&writer, 0xff02030405060708ULL);
	ck_assert_int_eq(writer.error, 0);
	ck_assert_mem_eq(writer.bytes, expected, sizeof(expected));
	reader_init(&reader, writer.bytes, writer.length);
	ck_assert_uint_eq(reader_u8(&reader), 0xab);
	ck_assert_uint_eq(reader_u32(&reader), 0x01020304);
	ck_assert(reader_u64(&reader) == 0xff02030405060708ULL);
	ck_assert_int_eq(reader_finish(&reader), 0);
	writer_clear(&writer);
}
END_TEST

START_TEST(strings_keep_null_apart_from_empty)
{
	struct writer writer;
	struct reader reader;

	writer_init(&writer);
	writer_string(&writer, NULL);
	writer_string(&writer, "");
	writer_string(&writer, "prevent");
	reader_init(&reader, writer.bytes, writer.length);
	ck_assert_ptr_null(reader_string(&reader, 10));
	char *empty = reader_string(&reader, 0);
	ck_assert_str_eq(empty, "");
	char *word = reader_string(&reader, 7);
	ck_assert_str_eq(word, "prevent");
	ck_assert_int_eq(reader_finish(&reader), 0);
	free(empty);
	free(word);
	writer_clear(&writer);
}
END_TEST

START_TEST(a_string_past_its_limit_is_an_error)
{
	struct writer writer;
	struct reader reader;

	writer_init(&writer);
	writer_string(&writer, "prevent");
	reader_init(&reader, writer.bytes, writer.length);
	ck_assert_ptr_null(reader_string(&reader, 6));
	ck_assert_int_eq(reader_finish(&reader), -EBADMSG);
	writer_clear(&writer);
}
END_TEST

START_TEST(a_nul_in_a_string_is_an_error)
{
	struct writer writer;
	struct reader reader;

	writer_init(&writer);
	writer_bytes(&writer, "a\0b", 3);
	reader_init(&reader, writer.bytes, writer.length);
	ck_assert_ptr_null(reader_string(&reader, 10));
	ck_assert_int_eq(reader.error, -EBADMSG);
	writer_clear(&writer);
}
END_TEST

START_TEST(octets_are_borrowed_and_whole)
{
	struct writer writer;
	struct reader reader;
	size_t length = 99;

	writer_init(&writer);
	writer_bytes(&writer, "a\0b", 3);
	writer_bytes(&writer, NULL, 0);
	reader_init(&reader, writer.bytes, writer.length);
	const uint8_t *bytes = reader_bytes(&reader, &length);
	ck_assert_uint_eq(length, 3);
	ck_assert_mem_eq(bytes, "a\0b", 3);
	ck_assert_ptr_nonnull(reader_bytes(&reader, &length));
	ck_assert_uint_eq(length, 0);
	ck_assert_int_eq(reader_finish(&reader), 0);
	writer_clear(&writer);
}
END_TEST

START_TEST(every_truncation_is_an_error)
{
	struct writer writer;
	struct reader reader;
	size_t length;

	writer_init(&writer);
	writer_u8(&writer, 1);
	writer_u64(&writer, 2);
	writer_string(&writer, "three");
	writer_bytes(&writer, "four", 4);
	for (size_t cut = 0; cut < writer.length; cut++) {
		reader_init(&reader, writer.bytes, cut);
		reader_u8(&reader);
		reader_u64(&reader);
		free(reader_string(&reader, 100));
		reader_bytes(&reader, &length);
		ck_assert_int_eq(reader_finish(&reader), -EBADMSG);
	}
	writer_clear(&writer);
}
END_TEST

START_TEST(octets_left_over_are_an_error)
{
	struct reader reader;

	reader_init(&reader, "\1\2", 2);
	reader_u8(&reader);
	ck_assert_int_eq(reader.error, 0);
	ck_assert_int_eq(reader_finish(&reader), -EBADMSG);
}
END_TEST

START_TEST(the_first_error_sticks_and_later_reads_give_nothing)
{
	struct reader reader;
	size_t length = 7;

	reader_init(&reader, "\5\0\0\0\1\1\1\1\1\1\1\1", 12);
	ck_assert_uint_eq(reader_enum(&reader, 5), 0);
	ck_assert_int_eq(reader.error, -EBADMSG);
	ck_assert_uint_eq(reader_u8(&reader), 0);
	ck_assert_uint_eq(reader_u32(&reader), 0);
	ck_assert(reader_u64(&reader) == 0);
	ck_assert(!reader_bool(&reader));
	ck_assert_ptr_null(reader_bytes(&reader, &length));
	ck_assert_uint_eq(length, 7);
	ck_assert_ptr_null(reader_string(&reader, 10));
	ck_assert_int_eq(reader_finish(&reader), -EBADMSG);
}
END_TEST

static const struct {
	uint8_t octet;
	unsigned count;
	int error;
} members[] = {{0, 1, 0}, {4, 5, 0}, {5, 5, -EBADMSG}, {255, 5, -EBADMSG}, {1, 2, 0}, {2, 2, -EBADMSG}};

START_TEST(only_members_of_an_enum_are_read)
{
	struct reader reader;

	reader_init(&reader, &members[_i].octet, 1);
	unsigned value = reader_enum(&reader, members[_i].count);
	ck_assert_int_eq(reader.error, members[_i].error);
	ck_assert_uint_eq(value, members[_i].error == 0 ? members[_i].octet : 0);
}
END_TEST

START_TEST(a_bool_is_nought_or_one)
{
	struct reader reader;

	reader_init(&reader, "\0\1\2", 3);
	ck_assert(!reader_bool(&reader));
	ck_assert(reader_bool(&reader));
	ck_assert_int_eq(reader.error, 0);
	ck_assert(!reader_bool(&reader));
	ck_assert_int_eq(reader.error, -EBADMSG);
}
END_TEST

START_TEST(a_count_is_held_to_its_limit)
{
	struct reader reader;

	reader_init(&reader, "\7\0\0\0\10\0\0\0", 8);
	ck_assert_uint_eq(reader_count(&reader, 7), 7);
	ck_assert_int_eq(reader.error, 0);
	ck_assert_uint_eq(reader_count(&reader, 7), 0);
	ck_assert_int_eq(reader.error, -EBADMSG);
}
END_TEST

START_TEST(a_message_may_be_as_long_as_the_limit_and_no_longer)
{
	size_t most = CODEC_MESSAGE_MAX - 4;
	uint8_t *bytes = calloc(1, CODEC_MESSAGE_MAX + 1);
	struct writer writer;

	writer_init(&writer);
	writer_bytes(&writer, bytes, most);
	ck_assert_int_eq(writer.error, 0);
	ck_assert_uint_eq(writer.length, CODEC_MESSAGE_MAX);
	writer_u8(&writer, 0);
	ck_assert_int_eq(writer.error, -E2BIG);
	writer_clear(&writer);
	writer_bytes(&writer, bytes, most + 1);
	ck_assert_int_eq(writer.error, -E2BIG);
	writer_u8(&writer, 0);
	ck_assert_int_eq(writer.error, -E2BIG);
	writer_clear(&writer);
	writer_bytes(&writer, bytes, CODEC_MESSAGE_MAX + 1);
	ck_assert_int_eq(writer.error, -E2BIG);
	writer_clear(&writer);
	free(bytes);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("codec");
	TCase *tcase = tcase_create("codec");

	tcase_add_test(tcase, numbers_are_little_endian_and_come_back);
	tcase_add_test(tcase, strings_keep_null_apart_from_empty);
	tcase_add_test(tcase, a_string_past_its_limit_is_an_error);
	tcase_add_test(tcase, a_nul_in_a_string_is_an_error);
	tcase_add_test(tcase, octets_are_borrowed_and_whole);
	tcase_add_test(tcase, every_truncation_is_an_error);
	tcase_add_test(tcase, octets_left_over_are_an_error);
	tcase_add_test(tcase, the_first_error_sticks_and_later_reads_give_nothing);
	tcase_add_loop_test(tcase, only_members_of_an_enum_are_read, 0, (int)(sizeof(members) / sizeof(members[0])));
	tcase_add_test(tcase, a_bool_is_nought_or_one);
	tcase_add_test(tcase, a_count_is_held_to_its_limit);
	tcase_add_test(tcase, a_message_may_be_as_long_as_the_limit_and_no_longer);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
