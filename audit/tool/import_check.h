/*
 * import_check: whether what came of an origin is what its gateway signed.
 *
 * Walks the records from index 0 to the first that is missing, and compares the tree with every checkpoint on the way.
 * Where several lines have one index, the lines between two checkpoints are chosen so that the tree is the signed one,
 * if there are few enough to try. Keys are the auditor's own and those that a record announces which a good checkpoint
 * covers; without one of the auditor's, those that the records announce are believed, and the outcome says so.
 */
#ifndef AUDIT_TOOL_IMPORT_CHECK_H
#define AUDIT_TOOL_IMPORT_CHECK_H

#include "audit/tool/import_table.h"

#define IMPORT_CHOICES_MAX 4096	    /* combinations of lines that are tried between two checkpoints */
#define IMPORT_EFFORT_MAX  20000000 /* records that are hashed for that, of one origin */

struct import_believed {
	struct note_verifier verifier;
	uint64_t since;			      /* the record that announces it; 0 where none does */
	const struct import_checkpoint *last; /* the largest of it that was right, of the table, or NULL */
};

struct import_outcome {
	uint64_t contiguous; /* records from index 0 on without a gap */
	uint64_t proven;     /* records that a good checkpoint covers */
	uint64_t promised;   /* records that the largest good signature speaks of: more are missing than came */
	size_t checked;	     /* checkpoints whose tree is ours */
	size_t wrong;	     /* signed checkpoints of another tree */
	uint64_t first_wrong;
	size_t forged;		 /* with a signature that is not the key's */
	size_t unknown;		 /* by keys that nobody vouches for */
	size_t settled;		 /* indices where a checkpoint told which of several lines it is */
	bool is_vouched;	 /* the auditor gave a key */
	struct merkle_hash root; /* of the contiguous records */

	/* The largest good checkpoint, of the table, or NULL; and the keys that were believed, oldest first, to be
	 * freed. */
	const struct import_checkpoint *newest;
	struct import_believed *keys;
	size_t key_count;
};

/* Sorts the table, and may exchange lines of one index. 0 or negative errno; the outcome is cleared in every case. */
int import_check(struct import_table *table, const struct note_verifier *given, size_t given_count,
    struct import_outcome *ret_outcome);
void import_outcome_clear(struct import_outcome *outcome);

/* The signed note of a checkpoint of the table, to be freed; NULL for want of memory. */
char *import_check_note(const struct import_table *table, const struct import_checkpoint *checkpoint);

#endif
