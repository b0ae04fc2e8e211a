#include "audit/tool/peers.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static int add_head(const char *path, struct kept_heads *heads)
{
	char problem[STORE_PROBLEM_SIZE], source[KEPT_HEAD_SOURCE_MAX];
	struct store *store = NULL;

	if (store_open(path, &store, problem) < 0)
		return 0;
	snprintf(source, sizeof(source), "%.140s/checkpoint", path);
	int r =
	    store->checkpoint != NULL ? kept_heads_add(heads, source, store->checkpoint, store->checkpoint_size) : 0;
	store_close(store);
	return r;
}

int peers_gather(char **paths, int count, int except, struct kept_heads *ret_heads)
{
	struct kept_heads heads = {0};
	int r = 0;

	for (int i = 0; i < count && r == 0; i++)
		if (i != except)
			r = add_head(paths[i], &heads);
	if (r < 0) {
		kept_heads_clear(&heads);
		return r;
	}
	*ret_heads = heads;
	return 0;
}

bool peers_are_copies(struct store *one, struct store *other)
{
	struct merkle_hash first, second;

	if (one->origin[0] == '\0' || strcmp(one->origin, other->origin) != 0)
		return false;
	if (store_leaf(one, 0, &first) < 0 || store_leaf(other, 0, &second) < 0)
		return true;
	return merkle_hash_equal(&first, &second);
}
