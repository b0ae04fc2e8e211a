/*
 * recovery: what opening a ledger makes of the files that it finds.
 *
 * Records decide, as far as they were never signed for: a torn end is set aside, and leaves that a crash cut or never
 * wrote are made again from them. What the newest checkpoint has signed decides over everything: the leaves must have
 * its root (if need be they are made again from all records, beside the old ones). A record that is missing or differs
 * where they are signed, or that has a leaf at all, is a gap: its number stays taken and its leaf stays in the tree.
 * When no leaves can be had that the checkpoint is the beginning of, nothing is touched and the ledger stays shut.
 *
 * Records of older segments are not read unless leaves are missing: to verify is the auditor's work. Never logs.
 */
#ifndef AUDIT_RECOVERY_H
#define AUDIT_RECOVERY_H

#include "audit/head.h"
#include "audit/tail.h"

struct recovery {
	struct merkle_range tree; /* of all leaves */
	struct head head;	  /* as it was found; the caller clears it */
	bool is_clean;		  /* the last life ended with "stop", or there was none */
	unsigned torn_segment;	  /* where a torn line was set aside, or 0 */
	uint64_t torn_octets;
	bool is_gapped;		   /* the next record belongs in a new segment */
	uint64_t gap_from, gap_to; /* indices, both included */
	uint64_t changed;	   /* lines in there, or that are not the ledger's at all */
	const char *trouble;	   /* the file that an error is about, static, or NULL */
};

/*
 * Fills in the tail, which is initialised and not open, and the outcome. `keys` are all that may have signed. 0;
 * -EBADMSG as said above; or another negative errno: then the tail is the caller's to clear, and opening may be tried
 * again.
 */
int recovery_run(struct tail *tail, const struct vkeys *keys, struct recovery *ret_recovery);

#endif
