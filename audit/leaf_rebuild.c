#include "audit/leaf_rebuild.h"

#include "audit/directory.h"

#include <errno.h>
#include <unistd.h>

#define BESIDE LEAVES_NAME ".new"

static int copy(struct leaves *old, struct leaves *leaves)
{
	struct merkle_hash hashes[64];
	size_t count = 0;
	int r = 0;

	for (uint64_t i = 0; i < old->count && r == 0; i += count) {
		for (count = 0; count < 64 && i + count < old->count && r == 0; count++)
			r = leaves_get(old, i + count, &hashes[count]);
		if (r == 0)
			r = leaves_put(leaves, i, hashes, count);
	}
	return r;
}

static int take_line(void *context, const struct ledger_line_head *head, const char *line, size_t size)
{
	struct leaves *leaves = context;
	struct merkle_hash hash;

	if (head == NULL)
		return 0;
	if (head->index > leaves->count)
		return -EBADMSG;
	int r = merkle_hash_leaf(line, size, &hash);
	return r < 0 ? r : leaves_put(leaves, head->index, &hash, 1);
}

int leaf_rebuild(struct leaves *old, const struct survey *survey, size_t position, struct leaves *ret_leaves)
{
	struct leaves leaves;
	int r = leaves_open(&leaves, old->ops, survey->directory, BESIDE);

	if (r < 0)
		return r;
	r = leaves_cut(&leaves, 0); /* what an earlier attempt left */
	if (r == 0)
		r = copy(old, &leaves);
	for (size_t i = position; i <= survey->last && r == 0; i++)
		r = survey_visit(survey, i, take_line, &leaves);
	if (r < 0) {
		leaf_rebuild_drop(&leaves, survey->directory);
		return r;
	}
	*ret_leaves = leaves;
	return 0;
}

int leaf_rebuild_keep(struct leaves *leaves, int directory)
{
	int r = leaves_sync(leaves);

	if (r == 0)
		r = leaves->ops->rename(directory, BESIDE, directory, LEAVES_NAME) == 0 ? 0 : -errno;
	return r < 0 ? r : directory_sync(directory);
}

void leaf_rebuild_drop(struct leaves *leaves, int directory)
{
	leaves_close(leaves);
	unlinkat(directory, BESIDE, 0);
}
