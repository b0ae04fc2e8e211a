/*
 * syscall_filter: which system calls an inspector may make (seccomp).
 *
 * What opens a file or makes a socket is answered with an error, because libraries try such things and go on without;
 * what an inspector needs is allowed, with its arguments where they matter; everything else kills the process: exec and
 * ptrace among it. A filter is built before it is needed, so that a child of the template only has to install it.
 */
#ifndef MESSAGE_SYSCALL_FILTER_H
#define MESSAGE_SYSCALL_FILTER_H

/* ThreadSanitizer starts a thread of its own in each process: that build is less strict, and for tests only. */
#if defined(__SANITIZE_THREAD__)
#define SYSCALL_FILTER_THREADS 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define SYSCALL_FILTER_THREADS 1
#endif
#endif

enum syscall_filter_role {
	SYSCALL_FILTER_CHILD = 0, /* one message: no process, no signal to anybody */
	SYSCALL_FILTER_SCREENER,  /* the same, and its alarm */
	SYSCALL_FILTER_TEMPLATE	  /* forks, reaps, kills; installs the filter of its children */
};

struct syscall_filter;

/* 0; -ENOSYS where the kernel has no seccomp filters that kill a process; other negative errno. */
int syscall_filter_new(enum syscall_filter_role role, struct syscall_filter **ret_filter);
void syscall_filter_free(struct syscall_filter *filter);

/* For the calling process, irrevocably; needs no_new_privs. 0; -ENOSYS or -EINVAL where the kernel has no seccomp
 * filters; other negative errno. */
int syscall_filter_enter(const struct syscall_filter *filter);

#endif
