#include "audit/store/store.h"

#include "audit/directory.h"
#include "audit/segment.h"
#include "audit/store/plain_file.h"
#include "audit/stretch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LEAVES_AT_ONCE 4096
#define VKEY_FILE_MAX  ((size_t)STORE_VKEY_MAX * (NOTE_VKEY_SIZE + 1))

/* A window on the file: leaves `start` to `start + count`. */
struct store_leaves {
	int fd;
	uint64_t start;
	size_t count;
	struct merkle_hash window[LEAVES_AT_ONCE];
};

/* In English, for the auditor. */
static int complain(char *problem, int r, const char *path, const char *name)
{
	const char *why = r == -EPERM	? "not a regular file; links are not followed"
			  : r == -EFBIG ? "larger than such a file can be"
					: strerror(-r);

	snprintf(problem, STORE_PROBLEM_SIZE, "%.300s%s%.60s: %s", path, name[0] != '\0' ? "/" : "", name, why);
	return r;
}

static int add_segment(struct store *store, unsigned number, size_t *capacity)
{
	if (store->segment_count == *capacity) {
		size_t larger = *capacity == 0 ? 16 : 2 * *capacity;
		struct store_segment *grown = reallocarray(store->segments, larger, sizeof(*grown));
		if (grown == NULL)
			return -ENOMEM;
		store->segments = grown;
		*capacity = larger;
	}
	store->segments[store->segment_count++] = (struct store_segment){.number = number};
	return 0;
}

static bool begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

static int look_at(struct store *store, const char *name, size_t *capacity)
{
	unsigned number = segment_number(name);

	if (number > 0)
		return add_segment(store, number, capacity);
	store->torn_count += begins(name, "torn-");
	store->strange_count += begins(name, "records-");
	store->is_held |= strcmp(name, "legal-hold") == 0;
	return 0;
}

static int compare_segments(const void *a, const void *b)
{
	const struct store_segment *one = a, *other = b;

	return (one->number > other->number) - (one->number < other->number);
}

static int list_segments(struct store *store)
{
	DIR *entries = NULL;
	size_t capacity = 0;
	int r = directory_list(store->directory, &entries);

	if (r < 0)
		return r;
	errno = 0;
	for (struct dirent *entry; r == 0 && (entry = readdir(entries)) != NULL; errno = 0)
		r = look_at(store, entry->d_name, &capacity);
	if (r == 0)
		r = -errno;
	closedir(entries);
	if (r == 0 && store->segment_count > 0)
		qsort(store->segments, store->segment_count, sizeof(*store->segments), compare_segments);
	return r;
}

static int measure_segments(struct store *store, char *problem)
{
	for (size_t i = 0; i < store->segment_count; i++) {
		struct stat status = {0};
		char name[32];
		int fd = -1;
		int r = plain_file_open_segment(store->directory, store->segments[i].number, &fd);
		if (r == 0 && fstat(fd, &status) != 0)
			r = -errno;
		if (fd >= 0)
			close(fd);
		snprintf(name, sizeof(name), "records-%06u.jsonl", store->segments[i].number);
		if (r < 0)
			return complain(problem, r, store->path, name);
		store->segments[i].size = status.st_size;
	}
	return 0;
}

static void add_vkey(struct store *store, const char *line)
{
	if (line[0] == '\0')
		return;
	if (store->vkey_count < STORE_VKEY_MAX && note_vkey_parse(line, &store->vkeys[store->vkey_count]) == 0)
		store->vkey_count++;
	else
		store->bad_vkey_count++;
}

static int read_vkeys(struct store *store, char *problem)
{
	char *text = NULL, *rest = NULL;
	size_t size = 0;

	store->vkeys = calloc(STORE_VKEY_MAX, sizeof(*store->vkeys));
	if (store->vkeys == NULL)
		return complain(problem, -ENOMEM, store->path, "vkey");
	int r = plain_file_read(store->directory, "vkey", VKEY_FILE_MAX, &text, &size);
	if (r < 0)
		return r == -ENOENT ? 0 : complain(problem, r, store->path, "vkey");
	rest = text;
	for (char *line; (line = strsep(&rest, "\n")) != NULL;)
		add_vkey(store, line);
	free(text);
	return 0;
}

