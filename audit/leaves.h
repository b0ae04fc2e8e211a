/*
 * leaves: the file of the tree's leaf hashes, 32 octets a record, by index.
 *
 * Written without a sync of its own: what a power failure takes is made again from the records (audit/recovery.h), so
 * leaves are synced before the segment that has their records is left. Of one thread. Never logs.
 */
#ifndef AUDIT_LEAVES_H
#define AUDIT_LEAVES_H

#include "audit/ledger_ops.h"
#include "audit/merkle.h"

#include <stdbool.h>
#include <stdint.h>

#define LEAVES_NAME  "leaves"
#define LEAVES_BLOCK 2048 /* leaves that are read at once */

struct leaves {
	const struct ledger_ops *ops;
	int fd;
	uint64_t count;	 /* whole leaves */
	uint64_t synced; /* of these are on disk for sure */
	bool is_suspect; /* a sync failed: what is not synced must be written again */
	bool is_ragged;	 /* octets stand behind the last leaf */
	struct merkle_hash *block;
	uint64_t block_start, block_count;
};

/* Opens the file of that name, making an empty one where there is none. 0, -EPERM (no regular file), or another
 * negative errno. */
int leaves_open(struct leaves *leaves, const struct ledger_ops *ops, int directory, const char *name);
void leaves_close(struct leaves *leaves);

/* Leaf number `index`. 0, -ERANGE (past the last), or another negative errno. As a merkle_leaf, with the leaves for
 * its context. */
int leaves_get(void *leaves, uint64_t index, struct merkle_hash *ret_hash);

/* Writes leaves from `index` on, which is at most the count; the count grows as needed. 0, -ERANGE, or another negative
 * errno: then the count is what it was, but there may be more octets in the file. */
int leaves_put(struct leaves *leaves, uint64_t index, const struct merkle_hash *hashes, size_t count);

/* Cuts off what stands behind the last leaf, or behind an earlier one. 0 or negative errno. */
int leaves_cut(struct leaves *leaves, uint64_t count);

/* 0 or negative errno; after a failure the next sync first writes again what was not synced. */
int leaves_sync(struct leaves *leaves);

#endif
