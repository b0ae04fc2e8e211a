/* child: a child starts with nothing of ours but what it is given, dies with us, and its end is told in words. */
#include "milter/child.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char program[] = "sh", option[] = "-c";

/* Runs a shell command as a child program; its standard error is `ret_text`. The wait status. */
static int execute(char *command, const int *fds, size_t fd_count, char *text, size_t size)
{
	char *arguments[] = {program, option, command, NULL};
	int ends[2], status;
	pid_t pid;
	size_t used = 0;

	ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
	struct child_program child = {
	    .path = "/bin/sh", .arguments = arguments, .fds = fds, .fd_count = fd_count, .stderr_fd = ends[1]};
	ck_assert_int_eq(child_execute(&child, &pid), 0);
	close(ends[1]);
	for (ssize_t got; used < size - 1 && (got = read(ends[0], text + used, size - 1 - used)) > 0;)
		used += (size_t)got;
	text[used] = '\0';
	close(ends[0]);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return status;
}

START_TEST(a_program_gets_its_descriptors_in_order_and_no_others)
{
	char text[1024], command[] = "cat <&3 >&2; cat <&4 >&2; ls /proc/self/fd >&2";
	int one[2], two[2];

	ck_assert_int_eq(pipe2(one, O_CLOEXEC), 0);
	ck_assert_int_eq(pipe2(two, O_CLOEXEC), 0);
	/* The higher number is to become the lower one, and one of them lies where the other goes. */
	ck_assert_int_eq(dup2(two[0], 3), 3);
	ck_assert_int_eq(write(one[1], "one ", 4), 4);
	ck_assert_int_eq(write(two[1], "two\n", 4), 4);
	close(one[1]);
	close(two[1]);
	const int fds[2] = {one[0], 3};
	ck_assert_int_eq(execute(command, fds, 2, text, sizeof(text)), 0);
	/* ls itself opens the directory as 5. */
	ck_assert_str_eq(text, "one two\n0\n1\n2\n3\n4\n5\n");
}
END_TEST

START_TEST(a_program_gets_no_environment_but_what_allocators_read)
{
	char text[1024], command[] = "/usr/bin/env >&2";

	ck_assert_int_eq(clearenv(), 0);
	setenv("SECRET", "x", 1);
	setenv("LISTEN_FDS", "1", 1);
	setenv("G_SLICE", "always-malloc", 1);
	setenv("G_SLICED", "x", 1);
	ck_assert_int_eq(execute(command, NULL, 0, text, sizeof(text)), 0);
	ck_assert_ptr_nonnull(strstr(text, "G_SLICE=always-malloc\n"));
	ck_assert_ptr_null(strstr(text, "SECRET"));
	ck_assert_ptr_null(strstr(text, "LISTEN"));
	ck_assert_ptr_null(strstr(text, "G_SLICED"));
}
END_TEST

