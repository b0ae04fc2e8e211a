/*
 * leaf_rebuild: a ledger's leaves made again from its records, beside the old ones, until somebody says that they are
 * better. Never logs.
 */
#ifndef AUDIT_LEAF_REBUILD_H
#define AUDIT_LEAF_REBUILD_H

#include "audit/leaves.h"
#include "audit/survey.h"

/* The old leaves, and over them those of the records of the segment at `position` and of all that follow. 0, -EBADMSG
 * (a record is missing whose leaf is missing too), or another negative errno; then there is nothing to drop. */
int leaf_rebuild(struct leaves *old, const struct survey *survey, size_t position, struct leaves *ret_leaves);

/* Puts them in the place of the old ones, durably. 0 or negative errno. */
int leaf_rebuild_keep(struct leaves *leaves, int directory);

/* Closes and removes them. */
void leaf_rebuild_drop(struct leaves *leaves, int directory);

#endif
