#include "audit/merkle.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define PREFIX_LEAF 0x00
#define PREFIX_NODE 0x01

#define LEAF_ON_STACK 4096 /* octets; most lines are shorter */

bool merkle_hash_equal(const struct merkle_hash *a, const struct merkle_hash *b)
{
	return memcmp(a->octets, b->octets, sizeof(a->octets)) == 0;
}

int merkle_hash_leaf(const void *octets, size_t size, struct merkle_hash *ret_hash)
{
	uint8_t small[LEAF_ON_STACK], *whole = size < sizeof(small) ? small : malloc(size + 1);

	if (whole == NULL)
		return -ENOMEM;
	whole[0] = PREFIX_LEAF;
	if (size > 0)
		memcpy(whole + 1, octets, size);
	int r = digest_sha256(whole, size + 1, ret_hash->octets);
	if (whole != small)
		free(whole);
	return r;
}

static int hash_node(const struct merkle_hash *left, const struct merkle_hash *right, struct merkle_hash *ret_hash)
{
	uint8_t both[1 + 2 * DIGEST_SIZE];

	both[0] = PREFIX_NODE;
	memcpy(both + 1, left->octets, DIGEST_SIZE);
	memcpy(both + 1 + DIGEST_SIZE, right->octets, DIGEST_SIZE);
	return digest_sha256(both, sizeof(both), ret_hash->octets);
}

/* Two full subtrees of one size become one, as often as the new size has trailing zeros. */
int merkle_range_append(struct merkle_range *range, const struct merkle_hash *leaf)
{
	struct merkle_range grown = *range;
	int r = 0;

	grown.roots[grown.root_count++] = *leaf;
	for (uint64_t size = range->size; (size & 1) != 0 && r == 0; size >>= 1) {
		struct merkle_hash *left = &grown.roots[grown.root_count - 2];
		r = hash_node(left, &grown.roots[grown.root_count - 1], left);
		grown.root_count--;
	}
	grown.size++;
	if (r == 0)
		*range = grown;
	return r;
}

int merkle_range_root(const struct merkle_range *range, struct merkle_hash *ret_root)
{
	struct merkle_hash root;
	int r = 0;

	if (range->root_count == 0)
		return digest_sha256("", 0, ret_root->octets);
	root = range->roots[range->root_count - 1];
	for (size_t i = range->root_count - 1; i > 0 && r == 0; i--)
		r = hash_node(&range->roots[i - 1], &root, &root);
	if (r == 0)
		*ret_root = root;
	return r;
}

/* The leaves and who has them. */
struct leaves {
	merkle_leaf leaf;
	void *context;
};

/* The root of the leaves from `start` on. */
static int subtree_root(const struct leaves *leaves, uint64_t start, uint64_t size, struct merkle_hash *ret_root)
{
	struct merkle_range range = {0};
	int r = 0;

	for (uint64_t i = 0; i < size && r == 0; i++) {
		struct merkle_hash hash;
		r = leaves->leaf(leaves->context, start + i, &hash);
		if (r == 0)
			r = merkle_range_append(&range, &hash);
	}
	return r < 0 ? r : merkle_range_root(&range, ret_root);
}

int merkle_root(merkle_leaf leaf, void *context, uint64_t size, struct merkle_hash *ret_root)
{
	const struct leaves leaves = {leaf, context};

	return subtree_root(&leaves, 0, size, ret_root);
}

/* The largest power of two below `size`, which is at least 2. */
static uint64_t split(uint64_t size)
{
	uint64_t power = 1;

	while (power < size - power)
		power *= 2;
	return power;
}

static int add_subtree(const struct leaves *leaves, uint64_t start, uint64_t size, struct merkle_proof *proof)
{
	if (proof->count == MERKLE_PROOF_MAX)
		return -E2BIG;
	return subtree_root(leaves, start, size, &proof->hashes[proof->count++]);
}

static void reverse(struct merkle_proof *proof)
{
	for (size_t i = 0, j = proof->count; i + 1 < j; i++, j--) {
		struct merkle_hash hash = proof->hashes[i];
		proof->hashes[i] = proof->hashes[j - 1];
		proof->hashes[j - 1] = hash;
	}
}

