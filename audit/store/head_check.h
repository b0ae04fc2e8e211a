/*
 * head_check: whether the signed heads, the newest and those that were kept elsewhere, belong to this tree, and whether
 * who signed them may be believed.
 */
#ifndef AUDIT_STORE_HEAD_CHECK_H
#define AUDIT_STORE_HEAD_CHECK_H

#include "audit/store/kept_head.h"

struct life_check;
struct store;
struct tree_check;
struct verify_options;
struct verify_result;

struct head_check {
	const struct store *store;
	const struct verify_options *options;
	struct note_verifier *keys; /* all that are known: the auditor's, then the ledger's own */
	size_t key_count;
	struct kept_heads own; /* the newest, and those with which an old key vouched for the next */
	struct kept_head *newest;
};

/* Checks signatures; fills has_head, head, signer of the result. 0 or negative errno. */
int head_check_open(struct head_check *check, const struct store *store, const struct verify_options *options,
    struct verify_result *result);
void head_check_clear(struct head_check *check);

/* The sizes at which roots are wanted, to be freed. 0, -ENOMEM. */
int head_check_sizes(const struct head_check *check, uint64_t **ret_sizes, size_t *ret_count);

/* When the tree is complete. */
void head_check_tree(struct head_check *check, const struct tree_check *tree, const struct life_check *life,
    struct verify_result *result);

#endif
