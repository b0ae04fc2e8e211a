/*
 * group: the lines that wait to be committed together, and what becomes of them on their way to the disk: numbered, one
 * behind the other, with their leaf hashes. Not safe for threads: the ledger's lock is its owner's.
 */
#ifndef AUDIT_GROUP_H
#define AUDIT_GROUP_H

#include "audit/tail.h"

#include <stdbool.h>
#include <stddef.h>

#define GROUP_LINES_MAX 1024

/* A line that waits; it lives on the stack of the thread that appends it. */
struct pending {
	const char *line;
	size_t size;
	struct pending *next;
	int result;
	bool is_done;
};

struct queue {
	struct pending *first;
	struct pending **end;
};

void queue_init(struct queue *queue);
void queue_put(struct queue *queue, struct pending *pending);

/* Takes as many lines as one group holds off the front; there is at least one. */
struct pending *queue_take(struct queue *queue);

struct group {
	char *bytes;
	struct merkle_hash *hashes;
	size_t size, count;
	struct merkle_range tree; /* with these lines in it */
};

/* 0, -ENOMEM. */
int group_init(struct group *group);
void group_clear(struct group *group);

/* Fills it with the lines, numbered on from the tree. 0, -EIO, -ENOMEM. */
int group_fill(struct group *group, const struct merkle_range *tree, const struct pending *pending);

#endif
