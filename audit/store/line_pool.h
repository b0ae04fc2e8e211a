/*
 * line_pool: threads that read a ledger's lines ahead, and hash and scan them; they come out in their order.
 *
 * One taker. Never logs.
 */
#ifndef AUDIT_STORE_LINE_POOL_H
#define AUDIT_STORE_LINE_POOL_H

#include "audit/store/line_head.h"
#include "audit/store/line_reader.h"

struct hashed_line {
	struct line line;
	struct merkle_hash hash; /* of the leaf that the line is */
	bool is_record;		 /* `head` could be read */
	struct line_head head;
};

struct batch {
	struct hashed_line *lines;
	size_t count;
	uint64_t octets; /* of the ledger, read so far */
};

struct line_pool;

/* The store must outlive it. 0 or negative errno. */
int line_pool_new(const struct store *store, struct line_pool **ret_pool);
void line_pool_free(struct line_pool *pool);

/* The next lines, valid until the next call: 1; 0 at the end; negative errno of reading. */
int line_pool_take(struct line_pool *pool, const struct batch **ret_batch);

#endif
