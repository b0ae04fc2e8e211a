#include "tests/support/witness.h"

#include "audit/checkpoint.h"
#include "audit/merkle.h"
#include "audit/note.h"
#include "tests/support/ledger_reader.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIGHTS_MAX 4096
#define NOTE_MAX   512
#define KEYS_MAX   64
#define PATH_SIZE  256

static struct sight {
	char note[NOTE_MAX];
	struct checkpoint checkpoint;
	bool is_kept;
} sights[SIGHTS_MAX];
static unsigned sight_count;

static struct note_verifier keys[KEYS_MAX];
static size_t key_count;

void witness_begin(void)
{
	sight_count = 0;
}

/* What there is of it, terminated; nothing where there is no file. */
static size_t read_file(const char *directory, const char *name, char *bytes, size_t size)
{
	char path[PATH_SIZE];

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	FILE *file = fopen(path, "r");
	size_t length = file != NULL ? fread(bytes, 1, size - 1, file) : 0;
	if (file != NULL)
		fclose(file);
	bytes[length] = '\0';
	return length;
}

void witness_look(const char *directory)
{
	struct sight *sight = &sights[sight_count];

	ck_assert_uint_lt(sight_count, SIGHTS_MAX);
	if (read_file(directory, "checkpoint", sight->note, NOTE_MAX) == 0)
		return;
	if (sight_count == 0 || strcmp(sights[sight_count - 1].note, sight->note) != 0)
		sight_count++;
}

static void read_keys(const char *directory)
{
	static char text[KEYS_MAX * NOTE_VKEY_SIZE];
	char *rest = NULL;

	read_file(directory, "vkey", text, sizeof(text));
	key_count = 0;
	for (char *line = strtok_r(text, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
		ck_assert_uint_lt(key_count, KEYS_MAX);
		ck_assert_int_eq(note_vkey_parse(line, &keys[key_count++]), 0);
	}
}

static void open_note(struct sight *sight)
{
	int r = -1;

	for (size_t i = key_count; i > 0 && r != 0; i--)
		r = checkpoint_open(&keys[i - 1], sight->note, strlen(sight->note), &sight->checkpoint);
	ck_assert_msg(r == 0, "a checkpoint that no key has signed: %s", sight->note);
	sight->is_kept = false;
}

static void compare(const struct merkle_range *tree)
{
	struct merkle_hash root;

	for (unsigned i = 0; i < sight_count; i++) {
		if (sights[i].checkpoint.size != tree->size)
			continue;
		ck_assert_int_eq(merkle_range_root(tree, &root), 0);
		ck_assert(merkle_hash_equal(&root, &sights[i].checkpoint.root));
		sights[i].is_kept = true;
	}
}

/* Line by line, beside the file of leaves. Returns the number of lines. */
static uint64_t grow(const char *directory)
{
	struct merkle_range tree = {.size = 0};
	char *bytes = ledger_read_raw(directory, NULL), path[PATH_SIZE];
	struct merkle_hash hash, leaf;

	snprintf(path, sizeof(path), "%s/leaves", directory);
	FILE *leaves = fopen(path, "r");
	ck_assert_ptr_nonnull(leaves);
	for (char *line = bytes, *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
		ck_assert_int_eq(merkle_hash_leaf(line, (size_t)(end - line), &hash), 0);
		if (fread(&leaf, sizeof(leaf), 1, leaves) != 1 || !merkle_hash_equal(&leaf, &hash))
			ck_abort_msg("leaf %u is not its line's", (unsigned)tree.size);
		if (merkle_range_append(&tree, &hash) != 0)
			ck_abort();
		compare(&tree);
	}
	ck_assert_int_eq(fgetc(leaves), EOF);
	fclose(leaves);
	free(bytes);
	return tree.size;
}

unsigned witness_check(const char *directory)
{
	read_keys(directory);
	witness_look(directory);
	for (unsigned i = 0; i < sight_count; i++)
		open_note(&sights[i]);
	uint64_t size = grow(directory);
	for (unsigned i = 0; i < sight_count; i++)
		ck_assert_msg(sights[i].is_kept, "more was signed than is there: %s", sights[i].note);
	ck_assert_uint_gt(sight_count, 0);
	ck_assert_uint_eq(sights[sight_count - 1].checkpoint.size, size);
	return sight_count;
}
