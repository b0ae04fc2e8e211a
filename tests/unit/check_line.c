/* line, stopwatch: a descriptor lives as long as its last user, and time never runs backwards. */
#include "channel/channel.h"
#include "milter/line.h"
#include "milter/stopwatch.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

static int pair[2];

static void setup(void)
{
	ck_assert_int_eq(channel_pair(pair), 0);
}

static void teardown(void)
{
	if (pair[1] >= 0)
		close(pair[1]);
}

static bool is_open(int fd)
{
	return fcntl(fd, F_GETFD) >= 0;
}

START_TEST(the_last_user_closes_the_descriptor)
{
	struct line *line = line_new(pair[0], 5);

	ck_assert_int_eq(line_fd(line), pair[0]);
	ck_assert_uint_eq(line_serial(line), 5);
	struct line *other = line_ref(line);
	line_unref(line);
	ck_assert(is_open(pair[0]));
	line_unref(other);
	ck_assert(!is_open(pair[0]));
	line_unref(NULL);
}
END_TEST

START_TEST(a_line_knows_when_its_other_end_is_gone)
{
	struct line *line = line_new(pair[0], 1);

	ck_assert(!line_is_dead(line));
	ck_assert(!line_has_input(line));
	ck_assert_int_eq(channel_send(pair[1], "x", 1, NULL, 0, 1000), 0);
	ck_assert(!line_is_dead(line));
	ck_assert(line_has_input(line));
	close(pair[1]);
	pair[1] = -1;
	ck_assert(line_is_dead(line));
	line_unref(line);
}
END_TEST

START_TEST(a_deadline_comes_nearer_and_passes)
{
	uint64_t deadline = stopwatch_deadline(50);
	int left = stopwatch_left_ms(deadline);

	ck_assert_int_gt(left, 0);
	ck_assert_int_le(left, 50);
	usleep(60000);
	ck_assert_int_eq(stopwatch_left_ms(deadline), 0);
	ck_assert_int_eq(stopwatch_left_ms(0), 0);
	ck_assert_int_eq(stopwatch_left_ms(UINT64_MAX), INT_MAX);
}
END_TEST

START_TEST(a_deadline_keeps_its_microseconds)
{
	struct timespec time = stopwatch_timespec(12345678);

	ck_assert_int_eq((int)time.tv_sec, 12);
	ck_assert_int_eq((int)time.tv_nsec, 345678000);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("line");
	TCase *tcase = tcase_create("descriptors and time");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, the_last_user_closes_the_descriptor);
	tcase_add_test(tcase, a_line_knows_when_its_other_end_is_gone);
	tcase_add_test(tcase, a_deadline_comes_nearer_and_passes);
	tcase_add_test(tcase, a_deadline_keeps_its_microseconds);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
