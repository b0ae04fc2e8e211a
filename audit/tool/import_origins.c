#include "audit/tool/import_origins.h"

#include "audit/directory.h"
#include "audit/segment.h"
#include "audit/store/plain_file.h"
#include "audit/tool/import_input.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The origin's directory; made where it is missing. */
static int open_directory(int directory, const char *name, int *ret_fd)
{
	if (mkdirat(directory, name, 0700) != 0 && errno != EEXIST)
		return -errno;
	int fd = openat(directory, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	*ret_fd = fd;
	return 0;
}

/* A segment's line: where an import was killed, they may be there twice, or the last one be cut off. */
static void look_at_order(struct import_table *table, const struct import_line *line, uint64_t *next)
{
	if (line == NULL || line->kind != IMPORT_RECORD || line->index < *next)
		table->is_untidy = true;
	else
		*next = line->index + 1;
}

/* Lines that an earlier import wrote. One that is none any more is passed by: the leaf that misses tells. `next` is one
 * past the last index of the segments so far, or NULL: these are no segment's. */
static int add_lines(struct import_origins *origins, struct import_table *table, FILE *stream, uint64_t *next)
{
	struct import_input input;
	struct import_line line;
	const char *why;
	int r = import_input_init(&input, stream);

	while (r == 0 && (r = import_input_next(&input)) == 1) {
		r = import_line_parse(input.text, input.length, &line, &why);
		if (next != NULL && (r == 0 || r == -EBADMSG))
			look_at_order(table, r == 0 ? &line : NULL, next);
		if (r == 0 && strcmp(line.origin, table->origin) == 0)
			r = import_table_add(table, origins->spool, &line, false);
		if (r == -EBADMSG)
			r = 0;
	}
	import_input_clear(&input);
	return r;
}

static int add_file(
    struct import_origins *origins, struct import_table *table, int directory, const char *name, uint64_t *next)
{
	int fd = -1;
	int r = plain_file_open(directory, name, &fd);

	if (r < 0)
		return r == -ENOENT ? 0 : r;
	FILE *stream = fdopen(fd, "r");
	if (stream == NULL) {
		close(fd);
		return -ENOMEM;
	}
	r = add_lines(origins, table, stream, next);
	fclose(stream);
	return r;
}

static int is_segment(const struct dirent *entry)
{
	return segment_number(entry->d_name) > 0;
}

static int add_segments(struct import_origins *origins, struct import_table *table, int directory)
{
	struct dirent **entries = NULL;
	uint64_t next = 0;
	int count = scandirat(directory, ".", &entries, is_segment, alphasort);
	int r = count < 0 ? -errno : 0;

	for (int i = 0; i < count; i++) {
		if (r == 0)
			r = add_file(origins, table, directory, entries[i]->d_name, &next);
		free(entries[i]);
	}
	free(entries);
	return r;
}

static int add_directory(struct import_origins *origins, const struct import_origin *origin, struct import_table *table)
{
	int fd = -1;
	int r = open_directory(origins->directory, origin->name, &fd);

	if (r < 0)
		return r;
	r = add_segments(origins, table, fd);
	if (r == 0)
		r = add_file(origins, table, fd, "conflicts.jsonl", NULL);
	if (r == 0)
		r = add_file(origins, table, fd, "checkpoints", NULL);
	close(fd);
	return r;
}

static int origin_new(struct import_origins *origins, const char *name, struct import_origin **ret_origin)
{
	struct import_origin *origin = calloc(1, sizeof(*origin));

	if (origin == NULL)
		return -ENOMEM;
	origin->table.slots = -1;
	int r = import_write_name(name, origin->name);
	if (r == 0)
		r = import_table_init(&origin->table, name, origins->directory);
	if (r == 0)
		r = add_directory(origins, origin, &origin->table);
	if (r < 0) {
		import_table_clear(&origin->table);
		free(origin);
		return r;
	}
	*ret_origin = origin;
	return 0;
}

static int find_origin(struct import_origins *origins, const char *name, struct import_origin **ret_origin)
{
	for (size_t i = 0; i < origins->count; i++) {
		if (strcmp(origins->origins[i]->table.origin, name) == 0) {
			*ret_origin = origins->origins[i];
			return 0;
		}
	}
	if (origins->count == IMPORT_ORIGINS_MAX)
		return -EMFILE;
	int r = origin_new(origins, name, ret_origin);
	if (r == 0)
		origins->origins[origins->count++] = *ret_origin;
	return r;
}

int import_origins_add(struct import_origins *origins, const struct import_line *line)
{
	struct import_origin *origin = NULL;
	int r = find_origin(origins, line->origin, &origin);

	return r < 0 ? r : import_table_add(&origin->table, origins->spool, line, true);
}

int import_origins_write(struct import_origins *origins, size_t number, const struct import_outcome *outcome)
{
	struct import_origin *origin = origins->origins[number];
	int fd = -1;
	int r = open_directory(origins->directory, origin->name, &fd);

	if (r < 0)
		return r;
	r = import_write(fd, &origin->table, origins->spool, outcome);
	close(fd);
	return r < 0 ? r : directory_sync(origins->directory);
}

int import_origins_open(const char *path, struct import_origins *ret_origins)
{
	struct import_origins origins = {.directory = -1, .lock = -1};
	int r = directory_open(path, S_IWGRP | S_IWOTH, &origins.directory);

	if (r == 0)
		r = directory_lock(origins.directory, &origins.lock);
	if (r == 0)
		r = import_spool_new(origins.directory, &origins.spool);
	if (r < 0) {
		import_origins_close(&origins);
		return r;
	}
	*ret_origins = origins;
	return 0;
}

void import_origins_close(struct import_origins *origins)
{
	for (size_t i = 0; i < origins->count; i++) {
		import_table_clear(&origins->origins[i]->table);
		free(origins->origins[i]);
	}
	import_spool_free(origins->spool);
	if (origins->lock >= 0)
		close(origins->lock);
	if (origins->directory >= 0)
		close(origins->directory);
	*origins = (struct import_origins){.directory = -1, .lock = -1};
}
