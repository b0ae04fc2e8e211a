#include "milter/signals.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <sys/signalfd.h>

int signals_open(int *ret_fd)
{
	static const int numbers[] = {SIGCHLD, SIGHUP, SIGINT, SIGTERM};
	struct sigaction ignore = {.sa_handler = SIG_IGN}, standard = {.sa_handler = SIG_DFL};
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		sigaddset(&set, numbers[i]);
		/* Whoever started us with one of them ignored would keep it from us. */
		if (sigaction(numbers[i], &standard, NULL) != 0)
			return -errno;
	}
	if (sigaction(SIGPIPE, &ignore, NULL) != 0 || sigprocmask(SIG_SETMASK, &set, NULL) != 0)
		return -errno;
	int fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (fd < 0)
		return -errno;
	*ret_fd = fd;
	return 0;
}