START_TEST(a_program_gets_default_signals)
{
	char text[1024], command[] = "exec grep -E '^Sig(Blk|Ign)' /proc/self/status >&2";
	sigset_t all;

	signal(SIGPIPE, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	ck_assert_int_eq(execute(command, NULL, 0, text, sizeof(text)), 0);
	unsigned long long blocked = 1, ignored = 1;
	ck_assert_int_eq(sscanf(text, "SigBlk: %llx SigIgn: %llx", &blocked, &ignored), 2);
	ck_assert_uint_eq(blocked, 0);
	ck_assert_uint_eq(ignored & ~0x180000000ULL, 0); /* 32 and 33 are libc's own, and nobody else may set them */
}
END_TEST

START_TEST(a_program_reads_and_writes_nothing)
{
	char text[1024], command[] = "cat; echo lost; cat <&0 >&2; echo end >&2";

	ck_assert_int_eq(execute(command, NULL, 0, text, sizeof(text)), 0);
	ck_assert_str_eq(text, "end\n");
}
END_TEST

START_TEST(a_program_has_a_process_group_of_its_own)
{
	char text[64], command[] = "cut -d' ' -f5 /proc/$$/stat >&2";

	ck_assert_int_eq(execute(command, NULL, 0, text, sizeof(text)), 0);
	ck_assert_int_gt(atoi(text), 1);
	ck_assert_int_ne(atoi(text), getpgrp());
}
END_TEST

START_TEST(a_program_that_is_not_there_says_so)
{
	char *arguments[] = {program, NULL};
	int ends[2], status;
	char text[256] = "";
	pid_t pid;

	ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
	struct child_program child = {.path = "/nowhere/program", .arguments = arguments, .stderr_fd = ends[1]};
	ck_assert_int_eq(child_execute(&child, &pid), 0);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_gt(read(ends[0], text, sizeof(text) - 1), 0);
	ck_assert_str_eq(text, "/nowhere/program cannot be executed: No such file or directory\n");
	ck_assert_int_eq(WEXITSTATUS(status), CHILD_EXEC_ERROR);
}
END_TEST

START_TEST(more_descriptors_than_a_child_takes_are_refused)
{
	const int fds[CHILD_FDS_MAX + 1] = {0};
	struct child_program child = {.path = "/bin/true", .fds = fds, .fd_count = CHILD_FDS_MAX + 1};
	pid_t pid = -1;

	ck_assert_int_eq(child_execute(&child, &pid), -E2BIG);
	ck_assert_int_eq(child_fork(NULL, NULL, fds, CHILD_FDS_MAX + 1, &pid), -E2BIG);
	ck_assert_int_eq(pid, -1);
}
END_TEST

/* The write end of a pipe that only a program holds: end of file shows its death. */
static int start_and_abandon(void)
{
	char *arguments[] = {program, option, NULL, NULL};
	char command[] = "exec sleep 30"; /* dash would start it as a child of its own, which lives on */
	int ends[2];
	pid_t pid;

	arguments[2] = command;
	ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
	pid_t parent = fork();
	if (parent == 0) {
		struct child_program child = {.path = "/bin/sh",
		    .arguments = arguments,
		    .fds = &ends[1],
		    .fd_count = 1,
		    .stderr_fd = STDERR_FILENO};
		_exit(child_execute(&child, &pid) == 0 ? 0 : 1);
	}
	close(ends[1]);
	ck_assert_int_eq(waitpid(parent, NULL, 0), parent);
	return ends[0];
}

START_TEST(a_program_dies_with_the_process_that_started_it)
{
	struct pollfd pollfd = {.fd = start_and_abandon(), .events = POLLIN};

	ck_assert_int_eq(poll(&pollfd, 1, 3000), 1);
	ck_assert_int_ne(pollfd.revents & POLLHUP, 0);
}
END_TEST

static int report = -1;

/* Open descriptors and signals of a forked child, as a line. */
static int describe_self(void *context)
{
	struct sigaction action;
	sigset_t blocked;

	dprintf(report, "%s:", (const char *)context);
	for (int fd = 3; fd < 200; fd++)
		if (fcntl(fd, F_GETFD) >= 0)
			dprintf(report, " %d", fd);
	sigprocmask(SIG_BLOCK, NULL, &blocked);
	sigaction(SIGPIPE, NULL, &action);
	dprintf(report, "; blocked %d %d %d %d %d, pipe %d", sigismember(&blocked, SIGTERM),
	    sigismember(&blocked, SIGINT), sigismember(&blocked, SIGHUP), sigismember(&blocked, SIGUSR1),
	    sigismember(&blocked, SIGCHLD), action.sa_handler == SIG_DFL);
	return 42;
}

START_TEST(a_forked_child_keeps_only_what_it_is_given)
{
	static char name[] = "fork";
	char text[256] = "";
	int ends[2], status;
	pid_t pid;

	signal(SIGPIPE, SIG_IGN);
	ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
	ck_assert_int_eq(dup2(ends[1], 50), 50);
	ck_assert_int_eq(dup2(ends[1], 51), 51);
	ck_assert_int_eq(dup2(ends[1], 60), 60);
	report = 60;
	const int fds[2] = {60, 50};
	ck_assert_int_eq(child_fork(describe_self, name, fds, 2, &pid), 0);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(WEXITSTATUS(status), 42);
	ck_assert_int_gt(read(ends[0], text, sizeof(text) - 1), 0);
	ck_assert_str_eq(text, "fork: 50 60; blocked 1 1 1 1 0, pipe 1");
	/* The parent's own mask is as it was. */
	sigset_t blocked;
	sigprocmask(SIG_BLOCK, NULL, &blocked);
	ck_assert_int_eq(sigismember(&blocked, SIGTERM), 0);
}
END_TEST

START_TEST(an_end_is_told_in_words)
{
	static const struct {
		int exit, kill;
		const char *text;
	} ends[] = {{0, 0, "exited with status 0"}, {3, 0, "exited with status 3"},
	    {0, SIGKILL, "was killed by SIGKILL"}, {0, SIGSYS, "was killed by SIGSYS"}};
	char text[CHILD_END_SIZE];
	int status;

	pid_t pid = fork();
	if (pid == 0) {
		signal(ends[_i].kill > 0 ? ends[_i].kill : SIGURG, SIG_DFL);
		if (ends[_i].kill > 0)
			raise(ends[_i].kill);
		_exit(ends[_i].exit);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	child_describe(status, text);
	ck_assert_str_eq(text, ends[_i].text);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("child");
	TCase *tcase = tcase_create("children");

	tcase_add_test(tcase, a_program_gets_its_descriptors_in_order_and_no_others);
	tcase_add_test(tcase, a_program_gets_no_environment_but_what_allocators_read);
	tcase_add_test(tcase, a_program_gets_default_signals);
	tcase_add_test(tcase, a_program_reads_and_writes_nothing);
	tcase_add_test(tcase, a_program_has_a_process_group_of_its_own);
	tcase_add_test(tcase, a_program_that_is_not_there_says_so);
	tcase_add_test(tcase, more_descriptors_than_a_child_takes_are_refused);
	tcase_add_test(tcase, a_program_dies_with_the_process_that_started_it);
	tcase_add_test(tcase, a_forked_child_keeps_only_what_it_is_given);
	tcase_add_loop_test(tcase, an_end_is_told_in_words, 0, 4);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
