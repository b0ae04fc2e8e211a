/* probe: what a milter socket must do to be taken for alive. */
#include "milter/probe.h"

#include "tests/support/run_suite.h"

#include <check.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int listener = -1;
static char path[64];
static struct probe probe;

static void setup(void)
{
	struct sockaddr_un name = {.sun_family = AF_UNIX};

	snprintf(path, sizeof(path), "/tmp/check-probe-%ld", (long)getpid());
	unlink(path);
	strcpy(name.sun_path, path);
	listener = socket(AF_UNIX, SOCK_STREAM, 0);
	ck_assert_int_eq(bind(listener, (struct sockaddr *)&name, sizeof(name)), 0);
	ck_assert_int_eq(listen(listener, 5), 0);
	probe_init(&probe);
}

static void teardown(void)
{
	probe_clear(&probe);
	close(listener);
	unlink(path);
}

/* The filter's side of the conversation, and what the probe makes of it. */
static enum probe_result converse(const void *answer, size_t size)
{
	uint8_t question[32];

	ck_assert_int_eq(probe_begin(&probe, listener, 1000), PROBE_PENDING);
	ck_assert_int_eq(probe_events(&probe), POLLOUT);
	ck_assert_int_eq(probe_tend(&probe, POLLOUT, 0), PROBE_PENDING);
	ck_assert_int_eq(probe_events(&probe), POLLIN);
	int fd = accept(listener, NULL, NULL);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(read(fd, question, sizeof(question)), 17);
	ck_assert_int_eq(question[4], 'O');
	if (size > 0)
		ck_assert_int_eq(write(fd, answer, size), (ssize_t)size);
	else
		shutdown(fd, SHUT_RDWR);
	enum probe_result result = probe_tend(&probe, POLLIN, 0);
	close(fd);
	return result;
}

START_TEST(an_answer_to_the_negotiation_is_life)
{
	static const uint8_t answer[] = {0, 0, 0, 13, 'O', 0, 0, 0, 6, 0, 0, 1, 0xff, 0, 0, 0, 0};

	ck_assert_int_eq(converse(answer, sizeof(answer)), PROBE_ANSWERED);
	ck_assert_int_eq(probe.fd, -1);
	ck_assert_int_eq(converse(answer, sizeof(answer)), PROBE_ANSWERED);
}
END_TEST

START_TEST(half_an_answer_is_waited_for)
{
	static const uint8_t answer[] = {0, 0, 0, 13};

	ck_assert_int_eq(converse(answer, sizeof(answer)), PROBE_PENDING);
	ck_assert_int_eq(probe_tend(&probe, 0, 999), PROBE_PENDING);
	ck_assert_int_eq(probe_tend(&probe, 0, 1000), PROBE_SILENT);
	ck_assert_int_eq(probe.fd, -1);
}
END_TEST

START_TEST(another_answer_is_none)
{
	static const uint8_t answer[] = {0, 0, 0, 1, 't'};

	ck_assert_int_eq(converse(answer, sizeof(answer)), PROBE_SILENT);
	ck_assert_int_eq(converse(NULL, 0), PROBE_SILENT);
}
END_TEST

START_TEST(nobody_who_accepts_is_silence_in_the_end)
{
	ck_assert_int_eq(probe_begin(&probe, listener, 50), PROBE_PENDING);
	ck_assert_int_eq(probe_tend(&probe, POLLOUT, 10), PROBE_PENDING);
	ck_assert_int_eq(probe_tend(&probe, 0, 49), PROBE_PENDING);
	ck_assert_int_eq(probe_tend(&probe, 0, 50), PROBE_SILENT);
	/* And one that is over is over. */
	ck_assert_int_eq(probe_tend(&probe, 0, 51), PROBE_PENDING);
}
END_TEST

START_TEST(a_socket_that_is_not_there_tells_nothing)
{
	unlink(path);
	ck_assert_int_eq(probe_begin(&probe, listener, 50), PROBE_FORBIDDEN);
	ck_assert_int_eq(probe.fd, -1);
}
END_TEST

START_TEST(a_socket_that_nobody_listens_at_is_silent)
{
	int fd = dup(listener);

	close(listener);
	listener = socket(AF_UNIX, SOCK_STREAM, 0);
	shutdown(fd, SHUT_RDWR);
	ck_assert_int_eq(probe_begin(&probe, fd, 50), PROBE_SILENT);
	close(fd);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("probe");
	TCase *tcase = tcase_create("probe");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, an_answer_to_the_negotiation_is_life);
	tcase_add_test(tcase, half_an_answer_is_waited_for);
	tcase_add_test(tcase, another_answer_is_none);
	tcase_add_test(tcase, nobody_who_accepts_is_silence_in_the_end);
	tcase_add_test(tcase, a_socket_that_is_not_there_tells_nothing);
	tcase_add_test(tcase, a_socket_that_nobody_listens_at_is_silent);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
