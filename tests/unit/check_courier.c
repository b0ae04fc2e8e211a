/* courier: the command gets the whole note, one at a time and the newest, and never more time than it has. */
#include "channel/channel.h"
#include "milter/courier.h"
#include "milter/limits.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char top[64], program[96], taken[96];
static struct courier courier;

static void setup(void)
{
	snprintf(top, sizeof(top), "/tmp/check_courier.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(top));
	snprintf(program, sizeof(program), "%s/command", top);
	snprintf(taken, sizeof(taken), "%s/taken", top);
	courier_init(&courier, program);
}

static void teardown(void)
{
	char command[96];

	courier_kill(&courier);
	snprintf(command, sizeof(command), "rm -rf %s", top);
	ck_assert_int_eq(system(command), 0);
}

static void write_program(const char *text)
{
	FILE *file = fopen(program, "w");

	ck_assert_ptr_nonnull(file);
	fprintf(file, "#!/bin/sh\n%s\n", text);
	fclose(file);
	ck_assert_int_eq(chmod(program, 0700), 0);
}

static int note(const char *text, bool is_sealed)
{
	int fd = -1;

	ck_assert_int_eq(channel_memfd("note", &fd), 0);
	ck_assert_int_eq(channel_write(fd, text, strlen(text)), 0);
	if (is_sealed)
		ck_assert_int_eq(channel_seal(fd), 0);
	return fd;
}

/* Waits for the command. Its status. */
static int reap(void)
{
	int status = 0;
	pid_t pid = courier.pid;

	ck_assert_int_gt(pid, 0);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(!courier_reap(&courier, pid + 1, status, 0));
	ck_assert(courier_reap(&courier, pid, status, 0));
	return status;
}

static const char *content(void)
{
	static char text[256];
	FILE *file = fopen(taken, "r");

	memset(text, 0, sizeof(text));
	if (file == NULL)
		return "";
	ck_assert_uint_lt(fread(text, 1, sizeof(text) - 1, file), sizeof(text));
	fclose(file);
	return text;
}

START_TEST(the_command_reads_the_note)
{
	write_program("exec cat >>\"${0%/*}/taken\"");
	courier_take(&courier, note("one\n", true), 0);
	ck_assert(!courier_is_idle(&courier));
	ck_assert_int_eq(reap(), 0);
	ck_assert(courier_is_idle(&courier));
	ck_assert_str_eq(content(), "one\n");
}
END_TEST

START_TEST(of_those_that_come_meanwhile_the_newest_is_next)
{
	write_program("exec cat >>\"${0%/*}/taken\"");
	courier_take(&courier, note("one\n", true), 0);
	courier_take(&courier, note("two\n", true), 0);
	courier_take(&courier, note("three\n", true), 0);
	reap();
	ck_assert(!courier_is_idle(&courier));
	reap();
	ck_assert(courier_is_idle(&courier));
	ck_assert_str_eq(content(), "one\nthree\n");
}
END_TEST

START_TEST(a_command_that_takes_too_long_is_killed_with_what_it_started)
{
	write_program("sleep 600 & sleep 600");
	courier_take(&courier, note("one\n", true), 1000);
	ck_assert_int_eq((int)courier_due(&courier), 1000 + LIMIT_COURIER_MS);
	courier_tend(&courier, 1000 + LIMIT_COURIER_MS - 1);
	ck_assert_int_eq(waitpid(courier.pid, NULL, WNOHANG), 0);
	courier_tend(&courier, 1000 + LIMIT_COURIER_MS);
	ck_assert(courier_due(&courier) == INT64_MAX);
	ck_assert_int_eq(WTERMSIG(reap()), SIGKILL);
}
END_TEST

START_TEST(a_command_that_fails_does_not_keep_the_next_from_running)
{
	write_program("echo no >&2; exit 3");
	courier_take(&courier, note("one\n", true), 0);
	ck_assert_int_eq(WEXITSTATUS(reap()), 3);
	write_program("exec cat >\"${0%/*}/taken\"");
	courier_take(&courier, note("two\n", true), 0);
	ck_assert_int_eq(reap(), 0);
	ck_assert_str_eq(content(), "two\n");
}
END_TEST

START_TEST(what_is_not_sealed_is_handed_to_nobody)
{
	write_program("exec cat >\"${0%/*}/taken\"");
	courier_take(&courier, note("one\n", false), 0);
	ck_assert(courier_is_idle(&courier));
	ck_assert_str_eq(content(), "");
}
END_TEST

START_TEST(without_a_command_nothing_runs)
{
	courier_init(&courier, NULL);
	courier_take(&courier, note("one\n", true), 0);
	ck_assert(courier_is_idle(&courier));
	ck_assert(courier_due(&courier) == INT64_MAX);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("courier");
	TCase *tcase = tcase_create("command");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, the_command_reads_the_note);
	tcase_add_test(tcase, of_those_that_come_meanwhile_the_newest_is_next);
	tcase_add_test(tcase, a_command_that_takes_too_long_is_killed_with_what_it_started);
	tcase_add_test(tcase, a_command_that_fails_does_not_keep_the_next_from_running);
	tcase_add_test(tcase, what_is_not_sealed_is_handed_to_nobody);
	tcase_add_test(tcase, without_a_command_nothing_runs);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
