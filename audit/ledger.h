/*
 * ledger: the audit record on disk. A line is durable (write, fdatasync) before ledger_append() returns 0, and only
 * then may the MTA hear the verdict.
 *
 * Lines are appended to `records-NNNNNN.jsonl`, mode 0600, under a lock file that admits one writer. Concurrent appends
 * share one write and one fdatasync: the first becomes the leader, those that come meanwhile are the next group. After
 * a failed write or sync nothing of the group is taken for durable: all of it fails, and the file is cut back to what
 * was durable before the next attempt; after a failed sync that attempt begins a new file. A last line without its
 * newline, left by a crash, is moved to `torn-NNNNNN-TIME` on opening.
 *
 * Safe for many threads. Tree, leaves and checkpoints join in this module.
 */
#ifndef AUDIT_LEDGER_H
#define AUDIT_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define LEDGER_LINE_MAX		(256U << 10) /* octets of a line, newline included: as RECORD_LINE_MAX */
#define LEDGER_SEGMENT_SIZE_MAX (64U << 20)  /* octets; then the next segment begins */

/* The system calls that decide durability, so that tests can make them fail. */
struct ledger_ops {
	ssize_t (*write)(int fd, const void *bytes, size_t size);
	int (*datasync)(int fd);
	int (*truncate)(int fd, off_t length);
};

struct ledger;

/* `ops` NULL means the real ones. Makes the directory (0700) if its parent allows; it may be readable to auditors, but
 * writable only to the daemon's user. 0, -EBUSY (another writer), -EPERM (a symbolic link, wrong owner or mode), or
 * another negative errno; *ret_torn (may be NULL) says whether a torn line was set aside. */
int ledger_open(const char *directory, const struct ledger_ops *ops, struct ledger **ret_ledger, bool *ret_torn);

/* Appends one line (`size` octets, its newline included) and returns when it is durable. 0, -EINVAL (no newline at the
 * end, or a newline or NUL before it), -E2BIG (past LEDGER_LINE_MAX), or another negative errno: then it is not in the
 * ledger. After an error of the disk each append tries anew. */
int ledger_append(struct ledger *ledger, const char *line, size_t size);

/* No thread may be appending. */
void ledger_close(struct ledger *ledger);

/* Appends since opening, and groups that they were committed in: for tests and metrics. */
void ledger_counts(struct ledger *ledger, uint64_t *ret_lines, uint64_t *ret_groups);

#endif
