#include "audit/store/tree_check.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define LEAF_MOST (UINT64_C(1) << 32) /* more than any ledger has */

static int compare_roots(const void *a, const void *b)
{
	const struct tree_root *one = a, *other = b;

	return (one->size > other->size) - (one->size < other->size);
}

int tree_check_init(struct tree_check *check, struct store *store, const uint64_t *sizes, size_t count,
    struct observations *observations)
{
	*check = (struct tree_check){.store = store, .observations = observations};
	if (store->leaf_count > LEAF_MOST)
		return -EFBIG;
	check->roots = calloc(count + 1, sizeof(*check->roots));
	check->seen = calloc(store->leaf_count / 8 + 1, 1);
	if (check->roots == NULL || check->seen == NULL) {
		tree_check_clear(check);
		return -ENOMEM;
	}
	for (size_t i = 0; i < count; i++)
		check->roots[check->root_count++].size = sizes[i];
	if (count > 0)
		qsort(check->roots, count, sizeof(*check->roots), compare_roots);
	return 0;
}

void tree_check_clear(struct tree_check *check)
{
	free(check->roots);
	free(check->seen);
	free(check->altered.items);
	*check = (struct tree_check){0};
}

static bool is_seen(const struct tree_check *check, uint64_t index)
{
	return (check->seen[index / 8] >> (index % 8) & 1) != 0;
}

static void see(struct tree_check *check, uint64_t index)
{
	check->seen[index / 8] |= (uint8_t)(1U << (index % 8));
}

struct place place_of(const struct hashed_line *line)
{
	struct place place = {.segment = line->line.segment, .line = line->line.number};

	if (line->is_record && line->head.has_index) {
		place.has_index = true;
		place.first = place.last = line->head.index;
	}
	if (line->is_record && line->head.has_time) {
		place.has_time = true;
		place.time_us = line->head.time_us;
	}
	return place;
}

/* The roots that are wanted of the tree as large as it is now. */
static int note_roots(struct tree_root *roots, size_t count, size_t *next, const struct merkle_range *tree)
{
	int r = 0;

	while (r == 0 && *next < count && roots[*next].size == tree->size) {
		r = merkle_range_root(tree, &roots[*next].root);
		roots[*next].is_known = r == 0;
		++*next;
	}
	return r;
}

static int append(struct tree_check *check, const struct merkle_hash *leaf)
{
	int r = note_roots(check->roots, check->root_count, &check->next_root, &check->tree);

	return r < 0 ? r : merkle_range_append(&check->tree, leaf);
}

/* Goes on with the leaves of the file until the tree has `size`, or all of them. */
static int grow(struct tree_check *check, uint64_t size)
{
	struct merkle_hash leaf;
	int r = 0;

	while (r == 0 && check->tree.size < size && check->tree.size < check->store->leaf_count) {
		r = store_leaf(check->store, check->tree.size, &leaf);
		if (r == 0)
			r = append(check, &leaf);
	}
	return r;
}

static int keep_altered(struct tree_check *check, const struct hashed_line *line)
{
	struct altered_lines *altered = &check->altered;

	if (altered->count == altered->capacity) {
		size_t larger = altered->capacity == 0 ? 16 : 2 * altered->capacity;
		struct altered_line *grown = reallocarray(altered->items, larger, sizeof(*grown));
		if (grown == NULL)
			return -ENOMEM;
		altered->items = grown;
		altered->capacity = larger;
	}
	altered->items[altered->count++] =
	    (struct altered_line){.index = line->head.index, .hash = line->hash, .place = place_of(line)};
	return 0;
}

/* The line is what its leaf says. */
static enum line_standing stand(struct tree_check *check, const struct hashed_line *line)
{
	uint64_t index = line->head.index;
	struct place place = place_of(line);

