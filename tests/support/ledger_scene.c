#include "tests/support/ledger_scene.h"

#include "audit/checkpoint.h"
#include "tests/support/ledger_reader.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char directory[SCRATCH_SIZE], keys[SCRATCH_SIZE];
static struct ledger_ops ops;

struct ledger_options scene_options;
struct ledger_state scene_state;
int64_t scene_now;

static int64_t read_clock(void)
{
	return scene_now;
}

void scene_setup(void)
{
	scratch_make("/dev/shm", directory);
	scratch_make("/dev/shm", keys);
	ops = ledger_ops_real;
	ops.now = read_clock;
	scene_now = SCENE_NOW;
	scene_options =
	    (struct ledger_options){.directory = directory, .keys = keys, .gateway = "mx1.example", .ops = &ops};
}

void scene_teardown(void)
{
	scratch_remove(directory);
	scratch_remove(keys);
}

struct ledger *scene_open(void)
{
	struct ledger *ledger = NULL;

	ck_assert_int_eq(ledger_open(&scene_options, &ledger, &scene_state), 0);
	return ledger;
}

void scene_append(struct ledger *ledger, const char *kind)
{
	const struct event event = {.kind = kind};

	ck_assert_int_eq(ledger_append_event(ledger, &event), 0);
}

void scene_write(unsigned verdicts)
{
	struct ledger *ledger = scene_open();

	scene_append(ledger, "start");
	for (unsigned i = 0; i < verdicts; i++)
		scene_append(ledger, "verdict");
	scene_append(ledger, "stop");
	ledger_close(ledger);
}

const char *scene_path(const char *name)
{
	static char path[2 * SCRATCH_SIZE];

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	return path;
}

char *scene_read(const char *name, size_t *ret_size)
{
	FILE *file = fopen(scene_path(name), "r");
	size_t size = 0, room = 1U << 20;
	char *octets = malloc(room + 1);

	ck_assert_msg(file != NULL, "%s cannot be read", name);
	size = fread(octets, 1, room, file);
	ck_assert_uint_lt(size, room);
	fclose(file);
	octets[size] = '\0';
	if (ret_size != NULL)
		*ret_size = size;
	return octets;
}

void scene_put(const char *name, const void *octets, size_t size)
{
	FILE *file = fopen(scene_path(name), "w");

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(octets, 1, size, file), size);
	ck_assert_int_eq(fclose(file), 0);
}

struct leaf_file {
	char *octets;
	size_t count;
};

static int get_leaf(void *context, uint64_t index, struct merkle_hash *ret_hash)
{
	const struct leaf_file *file = context;

	if (index >= file->count)
		return -1;
	memcpy(ret_hash->octets, file->octets + index * DIGEST_SIZE, DIGEST_SIZE);
	return 0;
}

static struct checkpoint open_note(const char *note)
{
	struct checkpoint checkpoint = {.size = 0};
	char *text = scene_read("vkey", NULL), *rest = NULL;
	int r = -1;

	for (char *line = strtok_r(text, "\n", &rest); line != NULL && r != 0; line = strtok_r(NULL, "\n", &rest)) {
		struct note_verifier verifier;
		ck_assert_int_eq(note_vkey_parse(line, &verifier), 0);
		r = checkpoint_open(&verifier, note, strlen(note), &checkpoint);
	}
	ck_assert_msg(r == 0, "no key has signed: %s", note);
	free(text);
	return checkpoint;
}

bool scene_extends(const char *note)
{
	struct checkpoint checkpoint = open_note(note);
	struct leaf_file file;
	struct merkle_hash root = {.octets = {0}};
	size_t size = 0;

	file.octets = scene_read("leaves", &size);
	file.count = size / DIGEST_SIZE;
	int r = merkle_root(get_leaf, &file, checkpoint.size, &root);
	free(file.octets);
	return r == 0 && merkle_hash_equal(&root, &checkpoint.root);
}

const char *scene_last_record(void)
{
	static char *bytes;

	free(bytes);
	bytes = ledger_read_raw(directory, NULL);
	char *end = strrchr(bytes, '\n');
	ck_assert_ptr_nonnull(end);
	*end = '\0';
	char *start = strrchr(bytes, '\n');
	const char *kind = strstr(start != NULL ? start : bytes, "\"kind\"");
	ck_assert_ptr_nonnull(kind);
	return kind;
}

size_t scene_count(const char *text)
{
	char *bytes = ledger_read_raw(directory, NULL);
	size_t count = 0;

	for (const char *at = bytes; (at = strstr(at, text)) != NULL; at++)
		count++;
	free(bytes);
	return count;
}
