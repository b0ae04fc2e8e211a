#include "milter/child.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define FIRST_FD 3

static const char *const kept_variables[] = {
    "G_SLICE", "ASAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS"};
#define KEPT_COUNT (sizeof(kept_variables) / sizeof(*kept_variables))

/* Whatever was ignored or caught here is no business of the child's. */
static void reset_signals(void)
{
	struct sigaction standard;
	sigset_t none;

	memset(&standard, 0, sizeof(standard));
	standard.sa_handler = SIG_DFL;
	for (int number = 1; number < NSIG; number++)
		sigaction(number, &standard, NULL); /* fails for SIGKILL, SIGSTOP and libc's own */
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Moves descriptors to 3, 4, ...: first out of the way of each other, then into place. */
static int place_fds(const int *fds, size_t count)
{
	int moved[CHILD_FDS_MAX];

	for (size_t i = 0; i < count; i++) {
		moved[i] = fcntl(fds[i], F_DUPFD, FIRST_FD + CHILD_FDS_MAX);
		if (moved[i] < 0)
			return -errno;
	}
	for (size_t i = 0; i < count; i++)
		if (dup2(moved[i], FIRST_FD + (int)i) < 0)
			return -errno;
	return close_range((unsigned)(FIRST_FD + (int)count), ~0U, 0) == 0 ? 0 : -errno;
}

static int place_standard(int stdin_fd, int stderr_fd)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null < 0 || dup2(stderr_fd, STDERR_FILENO) < 0 || dup2(stdin_fd > 0 ? stdin_fd : null, STDIN_FILENO) < 0 ||
	    dup2(null, STDOUT_FILENO) < 0)
		return -errno;
	return 0;
}

/* The environment for the program: pointers into our own. */
static void choose_environment(char **environment)
{
	size_t count = 0;

	for (char **at = environ; at != NULL && *at != NULL && count < KEPT_COUNT; at++) {
		for (size_t i = 0; i < KEPT_COUNT; i++) {
			size_t length = strlen(kept_variables[i]);
			if (strncmp(*at, kept_variables[i], length) == 0 && (*at)[length] == '=') {
				environment[count++] = *at;
				break;
			}
		}
	}
	environment[count] = NULL;
}

static int become_user(uid_t user, gid_t group)
{
	if (user == 0)
		return 0;
	if (setgroups(0, NULL) != 0 || setresgid(group, group, group) != 0 || setresuid(user, user, user) != 0)
		return -errno;
	return 0;
}

/* In the child: becomes the program, or ends. */
static _Noreturn void become(const struct child_program *program, pid_t parent)
{
	char *environment[KEPT_COUNT + 1];

	setpgid(0, 0);
	reset_signals();
	/* A new user forgets the signal. */
	int r = become_user(program->user, program->group);
	if (r == 0 && prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
		r = -errno;
	if (getppid() != parent) /* it died before that call */
		_exit(CHILD_EXEC_ERROR);
	if (r == 0)
		r = place_standard(program->stdin_fd, program->stderr_fd);
	if (r == 0)
		r = place_fds(program->fds, program->fd_count);
	if (r == 0) {
		choose_environment(environment);
		execve(program->path, program->arguments, environment);
		r = -errno;
	}
	dprintf(STDERR_FILENO, "%s cannot be executed: %s\n", program->path, strerror(-r));
	_exit(CHILD_EXEC_ERROR);
}

int child_execute(const struct child_program *program, pid_t *ret_pid)
{
	pid_t parent = getpid();

	if (program->fd_count > CHILD_FDS_MAX)
		return -E2BIG;
	pid_t pid = fork();
	if (pid < 0)
		return -errno;
	if (pid == 0)
		become(program, parent);
	*ret_pid = pid;
	return 0;
}

static int compare_fds(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

/* Closes all descriptors from 3 on but those. */
static void close_others(const int *fds, size_t count)
{
	int kept[CHILD_FDS_MAX];
	int next = FIRST_FD;

	memcpy(kept, fds, sizeof(int) * count);
	qsort(kept, count, sizeof(int), compare_fds);
	for (size_t i = 0; i < count; i++) {
		if (kept[i] > next)
			close_range((unsigned)next, (unsigned)kept[i] - 1, 0);
		if (kept[i] >= next)
			next = kept[i] + 1;
	}
	close_range((unsigned)next, ~0U, 0);
}

/* libmilter waits for these signals itself; its stop is the supervisor's to order. */
static void block_signals(void)
{
	sigset_t blocked;

	reset_signals();
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGTERM);
	sigaddset(&blocked, SIGINT);
	sigaddset(&blocked, SIGHUP);
	sigaddset(&blocked, SIGUSR1);
	sigprocmask(SIG_SETMASK, &blocked, NULL);
}

int child_fork(int (*run)(void *context), void *context, const int *fds, size_t fd_count, pid_t *ret_pid)
{
	sigset_t all, before;

	if (fd_count > CHILD_FDS_MAX)
		return -E2BIG;
	/* No signal finds the child with the parent's dispositions. */
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	pid_t pid = fork();
	int r = pid < 0 ? -errno : 0;
	if (pid == 0) {
		setpgid(0, 0);
		block_signals();
		close_others(fds, fd_count);
		exit(run(context));
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	if (r == 0)
		*ret_pid = pid;
	return r;
}

void child_describe(int status, char ret_text[CHILD_END_SIZE])
{
	if (WIFEXITED(status)) {
		snprintf(ret_text, CHILD_END_SIZE, "exited with status %d", WEXITSTATUS(status));
		return;
	}
	const char *name = WIFSIGNALED(status) ? sigabbrev_np(WTERMSIG(status)) : NULL;
	if (name != NULL)
		snprintf(ret_text, CHILD_END_SIZE, "was killed by SIG%s", name);
	else
		snprintf(ret_text, CHILD_END_SIZE, "ended with wait status %d", status);
}
