/*
 * merkle: the tree of RFC 6962 section 2 over the ledger's records, with SHA-256.
 *
 * A leaf is a record's line without its newline: its hash is SHA-256(0x00, line), and a node's SHA-256(0x01, left,
 * right). The root of a growing tree is kept by `merkle_range`, the roots of its full subtrees, at most one per bit of
 * its size; proofs are made from all leaf hashes, which the caller has (the ledger's `leaves` file). Pure: no file is
 * opened here.
 */
#ifndef AUDIT_MERKLE_H
#define AUDIT_MERKLE_H

#include "audit/digest.h"

#include <stdbool.h>
#include <stddef.h>

#define MERKLE_HEIGHT_MAX 64			  /* levels: a size is a 64-bit number */
#define MERKLE_PROOF_MAX  (2 * MERKLE_HEIGHT_MAX) /* hashes in a proof */

struct merkle_hash {
	uint8_t octets[DIGEST_SIZE];
};

/* A tree of so many leaves, as what is needed to go on. All zero is the empty tree. */
struct merkle_range {
	uint64_t size;
	struct merkle_hash roots[MERKLE_HEIGHT_MAX]; /* of the full subtrees, largest first */
	size_t root_count;
};

struct merkle_proof {
	struct merkle_hash hashes[MERKLE_PROOF_MAX];
	size_t count;
};

/* The hash of leaf number `index` (below the size that was asked about). 0 or negative errno, which is handed on. */
typedef int (*merkle_leaf)(void *context, uint64_t index, struct merkle_hash *ret_hash);

/* RFC 6962 section 2.1. All return 0, or -EIO when libcrypto fails. */
int merkle_hash_leaf(const void *octets, size_t size, struct merkle_hash *ret_hash);
int merkle_range_append(struct merkle_range *range, const struct merkle_hash *leaf);
int merkle_range_root(const struct merkle_range *range, struct merkle_hash *ret_root);

/* The root of the first `size` leaves. 0, -EIO, or the leaf's error. */
int merkle_root(merkle_leaf leaf, void *context, uint64_t size, struct merkle_hash *ret_root);

/* RFC 6962 section 2.1.1: that leaf `index` is in the tree of `size` leaves. -EINVAL when it cannot be; otherwise as
 * merkle_root(). */
int merkle_prove_inclusion(
    merkle_leaf leaf, void *context, uint64_t index, uint64_t size, struct merkle_proof *ret_proof);

/* RFC 6962 section 2.1.2: that the tree of `old_size` leaves (not 0) is the beginning of the tree of `size`. */
int merkle_prove_consistency(
    merkle_leaf leaf, void *context, uint64_t old_size, uint64_t size, struct merkle_proof *ret_proof);

/* Whether a proof proves it, by RFC 9162 sections 2.1.3.2 and 2.1.4.2. 0; -EBADMSG when not; -EIO. */
int merkle_check_inclusion(const struct merkle_proof *proof, uint64_t index, uint64_t size,
    const struct merkle_hash *leaf, const struct merkle_hash *root);
int merkle_check_consistency(const struct merkle_proof *proof, uint64_t old_size, const struct merkle_hash *old_root,
    uint64_t size, const struct merkle_hash *root);

bool merkle_hash_equal(const struct merkle_hash *a, const struct merkle_hash *b);

#endif
