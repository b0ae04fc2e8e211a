/* tree_check: what comes after the last line, when the signed heads can be asked. */
#include "audit/store/tree_check.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static bool is_seen(const struct tree_check *check, uint64_t index)
{
	return (check->seen[index / 8] >> (index % 8) & 1) != 0;
}

static int compare_altered(const void *a, const void *b)
{
	const struct altered_line *one = a, *other = b;

	if (one->index != other->index)
		return one->index > other->index ? 1 : -1;
	if (one->place.segment != other->place.segment)
		return one->place.segment > other->place.segment ? 1 : -1;
	return (one->place.line > other->place.line) - (one->place.line < other->place.line);
}

/* By index; of several that say they are one record the first counts, and none where the record itself is there. */
static void tell_inserted(struct tree_check *check)
{
	struct altered_lines *altered = &check->altered;

	if (altered->count > 0)
		qsort(altered->items, altered->count, sizeof(*altered->items), compare_altered);
	for (size_t i = 0; i < altered->count; i++) {
		struct altered_line *line = &altered->items[i];
		bool is_second = i > 0 && altered->items[i - 1].index == line->index;
		if (!is_second && !is_seen(check, line->index))
			continue;
		line->is_resolved = true;
		observe_fault(check->observations, OBSERVED_INSERTED, &line->place,
		    "this line was put in: it says that it is record %" PRIu64 ", which stands elsewhere", line->index);
	}
}

/* The tree with the altered lines in the place of their leaves. */
struct other_tree {
	struct tree_check *check;
	size_t next; /* of the altered lines */
};

static int other_leaf(struct other_tree *other, uint64_t index, struct merkle_hash *ret_leaf)
{
	const struct altered_lines *altered = &other->check->altered;

	while (other->next < altered->count &&
	       (altered->items[other->next].index < index || altered->items[other->next].is_resolved))
		other->next++;
	if (other->next < altered->count && altered->items[other->next].index == index) {
		*ret_leaf = altered->items[other->next].hash;
		return 0;
	}
	return store_leaf(other->check->store, index, ret_leaf);
}

/* Its roots in `roots`, which has room for as many as the check has. */
static int make_other_tree(struct tree_check *check, struct tree_root *roots)
{
	struct other_tree other = {.check = check};
	struct merkle_range tree = {0};
	size_t next = 0;
	int r = 0;

	while (r == 0) {
		while (r == 0 && next < check->root_count && roots[next].size == tree.size) {
			r = merkle_range_root(&tree, &roots[next].root);
			roots[next].is_known = r == 0;
			next++;
		}
		if (r < 0 || tree.size == check->store->leaf_count)
			break;
		struct merkle_hash leaf;
		r = other_leaf(&other, tree.size, &leaf);
		if (r == 0)
			r = merkle_range_append(&tree, &leaf);
	}
	return r;
}

/* The signed root comes out when the lines are taken for right and the file `leaves` for wrong. */
static int try_lines(struct tree_check *check, const struct checkpoint *newest, bool *ret_right)
{
	struct tree_root *roots = calloc(check->root_count + 1, sizeof(*roots));
	int r = roots != NULL ? 0 : -ENOMEM;

	for (size_t i = 0; r == 0 && i < check->root_count; i++)
		roots[i].size = check->roots[i].size;
	if (r == 0)
		r = make_other_tree(check, roots);
	for (size_t i = 0; r == 0 && i < check->root_count && !*ret_right; i++)
		*ret_right = roots[i].size == newest->size && roots[i].is_known &&
			     merkle_hash_equal(&roots[i].root, &newest->root);
	if (r == 0 && *ret_right)
		memcpy(check->roots, roots, check->root_count * sizeof(*roots));
	free(roots);
	return r;
}

/* What every altered line that is left says of itself. */
static void tell_altered(struct tree_check *check, enum observation_kind kind, const char *what)
{
	for (size_t i = 0; i < check->altered.count; i++) {
		struct altered_line *line = &check->altered.items[i];
		if (line->is_resolved)
			continue;
		observe_fault(check->observations, kind, &line->place, "record %" PRIu64 " %s", line->index, what);
	}
}

