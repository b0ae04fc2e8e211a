/*
 * import_table: what came of one origin: its lines by their index, whichever order they came in, and its checkpoints.
 *
 * Which line has which index stands in a file without a name, a slot an index, so that memory does not grow with the
 * records (48 octets a record on disk, holes where none came). In memory are only what is rare: other lines with an
 * index that is taken, checkpoints, and announced keys; each has a limit, past which the import ends with an error.
 * Trusts nothing that a line says.
 */
#ifndef AUDIT_TOOL_IMPORT_TABLE_H
#define AUDIT_TOOL_IMPORT_TABLE_H

#include "audit/tool/import_line.h"
#include "audit/tool/import_spool.h"

#include <stdbool.h>
#include <stddef.h>

#define IMPORT_OTHERS_MAX      100000  /* of one origin */
#define IMPORT_CHECKPOINTS_MAX 2000000 /* of one origin: 112 octets each */
#define IMPORT_KEYS_MAX	       256     /* of one origin */

struct import_slot {
	struct merkle_hash leaf;
	uint64_t offset; /* in the spool */
	uint32_t length; /* 0: no line */
	bool is_new;	 /* came with this import */
};

struct import_other { /* a line with an index that another line has */
	uint64_t index;
	struct import_slot slot;
};

struct import_checkpoint {
	uint64_t size;
	struct merkle_hash root;
	uint8_t signature[IMPORT_SIGNATURE_SIZE];
	bool is_forged; /* a key that is believed did not make it */
};

struct import_key { /* that a record announces */
	uint64_t index;
	struct note_verifier verifier;
};

struct import_table {
	char origin[NOTE_NAME_MAX + 1];
	int slots;	     /* descriptor */
	uint64_t end;	     /* one past the highest index */
	uint64_t count;	     /* indices with a line */
	uint64_t fresh;	     /* of them, those that came with this import */
	uint64_t duplicates; /* lines that came again */
	bool is_untidy;	     /* an import that was killed left segments with lines twice, out of order or cut off */

	struct import_other *others;
	size_t other_count, other_capacity;
	struct import_checkpoint *checkpoints;
	size_t checkpoint_count, checkpoint_capacity;
	struct import_key *keys;
	size_t key_count, key_capacity;
};

/* Empty; `directory` is where its file is made. 0 or negative errno. */
int import_table_init(struct import_table *table, const char *origin, int directory);
void import_table_clear(struct import_table *table);

/* Takes in a line of its origin. `is_new`: it does not come from the directory that is being completed. 0; -E2BIG (past
 * a limit above); or another negative errno. */
int import_table_add(
    struct import_table *table, struct import_spool *spool, const struct import_line *line, bool is_new);

/* The slot of an index; its length is 0 where no line came. 0 or negative errno. */
int import_table_get(const struct import_table *table, uint64_t index, struct import_slot *ret_slot);
int import_table_set(const struct import_table *table, uint64_t index, const struct import_slot *slot);

/* The first index from `index` on that has a line: 1; 0: none; or negative errno. Passes holes by quickly. */
int import_table_next(const struct import_table *table, uint64_t index, uint64_t *ret_index);

/* Sorts others and keys by index and checkpoints by size, and drops what is there twice. */
void import_table_sort(struct import_table *table);

#endif