	if (is_seen(check, index)) {
		observe_fault(check->observations, OBSERVED_REPEATED, &place,
		    "record %" PRIu64 " stands here a second time", index);
		return LINE_STRANGE;
	}
	see(check, index);
	check->right_count++;
	if (index < check->expected) {
		observe_fault(check->observations, OBSERVED_REORDERED, &place,
		    "record %" PRIu64 " stands behind record %" PRIu64 ": the lines were put in another order", index,
		    check->expected - 1);
		return LINE_STRANGE;
	}
	check->expected = index + 1;
	check->last = place;
	return LINE_RIGHT;
}

static int compare_leaf(struct tree_check *check, const struct hashed_line *line, enum line_standing *ret_standing)
{
	uint64_t index = line->head.index;
	struct merkle_hash leaf;

	int r = store_leaf(check->store, index, &leaf);
	if (r == 0)
		r = grow(check, index + 1);
	if (r < 0)
		return r;
	if (merkle_hash_equal(&leaf, &line->hash)) {
		*ret_standing = stand(check, line);
		return 0;
	}
	*ret_standing = index == check->expected ? LINE_CHANGED : LINE_STRANGE;
	check->expected += index == check->expected;
	return keep_altered(check, line);
}

/* Behind the last leaf of the file a line can only be the next. */
static int add_leaf(struct tree_check *check, const struct hashed_line *line, enum line_standing *ret_standing)
{
	struct place place = place_of(line);
	uint64_t index = line->head.index;

	int r = grow(check, UINT64_MAX);
	if (r < 0)
		return r;
	if (index != check->tree.size) {
		observe_fault(check->observations, OBSERVED_INSERTED, &place,
		    "this line says that it is record %" PRIu64 ", where record %" PRIu64 " must follow", index,
		    check->tree.size);
		return 0;
	}
	*ret_standing = LINE_RIGHT;
	check->right_count++;
	check->expected = index + 1;
	check->last = place;
	return append(check, &line->hash);
}

/* A line that cannot be read. The newest may be half written, or what a crash left. */
static void complain(struct tree_check *check, const struct hashed_line *line)
{
	const struct store *store = check->store;
	bool is_newest = line->line.segment == store->segments[store->segment_count - 1].number;
	struct place place = place_of(line);

	switch (line->line.trouble) {
	case LINE_TORN:
		if (is_newest)
			observe_remark(check->observations, OBSERVED_TORN, &place,
			    "the last line has no end: it was being written, or a crash left it; it is no record");
		else
			observe_fault(check->observations, OBSERVED_UNREADABLE, &place,
			    "the file ends within a line, and another file follows");
		break;
	case LINE_LONG:
		observe_fault(
		    check->observations, OBSERVED_UNREADABLE, &place, "the line is longer than any record can be");
		break;
	case LINE_NUL:
		observe_fault(check->observations, OBSERVED_UNREADABLE, &place, "the line has a NUL in it");
		break;
	case LINE_WHOLE:
		observe_fault(check->observations, OBSERVED_INSERTED, &place,
		    "the line is no record: it has no index, or none that can be read");
		break;
	}
}

int tree_check_line(struct tree_check *check, const struct hashed_line *line, enum line_standing *ret_standing)
{
	*ret_standing = LINE_STRANGE;
	if (!line->is_record || !line->head.has_index) {
		complain(check, line);
		return 0;
	}
	if (line->head.index < check->store->leaf_count)
		return compare_leaf(check, line, ret_standing);
	return add_leaf(check, line, ret_standing);
}

int tree_check_end(struct tree_check *check)
{
	int r = grow(check, UINT64_MAX);

	return r < 0 ? r : note_roots(check->roots, check->root_count, &check->next_root, &check->tree);
}

const struct merkle_hash *tree_check_root(const struct tree_check *check, uint64_t size)
{
	const struct tree_root wanted = {.size = size};
	const struct tree_root *found = check->root_count > 0 ? bsearch(&wanted, check->roots, check->root_count,
								    sizeof(*check->roots), compare_roots)
							      : NULL;

	return found != NULL && found->is_known ? &found->root : NULL;
}
