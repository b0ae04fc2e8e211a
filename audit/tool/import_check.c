#include "audit/tool/import_check.h"

#include "audit/base64.h"
#include "audit/checkpoint.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct walk {
	struct import_table *table;
	struct import_outcome *outcome;
	struct merkle_range range; /* of the records before `index` */
	struct merkle_range good;  /* the same where a checkpoint was last right */
	uint64_t index;
	uint64_t effort; /* leaves that were read to settle conflicts */
	size_t capacity; /* of the outcome's keys */
};

char *import_check_note(const struct import_table *table, const struct import_checkpoint *checkpoint)
{
	char root[BASE64_SIZE(DIGEST_SIZE)], signature[BASE64_SIZE(IMPORT_SIGNATURE_SIZE)];
	char *note = NULL;

	base64_encode(checkpoint->root.octets, DIGEST_SIZE, root);
	base64_encode(checkpoint->signature, IMPORT_SIGNATURE_SIZE, signature);
	if (asprintf(&note, "%s\n%" PRIu64 "\n%s\n\n\xe2\x80\x94 %s %s\n", table->origin, checkpoint->size, root,
		table->origin, signature) < 0)
		return NULL;
	return note;
}

static int believe(struct walk *walk, const struct note_verifier *verifier, uint64_t since)
{
	struct import_outcome *outcome = walk->outcome;

	for (size_t i = 0; i < outcome->key_count; i++)
		if (memcmp(outcome->keys[i].verifier.public_key, verifier->public_key, NOTE_KEY_SIZE) == 0)
			return 0;
	if (outcome->key_count == walk->capacity) {
		size_t capacity = walk->capacity * 2 + 4;
		struct import_believed *keys = reallocarray(outcome->keys, capacity, sizeof(*keys));
		if (keys == NULL)
			return -ENOMEM;
		outcome->keys = keys;
		walk->capacity = capacity;
	}
	outcome->keys[outcome->key_count++] = (struct import_believed){.verifier = *verifier, .since = since};
	return 0;
}

/* Keys that records below `size` announce. */
static int believe_announced(struct walk *walk, uint64_t size)
{
	int r = 0;

	for (size_t i = 0; i < walk->table->key_count && r == 0; i++)
		if (walk->table->keys[i].index < size)
			r = believe(walk, &walk->table->keys[i].verifier, walk->table->keys[i].index);
	return r;
}

/* 0: one of our keys signed it; -ENOKEY: by another; -EKEYREJECTED: the signature is wrong; or negative errno. */
static int check_signature(const struct walk *walk, const struct import_checkpoint *checkpoint, size_t *ret_key)
{
	char *note = import_check_note(walk->table, checkpoint);
	struct checkpoint opened = {.size = 0};
	int r = note != NULL ? -ENOKEY : -ENOMEM;

	for (size_t i = 0; i < walk->outcome->key_count && r == -ENOKEY; i++) {
		*ret_key = i;
		r = checkpoint_open(&walk->outcome->keys[i].verifier, note, strlen(note), &opened);
	}
	free(note);
	return r;
}

static int append_leaf(struct merkle_range *range, const struct import_table *table, uint64_t index)
{
	struct import_slot slot = {0};
	int r = import_table_get(table, index, &slot);

	return r < 0 ? r : merkle_range_append(range, &slot.leaf);
}

static int is_root(const struct merkle_range *range, const struct merkle_hash *root)
{
	struct merkle_hash found;
	int r = merkle_range_root(range, &found);

	return r < 0 ? r : merkle_hash_equal(&found, root);
}

/* Exchanges the line of an index with another one of the same index. */
static int exchange(const struct import_table *table, struct import_other *other)
{
	struct import_slot slot = {0};
	int r = import_table_get(table, other->index, &slot);

	if (r == 0)
		r = import_table_set(table, other->index, &other->slot);
	if (r == 0)
		other->slot = slot;
	return r;
}

/* The others with an index from `from` up to `to`: where they begin, and how many. */
static size_t others_between(const struct import_table *table, uint64_t from, uint64_t to, size_t *ret_first)
{
	size_t first = 0, count = 0;

	while (first < table->other_count && table->others[first].index < from)
		first++;
	while (first + count < table->other_count && table->others[first + count].index < to)
		count++;
	*ret_first = first;
	return count;
}

/* 1: the tree from the last good place to `size`, as the slots are now, has the root. */
static int has_root(struct walk *walk, uint64_t size, const struct merkle_hash *root)
{
	struct merkle_range range = walk->good;
	int r = 0;

	walk->effort += size - range.size;
	for (uint64_t index = range.size; index < size && r == 0; index++)
		r = append_leaf(&range, walk->table, index);
	if (r == 0)
		r = is_root(&range, root);
	if (r == 1)
		walk->range = range;
	return r;
}

/*
 * Tries which of the lines of an index make the signed tree, in the order of a Gray code, so that each step exchanges
 * one pair. With three lines of one index not every combination is met; such a conflict stays one.
 */
