#include "milter/background.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* In the parent: one octet says that the child is ready; end of file, that it will never be. */
static _Noreturn void wait_for(pid_t child, int fd)
{
	int status;
	char word;
	ssize_t got;
	sigset_t none;

	/* Whoever waits at a terminal may stop waiting. */
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	do {
		got = read(fd, &word, 1);
	} while (got < 0 && errno == EINTR);
	if (got == 1)
		_exit(0);
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
}

int background_enter(int *ret_fd)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) != 0)
		return -errno;
	pid_t pid = fork();
	if (pid < 0) {
		int r = -errno;
		close(ends[0]);
		close(ends[1]);
		return r;
	}
	if (pid > 0) {
		close(ends[1]);
		wait_for(pid, ends[0]);
	}
	close(ends[0]);
	setsid();
	*ret_fd = ends[1];
	return 0;
}

void background_ready(int fd)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int standard = STDIN_FILENO; null >= 0 && standard <= STDERR_FILENO; standard++)
		dup2(null, standard);
	if (null >= 0)
		close(null);
	while (write(fd, "", 1) < 0 && errno == EINTR)
		;
	close(fd);
}
