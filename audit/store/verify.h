/*
 * verify: is this ledger what the gate wrote? Reads every line once, makes the tree, and asks every signed head.
 *
 * Never writes, never logs. What it cannot tell, its caller must say (referral-audit(1)).
 */
#ifndef AUDIT_STORE_VERIFY_H
#define AUDIT_STORE_VERIFY_H

#include "audit/store/life_check.h"

struct verify_options {
	struct kept_heads *old;	  /* heads kept elsewhere: those of this ledger's origin are asked; opened here */
	struct kept_heads *peers; /* newest heads of other directories that are given with this one; NULL: of none */
	const struct note_verifier *keys; /* kept elsewhere: one of them must have signed, or vouched; may be none */
	size_t key_count;
	uint64_t heartbeat; /* seconds; 0: as the records say */
	/* How far it is, as often as it likes; may be NULL. */
	void (*progress)(void *context, uint64_t octets);
	void *context;
};

struct verify_result {
	struct observations observations;
	uint64_t record_count; /* that are there and right */
	uint64_t tree_size;    /* records that there ever were, by the leaves */
	bool has_head;	       /* the newest checkpoint is signed by a key of the ledger or of the auditor's */
	struct checkpoint head;
	struct note_verifier signer;
	bool is_key_given;	 /* one of the auditor's signed it, or vouched for who did */
	size_t old_count;	 /* older heads of this origin that were asked */
	uint64_t old_size;	 /* of the largest that this ledger is a continuation of */
	uint64_t unsigned_count; /* records behind the newest checkpoint */
	bool has_time;
	int64_t first_us, last_us; /* of the records that are there */
	uint64_t start_count, unclean_count;
};

/* The result must be cleared, whatever is answered: 0 (see its observations), or negative errno of reading or for want
 * of memory. */
int verify_store(struct store *store, const struct verify_options *options, struct verify_result *ret_result);
void verify_result_clear(struct verify_result *result);

#endif