static int settle(struct walk *walk, const struct import_checkpoint *checkpoint)
{
	size_t first = 0, count = others_between(walk->table, walk->good.size, checkpoint->size, &first);

	if (count == 0 || count >= 63 || (UINT64_C(1) << count) > IMPORT_CHOICES_MAX)
		return 0;
	for (uint64_t step = 1; step < UINT64_C(1) << count && walk->effort < IMPORT_EFFORT_MAX; step++) {
		int r = exchange(walk->table, &walk->table->others[first + (size_t)__builtin_ctzll(step)]);
		if (r == 0)
			r = has_root(walk, checkpoint->size, &checkpoint->root);
		if (r == 1)
			walk->outcome->settled += count;
		if (r != 0)
			return r;
	}
	/* One more such step, and every line is where it was. */
	return exchange(walk->table, &walk->table->others[first + count - 1]);
}

/* A checkpoint of as many records as were walked. */
static int compare(struct walk *walk, const struct import_checkpoint *checkpoint, size_t key)
{
	struct import_outcome *outcome = walk->outcome;
	int r = is_root(&walk->range, &checkpoint->root);

	if (r == 0)
		r = settle(walk, checkpoint);
	if (r < 0)
		return r;
	if (r == 0) {
		outcome->first_wrong = outcome->wrong == 0 ? checkpoint->size : outcome->first_wrong;
		outcome->wrong++;
		return 0;
	}
	walk->good = walk->range;
	outcome->checked++;
	outcome->proven = checkpoint->size;
	outcome->newest = checkpoint;
	outcome->keys[key].last = checkpoint;
	return believe_announced(walk, checkpoint->size);
}

/* Goes on to `size` records or to the first gap. */
static int go_on(struct walk *walk, uint64_t size)
{
	uint64_t next = 0;
	int r = 1;

	while (walk->index < size) {
		r = import_table_next(walk->table, walk->index, &next);
		if (r != 1 || next != walk->index)
			return r < 0 ? r : 0;
		r = append_leaf(&walk->range, walk->table, walk->index);
		if (r < 0)
			return r;
		walk->index++;
	}
	return 0;
}

/* A good signature over more records than there are without a gap says how many there must be. */
static void promise(struct walk *walk, const struct import_checkpoint *checkpoint)
{
	walk->outcome->promised = checkpoint->size;
	if (walk->outcome->newest == NULL || checkpoint->size > walk->outcome->newest->size)
		walk->outcome->newest = checkpoint;
}

static int take(struct walk *walk, struct import_checkpoint *checkpoint)
{
	size_t key = 0;
	int r = go_on(walk, checkpoint->size);

	if (r == 0)
		r = check_signature(walk, checkpoint, &key);
	if (r == -ENOKEY) {
		walk->outcome->unknown++;
		return 0;
	}
	if (r == -EKEYREJECTED || r == -EBADMSG) {
		checkpoint->is_forged = true;
		walk->outcome->forged++;
		return 0;
	}
	if (r < 0)
		return r;
	promise(walk, checkpoint);
	return walk->index == checkpoint->size ? compare(walk, checkpoint, key) : 0;
}

static uint64_t announced_at(const struct import_table *table, const struct note_verifier *verifier)
{
	for (size_t i = 0; i < table->key_count; i++)
		if (memcmp(table->keys[i].verifier.public_key, verifier->public_key, NOTE_KEY_SIZE) == 0)
			return table->keys[i].index;
	return 0;
}

static int compare_keys(const void *a, const void *b)
{
	const struct import_believed *one = a, *other = b;

	return one->since < other->since ? -1 : one->since > other->since;
}

int import_check(struct import_table *table, const struct note_verifier *given, size_t given_count,
    struct import_outcome *ret_outcome)
{
	struct walk walk = {.table = table, .outcome = ret_outcome};
	int r = 0;

	memset(ret_outcome, 0, sizeof(*ret_outcome));
	import_table_sort(table);
	for (size_t i = 0; i < given_count && r == 0; i++) {
		if (strcmp(given[i].name, table->origin) != 0)
			continue;
		ret_outcome->is_vouched = true;
		r = believe(&walk, &given[i], announced_at(table, &given[i]));
	}
	if (r == 0 && !ret_outcome->is_vouched)
		r = believe_announced(&walk, UINT64_MAX);
	for (size_t i = 0; i < table->checkpoint_count && r == 0; i++)
		r = take(&walk, &table->checkpoints[i]);
	if (r == 0)
		r = go_on(&walk, table->end);
	if (r == 0)
		r = merkle_range_root(&walk.range, &ret_outcome->root);
	ret_outcome->contiguous = walk.index;
	if (ret_outcome->key_count > 1)
		qsort(ret_outcome->keys, ret_outcome->key_count, sizeof(*ret_outcome->keys), compare_keys);
	return r;
}

void import_outcome_clear(struct import_outcome *outcome)
{
	free(outcome->keys);
	memset(outcome, 0, sizeof(*outcome));
}
