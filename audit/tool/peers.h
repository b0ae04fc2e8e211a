/*
 * peers: what several directories say of each other that are given together.
 *
 * A gate has one history. Two directories of one origin are two moments of it, where the later one begins with the
 * earlier one, or two histories, of which somebody may show each to whom it suits. Never logs.
 */
#ifndef AUDIT_TOOL_PEERS_H
#define AUDIT_TOOL_PEERS_H

#include "audit/store/kept_head.h"
#include "audit/store/store.h"

/* The newest checkpoints of all directories but the one with the number `except`, as they stand there; what cannot be
 * read is left out, since whoever reads that directory says so. 0, -ENOMEM. */
int peers_gather(char **paths, int count, int except, struct kept_heads *ret_heads);

/* Whether the two begin with the same record of one origin: copies of one ledger. Where that cannot be told it is
 * taken for true. */
bool peers_are_copies(struct store *one, struct store *other);

#endif
