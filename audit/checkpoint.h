/*
 * checkpoint: the head of the ledger's tree, as C2SP tlog-checkpoint (https://c2sp.org/tlog-checkpoint) writes it: the
 * origin, the number of records in decimal, and the root's base64, a line each; signed as a note by the origin's key.
 */
#ifndef AUDIT_CHECKPOINT_H
#define AUDIT_CHECKPOINT_H

#include "audit/merkle.h"
#include "audit/note.h"

#define CHECKPOINT_TEXT_MAX (NOTE_NAME_MAX + 1 + 20 + 1 + 44 + 1)

struct checkpoint {
	char origin[NOTE_NAME_MAX + 1];
	uint64_t size;
	struct merkle_hash root;
};

/* The signed note, to be freed; the origin is the signer's name. 0, -EIO, -ENOMEM. */
int checkpoint_sign(const struct note_signer *signer, uint64_t size, const struct merkle_hash *root, char **ret_note);

/* Reads one that the verifier's key has signed; trusts nothing. 0; -EBADMSG (no checkpoint, or another origin's); as
 * note_open(). Extension lines of other origins' software are allowed and not looked at. */
int checkpoint_open(
    const struct note_verifier *verifier, const char *note, size_t size, struct checkpoint *ret_checkpoint);

#endif
