/*
 * tail: the end of the ledger that grows: the newest segment, and the leaves of its records.
 *
 * A commit is one write and one fdatasync of the lines, then one write of their leaves. After a failed one the tail is
 * cut back to what was committed before anything else is. Of one thread at a time. Never logs.
 */
#ifndef AUDIT_TAIL_H
#define AUDIT_TAIL_H

#include "audit/leaves.h"
#include "audit/ledger_ops.h"

#include <stdbool.h>
#include <stdint.h>

/* What the last commit left behind it. */
enum tail_condition {
	TAIL_UNSYNCED = 0, /* a sync failed: what the page cache holds may never reach the disk */
	TAIL_UNCUT,	   /* a write failed: there may be octets past the durable length */
	TAIL_SOUND
};

struct tail {
	const struct ledger_ops *ops;
	int directory; /* the owner's */
	off_t size_max;
	int64_t age_max; /* microseconds, 0 for none */
	int fd;
	unsigned number; /* of the segment */
	off_t durable;	 /* octets of it that are on disk */
	int64_t born;	 /* when its first line was written, microseconds since the epoch */
	enum tail_condition condition;
	struct leaves leaves;
};

/* Lines of one group, and their leaves from index leaves.count on. */
struct tail_group {
	const char *bytes;
	size_t size;
	const struct merkle_hash *hashes;
	size_t count;
};

/* An open tail has fd and leaves; this one has neither. */
void tail_init(struct tail *tail, const struct ledger_ops *ops, int directory);
void tail_clear(struct tail *tail);

/* Begins the segment of that number, or the next one that is free, once the leaves are synced; on failure the old one
 * stays. 0 or negative errno. */
int tail_begin(struct tail *tail, unsigned number);

/* All of the group is committed, or none of it counts. 0 or negative errno. */
int tail_commit(struct tail *tail, const struct tail_group *group);

#endif
