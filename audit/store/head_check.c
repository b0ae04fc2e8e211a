#include "audit/store/head_check.h"

#include "audit/store/plain_file.h"
#include "audit/store/verify.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HANDOVER_NAME_SIZE sizeof("handover-01234567")
#define LISTS		   3 /* of heads: the ledger's own, the auditor's, those of other directories */

void head_check_clear(struct head_check *check)
{
	kept_heads_clear(&check->own);
	free(check->keys);
	*check = (struct head_check){0};
}

static int gather_keys(struct head_check *check)
{
	const struct verify_options *options = check->options;

	check->keys = calloc(options->key_count + check->store->vkey_count + 1, sizeof(*check->keys));
	if (check->keys == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < options->key_count; i++)
		check->keys[check->key_count++] = options->keys[i];
	for (size_t i = 0; i < check->store->vkey_count; i++)
		check->keys[check->key_count++] = check->store->vkeys[i];
	return 0;
}

/* The head with which a key vouched for its successor, where the ledger kept it. */
static int add_handovers(struct head_check *check)
{
	for (size_t i = 0; i < check->key_count; i++) {
		char name[HANDOVER_NAME_SIZE];
		char *text = NULL;
		size_t size = 0;
		snprintf(name, sizeof(name), "handover-%08" PRIx32, check->keys[i].id);
		int r = plain_file_read(check->store->directory, name, NOTE_SIZE_MAX, &text, &size);
		if (r == 0)
			r = kept_heads_add(&check->own, name, text, size);
		free(text);
		if (r == -ENOMEM)
			return r;
	}
	return 0;
}

/* Why a head cannot be believed. */
static const char *reason_of(const struct kept_head *head)
{
	switch (head->error) {
	case -ENOKEY:
		return "it is signed by none of the known keys";
	case -EKEYREJECTED:
		return "its signature is wrong";
	default:
		return "it is no checkpoint";
	}
}

static void open_newest(struct head_check *check, struct verify_result *result)
{
	struct kept_head *head = check->newest;

	if (head == NULL)
		observe_fault(&result->observations, OBSERVED_CHECKPOINT, NULL,
		    "there is no checkpoint: nothing proves that the records are those that were written");
	else if (!head->is_open)
		observe_fault(&result->observations, OBSERVED_CHECKPOINT, NULL,
		    "the newest checkpoint cannot be believed: %s", reason_of(head));
	if (head == NULL || !head->is_open)
		return;
	result->has_head = true;
	result->head = head->checkpoint;
	result->signer = head->signer;
}

static int open_all(struct head_check *check)
{
	struct kept_heads *lists[] = {&check->own, check->options->old, check->options->peers};
	int r = 0;

	for (size_t i = 0; i < LISTS; i++)
		for (size_t j = 0; r == 0 && lists[i] != NULL && j < lists[i]->count; j++)
			if (i == 0 || store_has_origin(check->store, lists[i]->items[j].origin))
				r = kept_head_open(&lists[i]->items[j], check->keys, check->key_count);
	return r;
}

int head_check_open(struct head_check *check, const struct store *store, const struct verify_options *options,
    struct verify_result *result)
{
	*check = (struct head_check){.store = store, .options = options};
	int r = gather_keys(check);
	if (r == 0 && store->checkpoint != NULL)
		r = kept_heads_add(&check->own, "checkpoint", store->checkpoint, store->checkpoint_size);
	if (r == 0)
		r = add_handovers(check);
	if (r == 0)
		r = open_all(check);
	if (r < 0)
		return r;
	check->newest = store->checkpoint != NULL ? &check->own.items[0] : NULL;
	open_newest(check, result);
	return 0;
}

/* Calls with each head that can be believed. */
typedef void with_head(void *context, struct kept_head *head);

static void for_each(const struct head_check *check, with_head *call, void *context)
{
	const struct kept_heads *lists[] = {&check->own, check->options->old, check->options->peers};

	for (size_t i = 0; i < LISTS; i++)
		for (size_t j = 0; lists[i] != NULL && j < lists[i]->count; j++)
			if (lists[i]->items[j].is_open && store_has_origin(check->store, lists[i]->items[j].origin))
				call(context, &lists[i]->items[j]);
}

struct sizes {
	uint64_t *items;
	size_t count;
};

static void add_size(void *context, struct kept_head *head)
{
	struct sizes *sizes = context;

	sizes->items[sizes->count++] = head->checkpoint.size;
}

int head_check_sizes(const struct head_check *check, uint64_t **ret_sizes, size_t *ret_count)
{
	const struct kept_heads *old = check->options->old, *peers = check->options->peers;
	size_t most = check->own.count + (old != NULL ? old->count : 0) + (peers != NULL ? peers->count : 0);
	struct sizes sizes = {.items = calloc(most + 1, sizeof(*sizes.items))};

	if (sizes.items == NULL)
		return -ENOMEM;
	for_each(check, add_size, &sizes);
	*ret_sizes = sizes.items;
	*ret_count = sizes.count;
	return 0;
}

static struct place place_before(uint64_t size)
{
	return (struct place){.has_index = size > 0, .first = 0, .last = size > 0 ? size - 1 : 0};
}

/* The key was not the one in force when the head was signed. */
static void check_period(const struct life_check *life, const struct kept_head *head, struct verify_result *result)
{
	struct place place = place_before(head->checkpoint.size);

	if (!life_check_may_sign(life, &head->signer, head->checkpoint.size))
		observe_fault(&result->observations, OBSERVED_KEY_PERIOD, &place,
		    "%s: the key %08" PRIx32 " that signed it was not in force at record %" PRIu64
		    ", by the records that name the keys",
		    head->source, head->signer.id, head->checkpoint.size);
}

