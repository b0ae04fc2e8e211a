/*
 * sandbox: the process gives up everything that reading mail does not need.
 *
 * landlock (no file, no network), a system call filter (message/syscall_filter.h), resource limits, no new privileges,
 * no core dump, no ptrace by others. Entered once, after all libraries are warm, before the first octet of a message.
 * Built first (sandbox_new), so that entering it, in the template's children too, is cheap and needs no memory.
 */
#ifndef MESSAGE_SANDBOX_H
#define MESSAGE_SANDBOX_H

#include "message/syscall_filter.h"

struct sandbox_limits {
	unsigned memory_mb;   /* address space, MiB (not with sanitizers, which need terabytes) */
	unsigned cpu_seconds; /* of a child of the template; 0 for no limit */
	unsigned file_size;   /* octets of a memory file; less than LIMIT_MEMORY_FILE counts as that */
};

/* What of the confinement the system would not give. */
enum sandbox_gap { SANDBOX_NO_LANDLOCK = 1, SANDBOX_NO_SECCOMP = 2 };

struct sandbox;

/* 0 or negative errno. */
int sandbox_new(enum syscall_filter_role role, const struct sandbox_limits *limits, struct sandbox **ret_sandbox);
void sandbox_free(struct sandbox *sandbox);

/* For the calling process, irrevocably. 0 with the gaps, one bit each; negative errno when even limits are refused. */
int sandbox_enter(const struct sandbox *sandbox, unsigned *ret_gaps);

/* In a new child of a template that has entered: the limits for one message, and the stricter filter. The filter is
 * left out where the template could not have one either. 0 or negative errno. */
int sandbox_enter_child(const struct sandbox *sandbox);

#endif
