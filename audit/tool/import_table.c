#include "audit/tool/import_table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Of a slot in the file: the leaf, where the line is in the spool, how long it is; all zero is a hole. */
#define ENTRY_SIZE 48
#define IS_NEW	   0x80000000U /* of the length */

int import_table_init(struct import_table *table, const char *origin, int directory)
{
	memset(table, 0, sizeof(*table));
	strncpy(table->origin, origin, NOTE_NAME_MAX);
	table->slots = -1;
	return import_spool_nameless(directory, &table->slots);
}

void import_table_clear(struct import_table *table)
{
	if (table->slots >= 0)
		close(table->slots);
	free(table->others);
	free(table->checkpoints);
	free(table->keys);
	memset(table, 0, sizeof(*table));
	table->slots = -1;
}

/* Room for one more in an array of entries of `size` octets. */
static int reserve(void **array, size_t count, size_t *capacity, size_t size, size_t most)
{
	size_t next = *capacity == 0 ? 16 : *capacity * 2;

	if (count >= most)
		return -E2BIG;
	if (count < *capacity)
		return 0;
	void *grown = reallocarray(*array, next, size);
	if (grown == NULL)
		return -ENOMEM;
	*array = grown;
	*capacity = next;
	return 0;
}

static int transfer(int fd, uint8_t *octets, off_t offset, bool is_write)
{
	size_t done = 0;

	while (done < ENTRY_SIZE) {
		ssize_t got = is_write ? pwrite(fd, octets + done, ENTRY_SIZE - done, offset + (off_t)done)
				       : pread(fd, octets + done, ENTRY_SIZE - done, offset + (off_t)done);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 || (got == 0 && is_write))
			return got < 0 ? -errno : -EIO;
		if (got == 0)
			break; /* past the end: a hole */
		done += (size_t)got;
	}
	memset(octets + done, 0, ENTRY_SIZE - done);
	return 0;
}

int import_table_get(const struct import_table *table, uint64_t index, struct import_slot *ret_slot)
{
	uint8_t entry[ENTRY_SIZE];
	uint32_t length = 0;

	int r = transfer(table->slots, entry, (off_t)(index * ENTRY_SIZE), false);
	if (r < 0)
		return r;
	memcpy(ret_slot->leaf.octets, entry, DIGEST_SIZE);
	memcpy(&ret_slot->offset, entry + DIGEST_SIZE, sizeof(ret_slot->offset));
	memcpy(&length, entry + DIGEST_SIZE + sizeof(ret_slot->offset), sizeof(length));
	ret_slot->is_new = (length & IS_NEW) != 0;
	ret_slot->length = length & ~IS_NEW;
	return 0;
}

int import_table_set(const struct import_table *table, uint64_t index, const struct import_slot *slot)
{
	uint8_t entry[ENTRY_SIZE] = {0};
	uint32_t length = slot->length | (slot->is_new ? IS_NEW : 0);

	memcpy(entry, slot->leaf.octets, DIGEST_SIZE);
	memcpy(entry + DIGEST_SIZE, &slot->offset, sizeof(slot->offset));
	memcpy(entry + DIGEST_SIZE + sizeof(slot->offset), &length, sizeof(length));
	return transfer(table->slots, entry, (off_t)(index * ENTRY_SIZE), true);
}

int import_table_next(const struct import_table *table, uint64_t index, uint64_t *ret_index)
{
	for (; index < table->end; index++) {
		struct import_slot slot = {0};
		int r = import_table_get(table, index, &slot);
		if (r < 0)
			return r;
		if (slot.length > 0) {
			*ret_index = index;
			return 1;
		}
		off_t data = lseek(table->slots, (off_t)((index + 1) * ENTRY_SIZE), SEEK_DATA);
		if (data < 0 && errno == ENXIO)
			return 0;
		if (data > 0 && (uint64_t)data / ENTRY_SIZE > index + 1)
			index = (uint64_t)data / ENTRY_SIZE - 1;
	}
	return 0;
}

static int add_other(struct import_table *table, uint64_t index, const struct import_slot *slot)
{
	void *others = table->others;
	int r = reserve(&others, table->other_count, &table->other_capacity, sizeof(*table->others), IMPORT_OTHERS_MAX);

	table->others = others;
	if (r == 0)
		table->others[table->other_count++] = (struct import_other){index, *slot};
	return r;
}