/* The first line says whose it is; it is believed only when a signature has been checked. */
static void name_origin(struct store *store)
{
	const char *feed = store->checkpoint != NULL ? strchr(store->checkpoint, '\n') : NULL;

	if (feed != NULL && feed - store->checkpoint <= NOTE_NAME_MAX)
		snprintf(
		    store->origin, sizeof(store->origin), "%.*s", (int)(feed - store->checkpoint), store->checkpoint);
	else if (store->vkey_count > 0)
		snprintf(store->origin, sizeof(store->origin), "%s", store->vkeys[store->vkey_count - 1].name);
}

static int read_checkpoint(struct store *store, char *problem)
{
	int r =
	    plain_file_read(store->directory, "checkpoint", NOTE_SIZE_MAX, &store->checkpoint, &store->checkpoint_size);

	return r == 0 || r == -ENOENT ? 0 : complain(problem, r, store->path, "checkpoint");
}

static int open_leaves(struct store *store, char *problem)
{
	struct stat status;
	int fd = -1;
	int r = plain_file_open(store->directory, "leaves", &fd);

	if (r == -ENOENT)
		return 0;
	if (r == 0)
		store->leaves = calloc(1, sizeof(*store->leaves));
	if (r == 0 && store->leaves == NULL)
		r = -ENOMEM;
	else if (r == 0 && fstat(fd, &status) != 0)
		r = -errno;
	if (r < 0) {
		if (fd >= 0)
			close(fd);
		free(store->leaves);
		store->leaves = NULL;
		return complain(problem, r, store->path, "leaves");
	}
	store->leaves->fd = fd;
	store->leaf_count = (uint64_t)status.st_size / DIGEST_SIZE;
	store->leaf_rest = (size_t)((uint64_t)status.st_size % DIGEST_SIZE);
	return 0;
}

static int open_directory(struct store *store, char *problem)
{
	store->directory = open(store->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int r = store->directory >= 0 ? 0 : -errno;
	if (r == 0)
		r = list_segments(store);
	if (r < 0)
		return complain(problem, r, store->path, "");
	r = measure_segments(store, problem);
	if (r == 0)
		r = read_vkeys(store, problem);
	if (r == 0)
		r = read_checkpoint(store, problem);
	if (r == 0)
		r = open_leaves(store, problem);
	if (r < 0)
		return r;
	if (store->segment_count == 0 && store->checkpoint == NULL && store->leaves == NULL) {
		snprintf(problem, STORE_PROBLEM_SIZE,
		    "%.300s: no ledger: neither records-NNNNNN.jsonl nor leaves nor checkpoint is in it", store->path);
		return -ENOENT;
	}
	name_origin(store);
	return 0;
}

int store_open(const char *path, struct store **ret_store, char ret_problem[STORE_PROBLEM_SIZE])
{
	struct store *store = calloc(1, sizeof(*store));

	if (store != NULL) {
		store->directory = -1;
		store->path = strdup(path);
	}
	if (store == NULL || store->path == NULL) {
		store_close(store);
		return complain(ret_problem, -ENOMEM, path, "");
	}
	int r = open_directory(store, ret_problem);
	if (r < 0) {
		store_close(store);
		return r;
	}
	*ret_store = store;
	return 0;
}

void store_close(struct store *store)
{
	if (store == NULL)
		return;
	if (store->leaves != NULL)
		close(store->leaves->fd);
	if (store->directory >= 0)
		close(store->directory);
	free(store->leaves);
	free(store->checkpoint);
	free(store->vkeys);
	free(store->segments);
	free(store->path);
	free(store);
}

bool store_has_origin(const struct store *store, const char *origin)
{
	for (size_t i = 0; i < store->vkey_count; i++)
		if (strcmp(store->vkeys[i].name, origin) == 0)
			return true;
	return strcmp(store->origin, origin) == 0;
}

static int read_window(struct store_leaves *leaves, uint64_t start)
{
	size_t size = 0;

	leaves->count = 0;
	int r =
	    stretch_read_some(leaves->fd, leaves->window, sizeof(leaves->window), (off_t)(start * DIGEST_SIZE), &size);
	if (r < 0)
		return r;
	leaves->start = start;
	leaves->count = size / DIGEST_SIZE;
	return 0;
}

int store_leaf(void *context, uint64_t index, struct merkle_hash *ret_hash)
{
	struct store *store = context;
	struct store_leaves *leaves = store->leaves;

	if (index >= store->leaf_count)
		return -EINVAL;
	if (index < leaves->start || index - leaves->start >= leaves->count) {
		int r = read_window(leaves, index);
		if (r < 0)
			return r;
		if (leaves->count == 0)
			return -EIO; /* the file has become shorter */
	}
	*ret_hash = leaves->window[index - leaves->start];
	return 0;
}
