#include "message/sandbox.h"

#include "message/landlock.h"
#include "message/limits.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>

struct sandbox {
	struct sandbox_limits limits;
	struct syscall_filter *filter;	     /* NULL where the kernel has none */
	struct syscall_filter *child_filter; /* likewise, and but for a template */
};

int sandbox_new(enum syscall_filter_role role, const struct sandbox_limits *limits, struct sandbox **ret_sandbox)
{
	struct sandbox *sandbox = calloc(1, sizeof(*sandbox));

	if (sandbox == NULL)
		return -ENOMEM;
	sandbox->limits = *limits;
	int r = syscall_filter_new(role, &sandbox->filter);
	if (r == 0 && role == SYSCALL_FILTER_TEMPLATE)
		r = syscall_filter_new(SYSCALL_FILTER_CHILD, &sandbox->child_filter);
	if (r < 0 && r != -ENOSYS) {
		sandbox_free(sandbox);
		return r;
	}
	*ret_sandbox = sandbox;
	return 0;
}

void sandbox_free(struct sandbox *sandbox)
{
	if (sandbox == NULL)
		return;
	syscall_filter_free(sandbox->filter);
	syscall_filter_free(sandbox->child_filter);
	free(sandbox);
}

/* Never above what the process has already. */
static int limit(__rlimit_resource_t resource, rlim_t soft, rlim_t hard)
{
	struct rlimit now, wanted = {soft, hard};

	if (getrlimit(resource, &now) != 0)
		return -errno;
	if (now.rlim_max < wanted.rlim_max)
		wanted.rlim_max = now.rlim_max;
	if (wanted.rlim_max < wanted.rlim_cur)
		wanted.rlim_cur = wanted.rlim_max;
	return setrlimit(resource, &wanted) == 0 ? 0 : -errno;
}

static int enter_limits(const struct sandbox_limits *limits)
{
	rlim_t file_size = limits->file_size > LIMIT_MEMORY_FILE ? limits->file_size : LIMIT_MEMORY_FILE;
	int r = limit(RLIMIT_CORE, 0, 0);

	if (r == 0)
		r = limit(RLIMIT_NOFILE, LIMIT_DESCRIPTORS, LIMIT_DESCRIPTORS);
	/* Memory files are no address space: they have this limit instead. */
	if (r == 0)
		r = limit(RLIMIT_FSIZE, file_size, file_size);
	if (r == 0)
		r = limit(RLIMIT_MEMLOCK, 0, 0);
	if (r == 0)
		r = limit(RLIMIT_MSGQUEUE, 0, 0);
#ifndef SANITIZED
	rlim_t octets = (rlim_t)limits->memory_mb << 20;
	if (r == 0)
		r = limit(RLIMIT_AS, octets, octets);
#else
	(void)limits;
#endif
	return r;
}

int sandbox_enter(const struct sandbox *sandbox, unsigned *ret_gaps)
{
	unsigned gaps = 0;
	int r = enter_limits(&sandbox->limits);

	if (r < 0)
		return r;
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return -errno;
	if (landlock_enter() < 0)
		gaps |= SANDBOX_NO_LANDLOCK;
	if (sandbox->filter == NULL || syscall_filter_enter(sandbox->filter) < 0)
		gaps |= SANDBOX_NO_SECCOMP;
	*ret_gaps = gaps;
	return 0;
}

int sandbox_enter_child(const struct sandbox *sandbox)
{
	rlim_t seconds = sandbox->limits.cpu_seconds;
	int r = limit(RLIMIT_NPROC, 0, 0);

	/* SIGXCPU at the soft limit ends the process; the hard one is for who would catch it. */
	if (r == 0 && seconds > 0)
		r = limit(RLIMIT_CPU, seconds, seconds + 1);
	if (r == 0 && sandbox->child_filter != NULL) {
		r = syscall_filter_enter(sandbox->child_filter);
		if (r == -ENOSYS || r == -EINVAL)
			r = 0;
	}
	return r;
}