/* What is no key of this origin announces nothing; the first that announces it counts. */
static int add_key(struct import_table *table, const struct import_line *line)
{
	struct import_key key = {.index = line->index};
	void *keys = table->keys;

	if (line->vkey[0] == '\0' || note_vkey_parse(line->vkey, &key.verifier) < 0 ||
	    strcmp(key.verifier.name, table->origin) != 0)
		return 0;
	for (size_t i = 0; i < table->key_count; i++) {
		struct import_key *known = &table->keys[i];
		if (memcmp(known->verifier.public_key, key.verifier.public_key, NOTE_KEY_SIZE) == 0) {
			known->index = line->index < known->index ? line->index : known->index;
			return 0;
		}
	}
	int r = reserve(&keys, table->key_count, &table->key_capacity, sizeof(*table->keys), IMPORT_KEYS_MAX);
	table->keys = keys;
	if (r == 0)
		table->keys[table->key_count++] = key;
	return r;
}

static int add_record(
    struct import_table *table, struct import_spool *spool, const struct import_line *line, bool is_new)
{
	struct import_slot slot = {.length = (uint32_t)line->length, .is_new = is_new}, taken = {0};

	int r = merkle_hash_leaf(line->record, line->length, &slot.leaf);
	if (r == 0)
		r = import_table_get(table, line->index, &taken);
	if (r < 0)
		return r;
	if (taken.length > 0 && merkle_hash_equal(&taken.leaf, &slot.leaf)) {
		table->duplicates += is_new;
		return 0;
	}
	r = import_spool_append(spool, line->record, line->length, &slot.offset);
	if (r == 0)
		r = add_key(table, line);
	if (r < 0)
		return r;
	if (taken.length > 0)
		return add_other(table, line->index, &slot);
	table->count++;
	table->fresh += is_new;
	if (line->index >= table->end)
		table->end = line->index + 1;
	return import_table_set(table, line->index, &slot);
}

static int add_checkpoint(struct import_table *table, const struct import_line *line)
{
	struct import_checkpoint checkpoint = {.size = line->size, .root = line->root};
	void *checkpoints = table->checkpoints;

	memcpy(checkpoint.signature, line->signature, IMPORT_SIGNATURE_SIZE);
	int r = reserve(&checkpoints, table->checkpoint_count, &table->checkpoint_capacity, sizeof(*table->checkpoints),
	    IMPORT_CHECKPOINTS_MAX);
	table->checkpoints = checkpoints;
	if (r == 0)
		table->checkpoints[table->checkpoint_count++] = checkpoint;
	return r;
}

int import_table_add(
    struct import_table *table, struct import_spool *spool, const struct import_line *line, bool is_new)
{
	return line->kind == IMPORT_RECORD ? add_record(table, spool, line, is_new) : add_checkpoint(table, line);
}

static int compare(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

static int compare_others(const void *a, const void *b)
{
	const struct import_other *one = a, *other = b;
	int order = compare(one->index, other->index);

	return order != 0 ? order : memcmp(one->slot.leaf.octets, other->slot.leaf.octets, DIGEST_SIZE);
}

static int compare_checkpoints(const void *a, const void *b)
{
	const struct import_checkpoint *one = a, *other = b;
	int order = compare(one->size, other->size);

	if (order == 0)
		order = memcmp(one->root.octets, other->root.octets, DIGEST_SIZE);
	return order != 0 ? order : memcmp(one->signature, other->signature, IMPORT_SIGNATURE_SIZE);
}

static int compare_keys(const void *a, const void *b)
{
	const struct import_key *one = a, *other = b;

	return compare(one->index, other->index);
}

/* Sorts, and keeps one of those that are equal; how many are left. */
static size_t sort_unique(void *array, size_t count, size_t size, int (*order)(const void *, const void *))
{
	char *entries = array;
	size_t kept = 0;

	if (count > 1)
		qsort(array, count, size, order);
	for (size_t i = 0; i < count; i++) {
		if (kept > 0 && order(entries + (kept - 1) * size, entries + i * size) == 0)
			continue;
		if (kept != i)
			memcpy(entries + kept * size, entries + i * size, size);
		kept++;
	}
	return kept;
}

void import_table_sort(struct import_table *table)
{
	if (table->key_count > 1)
		qsort(table->keys, table->key_count, sizeof(*table->keys), compare_keys);
	table->other_count = sort_unique(table->others, table->other_count, sizeof(*table->others), compare_others);
	table->checkpoint_count =
	    sort_unique(table->checkpoints, table->checkpoint_count, sizeof(*table->checkpoints), compare_checkpoints);
}
