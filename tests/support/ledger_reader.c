#include "tests/support/ledger_reader.h"

#include <check.h>
#include <ftw.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_SIZE 256

void scratch_make(const char *base, char ret_directory[SCRATCH_SIZE])
{
	snprintf(ret_directory, SCRATCH_SIZE, "%s/check_ledger.XXXXXX", access(base, W_OK) == 0 ? base : "/tmp");
	ck_assert_ptr_nonnull(mkdtemp(ret_directory));
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *where)
{
	(void)status;
	(void)type;
	(void)where;
	return remove(path);
}

void scratch_remove(const char *directory)
{
	ck_assert_int_eq(nftw(directory, remove_entry, 8, FTW_DEPTH | FTW_PHYS), 0);
}

static void find(const char *directory, const char *pattern, glob_t *ret_found)
{
	char path[PATH_SIZE];

	snprintf(path, sizeof(path), "%s/%s", directory, pattern);
	int r = glob(path, 0, NULL, ret_found); /* sorted */
	ck_assert(r == 0 || r == GLOB_NOMATCH);
}

static size_t size_of(const char *path)
{
	struct stat status;

	ck_assert_int_eq(stat(path, &status), 0);
	return (size_t)status.st_size;
}

static void read_segment(const char *path, char *bytes, size_t size)
{
	FILE *file = fopen(path, "r");

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fread(bytes, 1, size, file), size);
	fclose(file);
}

char *ledger_read_raw(const char *directory, size_t *ret_size)
{
	glob_t found = {0};
	size_t total = 0, at = 0;

	find(directory, "records-[0-9][0-9][0-9][0-9][0-9][0-9].jsonl", &found);
	for (size_t i = 0; i < found.gl_pathc; i++)
		total += size_of(found.gl_pathv[i]);
	char *bytes = malloc(total + 1);
	ck_assert_ptr_nonnull(bytes);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		size_t size = size_of(found.gl_pathv[i]);
		read_segment(found.gl_pathv[i], bytes + at, size);
		at += size;
	}
	bytes[total] = '\0';
	globfree(&found);
	if (ret_size != NULL)
		*ret_size = total;
	return bytes;
}

static bool is_own(const char *line)
{
	static const char *const kinds[] = {"\"kind\":\"torn\",", "\"kind\":\"gap\",", "\"kind\":\"signing-key\","};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strncmp(line, kinds[i], strlen(kinds[i])) == 0)
			return true;
	return false;
}

char *ledger_read(const char *directory, size_t *ret_size)
{
	size_t size = 0, length = 0;
	unsigned long long expected = 0, index = 0;
	char *bytes = ledger_read_raw(directory, &size), *to = bytes;

	ck_assert(size == 0 || bytes[size - 1] == '\n');
	ck_assert_ptr_null(memchr(bytes, '\0', size));
	for (char *line = bytes, *end; line < bytes + size; line = end + 1, expected++) {
		int head = 0;
		end = strchr(line, '\n');
		*end = '\0'; /* sscanf() measures all that follows */
		ck_assert_int_eq(sscanf(line, "{\"v\":1,\"index\":%llu,%n", &index, &head), 1);
		ck_assert_uint_eq(index, expected);
		if (is_own(line + head))
			continue;
		length = (size_t)(end - line) - (size_t)head;
		memcpy(to, "{\"v\":1,", 7);
		memmove(to + 7, line + head, length);
		to[7 + length] = '\n';
		to += 7 + length + 1;
	}
	*to = '\0';
	ledger_files(directory, "leaves", &size);
	ck_assert_uint_le(size, expected * 32);
	if (ret_size != NULL)
		*ret_size = (size_t)(to - bytes);
	return bytes;
}

size_t ledger_files(const char *directory, const char *prefix, size_t *ret_size)
{
	char pattern[PATH_SIZE];
	glob_t found = {0};
	size_t size = 0;

	snprintf(pattern, sizeof(pattern), "%s*", prefix);
	find(directory, pattern, &found);
	size_t count = found.gl_pathc;
	for (size_t i = 0; i < count; i++)
		size += size_of(found.gl_pathv[i]);
	globfree(&found);
	if (ret_size != NULL)
		*ret_size = size;
	return count;
}

size_t ledger_count(const char *bytes, const char *line)
{
	size_t count = 0;

	for (const char *at = bytes; (at = strstr(at, line)) != NULL; at++)
		count += at == bytes || at[-1] == '\n';
	return count;
}
