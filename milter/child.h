/*
 * child: starting a process of ours and saying how it ended. Each gets a process group of its own, so that a signal
 * from a terminal reaches the supervisor alone, and inherits no descriptor but those named here.
 */
#ifndef MILTER_CHILD_H
#define MILTER_CHILD_H

#include <stddef.h>
#include <sys/types.h>

#define CHILD_FDS_MAX	 8
#define CHILD_END_SIZE	 64
#define CHILD_EXEC_ERROR 127 /* exit status when the program cannot be executed */

/* A program to execute. It is killed when the process that starts it dies. */
struct child_program {
	const char *path;
	char *const *arguments; /* ends with NULL; the first is the program's name */
	const int *fds;		/* become 3, 4, ... in it; close-on-exec is no matter */
	size_t fd_count;
	int stdin_fd; /* 0: /dev/null */
	int stderr_fd;
	uid_t user; /* whom it becomes first, with that group alone; 0: stays who we are */
	gid_t group;
};

/* Default signal dispositions and no signal blocked; standard output is /dev/null; of the environment only
 * what sanitizers and the allocator read. 0, or negative errno (-E2BIG: too many descriptors). */
int child_execute(const struct child_program *program, pid_t *ret_pid);

/*
 * Forks and runs `run`, whose result is the exit status; it returns never to the caller of this function. `fds` keep
 * their numbers, all others but 0, 1 and 2 are closed. SIGTERM, SIGINT, SIGHUP and SIGUSR1 stay blocked. 0 or negative
 * errno.
 */
int child_fork(int (*run)(void *context), void *context, const int *fds, size_t fd_count, pid_t *ret_pid);

/* "exited with status 3", "was killed by SIGSEGV", from a status of waitpid(2). */
void child_describe(int status, char ret_text[CHILD_END_SIZE]);

#endif
