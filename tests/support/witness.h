/*
 * witness: somebody outside who keeps every checkpoint of a ledger that he saw, and later holds the ledger to them.
 *
 * Ends the test when the ledger does not keep what it signed.
 */
#ifndef TESTS_SUPPORT_WITNESS_H
#define TESTS_SUPPORT_WITNESS_H

#include <stdint.h>

/* Forgets all. */
void witness_begin(void);

/* Keeps the checkpoint that stands in the directory, if there is one. */
void witness_look(const char *directory);

/*
 * Every checkpoint that was seen is signed by a key of the ledger's, and its tree is the beginning of the tree of the
 * records that are there now; `leaves` are theirs; and the newest checkpoint is for all of them. Returns how many
 * checkpoints were seen.
 */
unsigned witness_check(const char *directory);

#endif
