/* control: supervisor and gate understand each other, and nothing but what they agreed on. */
#include "channel/channel.h"
#include "milter/control.h"
#include "rules/codec.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static int pair[2];

static void setup(void)
{
	ck_assert_int_eq(channel_pair(pair), 0);
}

static void teardown(void)
{
	close(pair[0]);
	if (pair[1] >= 0)
		close(pair[1]);
}

START_TEST(every_kind_arrives_as_it_was_sent)
{
	enum control_kind kind = (enum control_kind)_i;
	bool has_fd = kind == CONTROL_SCREENER || kind == CONTROL_TEMPLATE || kind == CONTROL_POLICY ||
		      kind == CONTROL_CHECKPOINT;
	struct control sent = {.kind = kind, .index = 7, .serial = 1ULL << 40};
	struct control got = {CONTROL_NONE};
	int fd = -1;

	ck_assert_int_eq(control_send(pair[0], &sent, has_fd ? pair[0] : -1, 1000), 0);
	ck_assert_int_eq(control_receive(pair[1], 1000, &got, &fd), 0);
	ck_assert_int_eq(got.kind, kind);
	ck_assert_uint_eq(got.index, 7);
	ck_assert_uint_eq(got.serial, 1ULL << 40);
	ck_assert_int_eq(fd >= 0, has_fd);
	if (fd >= 0)
		close(fd);
}
END_TEST

START_TEST(a_descriptor_where_none_belongs_is_refused)
{
	struct control sent = {.kind = CONTROL_STOP};
	struct control got = {CONTROL_NONE};
	int fd = -1;

	ck_assert_int_eq(control_send(pair[0], &sent, pair[0], 1000), 0);
	int next = dup(pair[0]);
	close(next);
	ck_assert_int_eq(control_receive(pair[1], 1000, &got, &fd), -EBADMSG);
	ck_assert_int_eq(fd, -1);
	ck_assert_int_eq(dup(pair[0]), next); /* nothing leaked */
	close(next);
}
END_TEST

START_TEST(a_new_socket_without_its_descriptor_is_refused)
{
	struct control sent = {.kind = CONTROL_TEMPLATE};
	struct control got = {CONTROL_NONE};
	int fd = -1;

	ck_assert_int_eq(control_send(pair[0], &sent, -1, 1000), 0);
	ck_assert_int_eq(control_receive(pair[1], 1000, &got, &fd), -EBADMSG);
}
END_TEST

START_TEST(what_is_no_control_message_is_refused)
{
	static const uint8_t kinds[] = {CONTROL_NONE, CONTROL_KIND_COUNT, 255};
	struct control got = {CONTROL_NONE};
	struct writer writer;
	int fd = -1;

	writer_init(&writer);
	writer_u8(&writer, kinds[_i % 3]);
	writer_u32(&writer, 0);
	writer_u64(&writer, 0);
	if (_i == 3) /* too long */
		writer_u8(&writer, 0);
	ck_assert_int_eq(channel_send(pair[0], writer.bytes, _i == 4 ? 5 : writer.length, NULL, 0, 1000), 0);
	writer_clear(&writer);
	ck_assert_int_eq(control_receive(pair[1], 1000, &got, &fd), -EBADMSG);
}
END_TEST

START_TEST(silence_and_the_end_are_told_apart)
{
	struct control got = {CONTROL_NONE};
	int fd = -1;

	ck_assert_int_eq(control_receive(pair[0], 10, &got, &fd), -ETIMEDOUT);
	close(pair[1]);
	pair[1] = -1;
	ck_assert_int_eq(control_receive(pair[0], 1000, &got, &fd), -EPIPE);
	ck_assert_int_eq(control_send(pair[0], &(struct control){.kind = CONTROL_STOP}, -1, 1000), -EPIPE);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("control");
	TCase *tcase = tcase_create("messages");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, every_kind_arrives_as_it_was_sent, CONTROL_NONE + 1, CONTROL_KIND_COUNT);
	tcase_add_test(tcase, a_descriptor_where_none_belongs_is_refused);
	tcase_add_test(tcase, a_new_socket_without_its_descriptor_is_refused);
	tcase_add_loop_test(tcase, what_is_no_control_message_is_refused, 0, 5);
	tcase_add_test(tcase, silence_and_the_end_are_told_apart);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
