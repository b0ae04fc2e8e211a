/*
 * store: a ledger's directory, or a copy of one, as an auditor reads it.
 *
 * Needs no root, daemon or network, takes no lock and never writes. Nothing in the directory is trusted: symbolic links
 * and what is no regular file are refused, every file that is read whole has a limit, and what a line says is for the
 * reader to judge (audit/store/line_reader.h has the lines, record_view.h what they say). One directory is one ledger
 * with its own origin.
 *
 * Not safe for many threads, but for what says so. Never logs.
 */
#ifndef AUDIT_STORE_STORE_H
#define AUDIT_STORE_STORE_H

#include "audit/merkle.h"
#include "audit/note.h"

#include <sys/types.h>

#define STORE_VKEY_MAX	   256 /* verifier keys that a ledger may have had */
#define STORE_PROBLEM_SIZE 512
#define STORE_DIRECTORY	   "/var/lib/referral-milter/ledger" /* where it is by default */

struct store_segment {
	unsigned number;
	off_t size; /* octets, when it was opened */
};

struct store_leaves; /* private */

struct store {
	char *path;    /* as given */
	int directory; /* descriptor */

	struct store_segment *segments; /* in their order; retention leaves holes in the numbers */
	size_t segment_count;

	char origin[NOTE_NAME_MAX + 1]; /* of the checkpoint, else of the last verifier key, else "" */
	char *checkpoint;		/* the newest signed head as it stands there, terminated; NULL: there is none */
	size_t checkpoint_size;

	struct note_verifier *vkeys; /* oldest first */
	size_t vkey_count;
	size_t bad_vkey_count; /* lines of `vkey` that are none */

	uint64_t leaf_count;	     /* whole ones in `leaves` */
	size_t leaf_rest;	     /* octets behind the last whole one */
	struct store_leaves *leaves; /* NULL: there is no such file */

	size_t torn_count;    /* files that a crash left */
	size_t strange_count; /* named like segments, but not quite */
	bool is_held;	      /* under legal hold */
};

/* 0, -ENOENT (no directory, or nothing of a ledger in it), -EPERM (a link or no regular file), -EFBIG (past a limit),
 * or another negative errno; then `ret_problem` says in English what is wrong with which file. */
int store_open(const char *path, struct store **ret_store, char ret_problem[STORE_PROBLEM_SIZE]);
void store_close(struct store *store);

/* Whether it is or once was the ledger's origin: where the gateway was renamed an older key has the older name. */
bool store_has_origin(const struct store *store, const char *origin);

/* The hash of a leaf as the file `leaves` has it; `store` is a struct store. For merkle_prove_inclusion() and its like:
 * neighbours are read together. -EINVAL past the last, or negative errno of reading. */
int store_leaf(void *store, uint64_t index, struct merkle_hash *ret_hash);

#endif
