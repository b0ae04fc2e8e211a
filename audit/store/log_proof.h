/*
 * log_proof: that one record is in the ledger, as C2SP tlog-proof (https://c2sp.org/tlog-proof) writes it.
 *
 * Its "extra" line holds the record itself, so that the file can be checked alone. That line is not authenticated by
 * itself: the leaf's hash is made from it, and that binds it to the signed root. Pure.
 */
#ifndef AUDIT_STORE_LOG_PROOF_H
#define AUDIT_STORE_LOG_PROOF_H

#include "audit/checkpoint.h"

#define LOG_PROOF_MAX (512U << 10) /* octets of a proof that is read */

struct log_proof {
	uint64_t index;
	struct merkle_proof path;
	char *record; /* terminated; NULL: the proof has none */
	size_t record_size;
	char *checkpoint; /* the signed note, terminated */
	size_t checkpoint_size;
};

/* The text, to be freed. 0, -ENOMEM. */
int log_proof_format(const struct log_proof *proof, char **ret_text, size_t *ret_size);

/* Reads one; trusts nothing. 0; -EBADMSG: no such proof; -ENOMEM. */
int log_proof_parse(const char *text, size_t size, struct log_proof *ret_proof);
void log_proof_clear(struct log_proof *proof);

/*
 * Whether one of the keys signed a head of a tree that has the proof's record at its index; *ret_head and *ret_key say
 * which. 0; -ENODATA: there is no record in it; -EBADMSG: it does not prove it; -ENOKEY, -EKEYREJECTED: the signature;
 * -EIO, -ENOMEM.
 */
int log_proof_check(const struct log_proof *proof, const struct note_verifier *keys, size_t count,
    struct checkpoint *ret_head, struct note_verifier *ret_key);

#endif