static void tell_root(struct tree_check *check, const struct checkpoint *newest)
{
	struct place place = {.has_index = true, .first = 0, .last = newest->size > 0 ? newest->size - 1 : 0};

	observe_fault(check->observations, OBSERVED_ROOT, &place,
	    "the %" PRIu64
	    " records that the newest checkpoint signs do not add up to its root: history was replaced, or "
	    "records and the file leaves were both changed",
	    newest->size);
}

static bool has_altered(const struct tree_check *check)
{
	for (size_t i = 0; i < check->altered.count; i++)
		if (!check->altered.items[i].is_resolved)
			return true;
	return false;
}

int tree_check_resolve(struct tree_check *check, const struct checkpoint *newest)
{
	const struct merkle_hash *root = newest != NULL ? tree_check_root(check, newest->size) : NULL;
	bool is_signed = root != NULL && merkle_hash_equal(root, &newest->root);
	bool are_lines_right = false;
	int r = 0;

	tell_inserted(check);
	if (root != NULL && !is_signed && has_altered(check))
		r = try_lines(check, newest, &are_lines_right);
	if (r < 0)
		return r;
	if (are_lines_right) {
		tell_altered(check, OBSERVED_LEAVES, "is as it was signed, but its hash in the file leaves is not");
		return 0;
	}
	tell_altered(check, OBSERVED_EDITED,
	    is_signed ? "is not as it was signed: the line was changed"
		      : "and its hash in the file leaves differ: one of both was changed");
	if (root != NULL && !is_signed)
		tell_root(check, newest);
	return 0;
}

/* An altered line is its record, though changed: it is not missing as well. */
static void see_altered(struct tree_check *check)
{
	for (size_t i = 0; i < check->altered.count; i++)
		check->seen[check->altered.items[i].index / 8] |= (uint8_t)(1U << (check->altered.items[i].index % 8));
}

static int compare_ranges(const void *a, const void *b)
{
	const struct index_range *one = a, *other = b;

	return (one->first > other->first) - (one->first < other->first);
}

static void tell_missing(struct tree_check *check, uint64_t first, uint64_t last, bool is_retained)
{
	struct place place = {.has_index = true, .first = first, .last = last};

	if (is_retained)
		observe_remark(check->observations, OBSERVED_RETENTION, &place,
		    "%" PRIu64 " records were deleted when their time was over, and a record says so",
		    last - first + 1);
	else if (first == last)
		observe_fault(check->observations, OBSERVED_MISSING, &place,
		    "record %" PRIu64 " is missing: it was signed and is not there", first);
	else
		observe_fault(check->observations, OBSERVED_MISSING, &place,
		    "records %" PRIu64 " to %" PRIu64 " are missing: %" PRIu64 " were signed and are not there", first,
		    last, last - first + 1);
}

/* One hole, cut where the ranges of retention begin and end; `ranges` are in order of their beginning. */
static void tell_hole(
    struct tree_check *check, uint64_t first, uint64_t last, const struct index_range *ranges, size_t count)
{
	for (size_t i = 0; i < count && first <= last; i++) {
		if (ranges[i].last < first || ranges[i].first > last)
			continue;
		if (ranges[i].first > first)
			tell_missing(check, first, ranges[i].first - 1, false);
		uint64_t start = ranges[i].first > first ? ranges[i].first : first;
		uint64_t end = ranges[i].last < last ? ranges[i].last : last;
		tell_missing(check, start, end, true);
		first = end + 1;
	}
	if (first <= last)
		tell_missing(check, first, last, false);
}

int tree_check_missing(struct tree_check *check, const struct index_range *retained, size_t count)
{
	struct index_range *ranges = calloc(count + 1, sizeof(*ranges));
	uint64_t leaf_count = check->store->leaf_count;

	if (ranges == NULL)
		return -ENOMEM;
	if (count > 0) {
		memcpy(ranges, retained, count * sizeof(*ranges));
		qsort(ranges, count, sizeof(*ranges), compare_ranges);
	}
	see_altered(check);
	for (uint64_t i = 0; i < leaf_count;) {
		uint64_t first = i;
		while (i < leaf_count && !is_seen(check, i))
			i++;
		if (i > first)
			tell_hole(check, first, i - 1, ranges, count);
		while (i < leaf_count && is_seen(check, i))
			i++;
	}
	free(ranges);
	return 0;
}
