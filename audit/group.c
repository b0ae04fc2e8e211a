#include "audit/group.h"

#include "audit/ledger.h"
#include "audit/ledger_line.h"
#include "audit/segment.h"

#include <errno.h>
#include <stdlib.h>

#define GROUP_SIZE_MAX SEGMENT_TAIL_MAX /* octets of one write; so that a tail holds all that a crash can spoil */

void queue_init(struct queue *queue)
{
	queue->first = NULL;
	queue->end = &queue->first;
}

void queue_put(struct queue *queue, struct pending *pending)
{
	*queue->end = pending;
	queue->end = &pending->next;
}

struct pending *queue_take(struct queue *queue)
{
	struct pending *group = queue->first;
	struct pending *last = group;
	size_t size = group->size + LEDGER_INDEX_MAX, count = 1;

	while (last->next != NULL && count < GROUP_LINES_MAX &&
	       size + last->next->size + LEDGER_INDEX_MAX <= GROUP_SIZE_MAX) {
		last = last->next;
		size += last->size + LEDGER_INDEX_MAX;
		count++;
	}
	queue->first = last->next;
	if (queue->first == NULL)
		queue->end = &queue->first;
	last->next = NULL;
	return group;
}

int group_init(struct group *group)
{
	group->bytes = malloc(GROUP_SIZE_MAX);
	group->hashes = calloc(GROUP_LINES_MAX, sizeof(*group->hashes));
	return group->bytes != NULL && group->hashes != NULL ? 0 : -ENOMEM;
}

void group_clear(struct group *group)
{
	free(group->bytes);
	free(group->hashes);
	*group = (struct group){.bytes = NULL};
}

int group_fill(struct group *group, const struct merkle_range *tree, const struct pending *pending)
{
	int r = 0;

	group->tree = *tree;
	group->size = group->count = 0;
	for (; pending != NULL && r == 0; pending = pending->next) {
		char *line = group->bytes + group->size;
		struct merkle_hash *hash = &group->hashes[group->count++];
		size_t size = ledger_line_number(pending->line, pending->size, group->tree.size, line);
		group->size += size;
		r = merkle_hash_leaf(line, size - 1, hash);
		if (r == 0)
			r = merkle_range_append(&group->tree, hash);
	}
	return r;
}
