/*
 * tree_check: whether the lines are the records of the tree: each where it belongs, and as it was when its leaf was
 * hashed.
 *
 * The tree is made from the file `leaves`, and behind its end from the lines. Lines are given in the order of the
 * files; at the end the signed heads say which of both is right where a line and its leaf differ. Pure but for reading
 * leaves.
 */
#ifndef AUDIT_STORE_TREE_CHECK_H
#define AUDIT_STORE_TREE_CHECK_H

#include "audit/store/kept_head.h"
#include "audit/store/line_pool.h"
#include "audit/store/observations.h"

/* What can be said of a line at once. */
enum line_standing {
	LINE_STRANGE = 0, /* no record of this tree, or not here */
	LINE_CHANGED,	  /* stands where its record belongs, but is not as its leaf says */
	LINE_RIGHT,
};

struct altered_line { /* says that it is record `index`, and is not */
	uint64_t index;
	struct merkle_hash hash;
	struct place place;
	bool is_resolved;
};

struct altered_lines {
	struct altered_line *items;
	size_t count, capacity;
};

struct tree_root { /* of the first `size` records */
	uint64_t size;
	struct merkle_hash root;
	bool is_known;
};

struct index_range { /* both included */
	uint64_t first, last;
};

struct tree_check {
	struct store *store;
	struct observations *observations;
	struct merkle_range tree;
	struct tree_root *roots; /* wanted, by size */
	size_t root_count, next_root;
	uint8_t *seen; /* a bit a leaf of the file */
	uint64_t expected;
	uint64_t right_count; /* lines that are right */
	struct altered_lines altered;
	struct place last; /* of the last line that is right */
};

/* `sizes` are those at which roots are wanted, in any order. 0 or negative errno. */
int tree_check_init(struct tree_check *check, struct store *store, const uint64_t *sizes, size_t count,
    struct observations *observations);
void tree_check_clear(struct tree_check *check);

/* 0 or negative errno. */
int tree_check_line(struct tree_check *check, const struct hashed_line *line, enum line_standing *ret_standing);

/* After the last line: the tree is complete. */
int tree_check_end(struct tree_check *check);

/* NULL: the tree is smaller. */
const struct merkle_hash *tree_check_root(const struct tree_check *check, uint64_t size);

/* With the newest head that was signed (NULL: there is none that can be believed): tells edited from inserted lines,
 * and damaged leaves from damaged records. */
int tree_check_resolve(struct tree_check *check, const struct checkpoint *newest);

/* What is missing, with what retention says that it deleted: ranges in any order. */
int tree_check_missing(struct tree_check *check, const struct index_range *retained, size_t count);

/* The place of a line. */
struct place place_of(const struct hashed_line *line);

#endif
