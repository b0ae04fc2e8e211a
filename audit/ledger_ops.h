/*
 * ledger_ops: the system calls that decide what is durable in the ledger, and the clock, so that tests can make them
 * fail.
 */
#ifndef AUDIT_LEDGER_OPS_H
#define AUDIT_LEDGER_OPS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct ledger_ops {
	ssize_t (*write)(int fd, const void *bytes, size_t size);	       /* of records, at the end */
	ssize_t (*write_at)(int fd, const void *bytes, size_t size, off_t at); /* of everything else */
	int (*datasync)(int fd);
	int (*truncate)(int fd, off_t length);
	/* As renameat(); what had the name before is gone. */
	int (*rename)(int from_directory, const char *from, int to_directory, const char *to);
	int64_t (*now)(void); /* microseconds since the epoch */
};

/* The real ones. */
extern const struct ledger_ops ledger_ops_real;

#endif
