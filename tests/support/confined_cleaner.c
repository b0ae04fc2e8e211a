#include "tests/support/confined_cleaner.h"

#include "message/sandbox.h"

#include <check.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define MEMORY_MB 512
#ifdef SANITIZED
#define CPU_SECONDS 100
#else
#define CPU_SECONDS 10
#endif

static int answer(const struct cleaning *cleaning, int fd)
{
	if (write(fd, cleaning, sizeof(*cleaning)) != (ssize_t)sizeof(*cleaning))
		return 202;
	for (size_t at = 0; cleaning->octets != NULL && at < cleaning->size;) {
		ssize_t written = write(fd, cleaning->octets + at, cleaning->size - at);
		if (written <= 0)
			return 202;
		at += (size_t)written;
	}
	return 0;
}

static _Noreturn void run(cleaner clean, const char *octets, size_t size, int fd)
{
	const struct sandbox_limits limits = {.memory_mb = MEMORY_MB, .cpu_seconds = CPU_SECONDS};
	struct sandbox *sandbox = NULL;
	struct cleaning cleaning;
	unsigned gaps = 0;
	int status = 0;

	if (sandbox_new(SYSCALL_FILTER_TEMPLATE, &limits, &sandbox) != 0 || sandbox_enter(sandbox, &gaps) != 0 ||
	    gaps != 0)
		_exit(100);
	pid_t child = fork();
	if (child == 0) {
		if (sandbox_enter_child(sandbox) != 0 || clean(octets, size, ~0U, &cleaning) < 0)
			_exit(101);
		_exit(answer(&cleaning, fd));
	}
	if (waitpid(child, &status, 0) != child)
		_exit(102);
	_exit(WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status));
}

static void take_answer(int fd, struct confined *confined)
{
	struct cleaning *cleaning = &confined->cleaning;

	ck_assert_int_eq(pread(fd, cleaning, sizeof(*cleaning), 0), (ssize_t)sizeof(*cleaning));
	if (cleaning->octets == NULL)
		return;
	cleaning->octets = malloc(cleaning->size);
	ck_assert_ptr_nonnull(cleaning->octets);
	ck_assert_int_eq(
	    pread(fd, cleaning->octets, cleaning->size, (off_t)sizeof(*cleaning)), (ssize_t)cleaning->size);
}

void confined_cleaner_run(cleaner clean, const char *octets, size_t size, struct confined *ret_confined)
{
	int fd = memfd_create("cleaning", MFD_CLOEXEC), status = 0;
	struct rusage usage;

	ck_assert_int_ge(fd, 0);
	pid_t pid = fork();
	if (pid == 0)
		run(clean, octets, size, fd);
	ck_assert_int_eq(wait4(pid, &status, 0, &usage), pid);
	ck_assert(WIFEXITED(status));
	*ret_confined = (struct confined){.status = WEXITSTATUS(status),
	    .cpu_seconds = (double)usage.ru_utime.tv_sec + (double)usage.ru_stime.tv_sec +
			   (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6,
	    .peak_kilobytes = usage.ru_maxrss};
	cleaning_init(&ret_confined->cleaning);
	if (ret_confined->status == 0)
		take_answer(fd, ret_confined);
	close(fd);
}