static void check_truncation(const struct tree_check *tree, const struct kept_head *head, struct verify_result *result)
{
	struct place place = {.has_index = true, .first = tree->tree.size, .last = head->checkpoint.size - 1};

	observe_fault(&result->observations, OBSERVED_TRUNCATED, &place,
	    "%s is for %" PRIu64 " records, and there are only %" PRIu64 ": %" PRIu64 " were cut off at the end",
	    head->source, head->checkpoint.size, tree->tree.size, head->checkpoint.size - tree->tree.size);
}

static bool is_beginning(const struct tree_check *tree, const struct kept_head *head)
{
	const struct merkle_hash *root = tree_check_root(tree, head->checkpoint.size);

	return root != NULL && merkle_hash_equal(root, &head->checkpoint.root);
}

static void check_old(const struct tree_check *tree, struct kept_head *head, struct verify_result *result)
{
	struct place place = place_before(head->checkpoint.size);

	result->old_count++;
	if (!head->is_open) {
		observe_fault(&result->observations, OBSERVED_KEY, NULL,
		    "%s, which is of this ledger's origin, cannot be believed: %s; if it is genuine, this ledger is "
		    "not",
		    head->source, reason_of(head));
		return;
	}
	if (head->checkpoint.size > tree->tree.size)
		check_truncation(tree, head, result);
	else if (!is_beginning(tree, head))
		observe_fault(&result->observations, OBSERVED_REPLACED, &place,
		    "%s was signed over %" PRIu64
		    " records that are not the first of this ledger: history was replaced",
		    head->source, head->checkpoint.size);
	else if (head->checkpoint.size > result->old_size)
		result->old_size = head->checkpoint.size;
}

/* As it stands there, whoever signed it. */
static uint64_t claimed_size(const struct kept_head *head)
{
	const char *line = strchr(head->note, '\n');

	return line != NULL ? strtoull(line + 1, NULL, 10) : 0;
}

/* Of two directories the one that has more records is asked: it must begin with what the other one signed, and know
 * its key. */
static void check_peer(const struct tree_check *tree, struct kept_head *head, struct verify_result *result)
{
	struct place place = place_before(claimed_size(head));

	if (claimed_size(head) > tree->tree.size)
		return;
	if (!head->is_open)
		observe_fault(&result->observations, OBSERVED_REPLACED, NULL,
		    "%s is of the same origin, and cannot be a moment of this ledger: %s", head->source,
		    reason_of(head));
	else if (!is_beginning(tree, head))
		observe_fault(&result->observations, OBSERVED_REPLACED, &place,
		    "%s is of the same origin, and was signed over %" PRIu64
		    " records that are not the first of this ledger: there are two histories of one gate",
		    head->source, head->checkpoint.size);
}

static bool is_among(const struct note_verifier *key, const struct note_verifier *keys, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(keys[i].name, key->name) == 0 &&
		    memcmp(keys[i].public_key, key->public_key, NOTE_KEY_SIZE) == 0)
			return true;
	return false;
}

/* A trusted key signed the record that names its successor: then that one is trusted, too, and so on. */
static bool is_vouched(const struct head_check *check, const struct tree_check *tree, const struct life_check *life,
    const struct note_verifier *signer)
{
	bool is_trusted = false;

	for (size_t i = 0; i < life->key_count; i++) {
		const struct key_period *period = &life->keys[i];
		bool is_given = is_among(&period->key, check->options->keys, check->options->key_count);
		is_trusted = is_trusted || is_given;
		if (is_trusted && is_among(signer, &period->key, 1))
			return true;
		bool is_handed_over = false;
		for (size_t j = 0; is_trusted && j < check->own.count; j++) {
			const struct kept_head *head = &check->own.items[j];
			is_handed_over |= head->is_open && is_among(&head->signer, &period->key, 1) &&
					  head->checkpoint.size == period->last + 1 && is_beginning(tree, head);
		}
		is_trusted = is_handed_over;
	}
	return false;
}

static void check_trust(const struct head_check *check, const struct tree_check *tree, const struct life_check *life,
    struct verify_result *result)
{
	const struct verify_options *options = check->options;

	if (!result->has_head || options->key_count == 0)
		return;
	result->is_key_given = is_among(&result->signer, options->keys, options->key_count) ||
			       is_vouched(check, tree, life, &result->signer);
	if (!result->is_key_given)
		observe_fault(&result->observations, OBSERVED_KEY, NULL,
		    "the newest checkpoint is signed by the key %08" PRIx32
		    " that the ledger itself names, and neither is that the given key nor did the given key sign its "
		    "announcement: the ledger may have been replaced",
		    result->signer.id);
}

void head_check_tree(struct head_check *check, const struct tree_check *tree, const struct life_check *life,
    struct verify_result *result)
{
	struct kept_heads *old = check->options->old, *peers = check->options->peers;

	if (result->has_head && result->head.size > tree->tree.size)
		check_truncation(tree, check->newest, result);
	for (size_t i = 0; old != NULL && i < old->count; i++)
		if (store_has_origin(check->store, old->items[i].origin))
			check_old(tree, &old->items[i], result);
	for (size_t i = 0; peers != NULL && i < peers->count; i++)
		if (store_has_origin(check->store, peers->items[i].origin))
			check_peer(tree, &peers->items[i], result);
	if (check->newest != NULL && check->newest->is_open)
		check_period(life, check->newest, result);
	for (size_t i = 0; old != NULL && i < old->count; i++)
		if (old->items[i].is_open && store_has_origin(check->store, old->items[i].origin))
			check_period(life, &old->items[i], result);
	check_trust(check, tree, life, result);
}