/* PATH(m, D[n]) of RFC 6962 section 2.1.1, from the root down; the proof goes up. */
int merkle_prove_inclusion(
    merkle_leaf leaf, void *context, uint64_t index, uint64_t size, struct merkle_proof *ret_proof)
{
	const struct leaves leaves = {leaf, context};
	struct merkle_proof proof = {.count = 0};
	uint64_t start = 0, left = size;
	int r = 0;

	if (index >= size)
		return -EINVAL;
	while (left > 1 && r == 0) {
		uint64_t half = split(left);
		if (index - start < half) {
			r = add_subtree(&leaves, start + half, left - half, &proof);
			left = half;
		} else {
			r = add_subtree(&leaves, start, half, &proof);
			start += half;
			left -= half;
		}
	}
	if (r < 0)
		return r;
	reverse(&proof);
	*ret_proof = proof;
	return 0;
}

/* SUBPROOF(m, D[n], b) of RFC 6962 section 2.1.2, from the root down. */
int merkle_prove_consistency(
    merkle_leaf leaf, void *context, uint64_t old_size, uint64_t size, struct merkle_proof *ret_proof)
{
	const struct leaves leaves = {leaf, context};
	struct merkle_proof proof = {.count = 0};
	uint64_t start = 0, left = size, old = old_size;
	bool is_whole = true; /* the subtree is the old tree itself */
	int r = 0;

	if (old_size == 0 || old_size > size)
		return -EINVAL;
	while (old < left && r == 0) {
		uint64_t half = split(left);
		if (old <= half) {
			r = add_subtree(&leaves, start + half, left - half, &proof);
			left = half;
		} else {
			r = add_subtree(&leaves, start, half, &proof);
			start += half;
			left -= half;
			old -= half;
			is_whole = false;
		}
	}
	if (r == 0 && !is_whole)
		r = add_subtree(&leaves, start, left, &proof);
	if (r < 0)
		return r;
	reverse(&proof);
	*ret_proof = proof;
	return 0;
}

int merkle_check_inclusion(const struct merkle_proof *proof, uint64_t index, uint64_t size,
    const struct merkle_hash *leaf, const struct merkle_hash *root)
{
	uint64_t first = index, last = size - 1;
	struct merkle_hash hash = *leaf;
	int r = 0;

	if (index >= size)
		return -EBADMSG;
	for (size_t i = 0; i < proof->count && r == 0; i++) {
		if (last == 0)
			return -EBADMSG;
		if ((first & 1) != 0 || first == last) {
			r = hash_node(&proof->hashes[i], &hash, &hash);
			while ((first & 1) == 0 && first != 0) {
				first >>= 1;
				last >>= 1;
			}
		} else {
			r = hash_node(&hash, &proof->hashes[i], &hash);
		}
		first >>= 1;
		last >>= 1;
	}
	if (r < 0)
		return r;
	return last == 0 && merkle_hash_equal(&hash, root) ? 0 : -EBADMSG;
}

/* The two roots that a consistency proof leads to, from its first hash on. */
struct two_roots {
	struct merkle_hash old, new;
	uint64_t first, last;
};

static int climb(struct two_roots *roots, const struct merkle_hash *hash)
{
	int r = 0;

	if (roots->last == 0)
		return -EBADMSG;
	if ((roots->first & 1) != 0 || roots->first == roots->last) {
		r = hash_node(hash, &roots->old, &roots->old);
		if (r == 0)
			r = hash_node(hash, &roots->new, &roots->new);
		while ((roots->first & 1) == 0 && roots->first != 0) {
			roots->first >>= 1;
			roots->last >>= 1;
		}
	} else {
		r = hash_node(&roots->new, hash, &roots->new);
	}
	roots->first >>= 1;
	roots->last >>= 1;
	return r;
}

static bool is_power_of_two(uint64_t number)
{
	return (number & (number - 1)) == 0;
}

int merkle_check_consistency(const struct merkle_proof *proof, uint64_t old_size, const struct merkle_hash *old_root,
    uint64_t size, const struct merkle_hash *root)
{
	struct two_roots roots = {.first = old_size - 1, .last = size - 1};
	size_t next = 0;
	int r = 0;

	if (old_size == 0 || old_size > size)
		return -EBADMSG;
	if (old_size == size)
		return proof->count == 0 && merkle_hash_equal(old_root, root) ? 0 : -EBADMSG;
	/* A full tree is its own first hash, and left out of the proof. */
	if (!is_power_of_two(old_size) && proof->count == 0)
		return -EBADMSG;
	roots.old = roots.new = is_power_of_two(old_size) ? *old_root : proof->hashes[next++];
	while ((roots.first & 1) != 0) {
		roots.first >>= 1;
		roots.last >>= 1;
	}
	while (next < proof->count && r == 0)
		r = climb(&roots, &proof->hashes[next++]);
	if (r < 0)
		return r;
	return roots.last == 0 && merkle_hash_equal(&roots.old, old_root) && merkle_hash_equal(&roots.new, root)
		   ? 0
		   : -EBADMSG;
}
