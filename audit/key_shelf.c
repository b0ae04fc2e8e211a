#include "audit/key_shelf.h"

#include "audit/directory.h"
#include "audit/key_file.h"
#include "audit/request.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define PREFIX	  "pseudonym-"
#define SUFFIX	  ".key"
#define NAME_SIZE (sizeof(PREFIX SUFFIX) + KEYS_PERIOD_MAX)

/* Not made where it is missing, which directory_open() would do. */
static int open_shelf(const char *directory, int *ret_fd)
{
	struct stat status;

	return lstat(directory, &status) == 0 ? directory_open(directory, 077, ret_fd) : -errno;
}

static int file_name(const char *period, char name[NAME_SIZE])
{
	if (!request_is_period(period))
		return -ENOENT;
	snprintf(name, NAME_SIZE, PREFIX "%s" SUFFIX, period);
	return 0;
}

static bool read_period(const char *name, char period[KEYS_PERIOD_MAX])
{
	size_t prefix = strlen(PREFIX), suffix = strlen(SUFFIX), length = strlen(name);

	if (length <= prefix + suffix || length - prefix - suffix >= KEYS_PERIOD_MAX ||
	    strncmp(name, PREFIX, prefix) != 0 || strcmp(name + length - suffix, SUFFIX) != 0)
		return false;
	snprintf(period, KEYS_PERIOD_MAX, "%.*s", (int)(length - prefix - suffix), name + prefix);
	return request_is_period(period);
}

static int compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

static int read_entries(DIR *entries, struct key_shelf *shelf)
{
	char period[KEYS_PERIOD_MAX];
	struct dirent *entry;

	while ((entry = readdir(entries)) != NULL) {
		if (!read_period(entry->d_name, period))
			continue;
		if (shelf->count == KEY_SHELF_MAX)
			return -E2BIG;
		memcpy(shelf->periods[shelf->count++], period, sizeof(period));
	}
	qsort(shelf->periods, shelf->count, sizeof(shelf->periods[0]), compare);
	return 0;
}

int key_shelf_read(const char *directory, struct key_shelf *ret_shelf)
{
	struct key_shelf shelf = {.count = 0};
	int fd = -1;
	int r = open_shelf(directory, &fd);

	if (r < 0)
		return r;
	DIR *entries = fdopendir(fd);
	shelf.periods = calloc(KEY_SHELF_MAX, sizeof(shelf.periods[0]));
	r = entries != NULL && shelf.periods != NULL ? read_entries(entries, &shelf) : -ENOMEM;
	if (entries != NULL)
		closedir(entries);
	else
		close(fd);
	if (r < 0) {
		key_shelf_clear(&shelf);
		return r;
	}
	*ret_shelf = shelf;
	return 0;
}

void key_shelf_clear(struct key_shelf *shelf)
{
	free(shelf->periods);
	*shelf = (struct key_shelf){.count = 0};
}

int key_shelf_load(const char *directory, const char *period, struct period_key *ret_key)
{
	struct period_key key = {.period = ""};
	char name[NAME_SIZE];
	int fd = -1;

	int r = file_name(period, name);
	if (r == 0)
		r = open_shelf(directory, &fd);
	if (r < 0)
		return r;
	r = key_file_load(fd, name, key.key);
	close(fd);
	if (r == 0) {
		snprintf(key.period, sizeof(key.period), "%s", period);
		*ret_key = key;
	}
	explicit_bzero(&key, sizeof(key));
	return r;
}

bool key_shelf_is_current(const char *period, int64_t now)
{
	char year[16], month[16], quarter[KEYS_PERIOD_MAX];
	time_t when = (time_t)now;
	struct tm date;

	gmtime_r(&when, &date);
	strftime(year, sizeof(year), "%Y", &date);
	strftime(month, sizeof(month), "%Y-%m", &date);
	snprintf(quarter, sizeof(quarter), "%.4sQ%u", year, ((unsigned)date.tm_mon / 3U) % 4U + 1U);
	return strcmp(period, year) == 0 || strcmp(period, month) == 0 || strcmp(period, quarter) == 0;
}

/* Zeros over the octets first: on a file system that writes in place they are gone then. */
static int overwrite(int directory, const char *name)
{
	static const char zeros[2 * DIGEST_SIZE + 1];
	struct stat status;
	int fd = openat(directory, name, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return errno == ELOOP || errno == ENXIO ? -EPERM : -errno;
	int r = fstat(fd, &status) != 0 ? -errno : S_ISREG(status.st_mode) ? 0 : -EPERM;
	if (r == 0 && (pwrite(fd, zeros, sizeof(zeros), 0) < 0 || fsync(fd) != 0))
		r = -errno;
	close(fd);
	return r;
}

int key_shelf_destroy(const char *directory, const char *period)
{
	char name[NAME_SIZE];
	int fd = -1;

	int r = file_name(period, name);
	if (r == 0)
		r = open_shelf(directory, &fd);
	if (r < 0)
		return r;
	r = key_file_sweep(fd);
	if (r == 0)
		r = overwrite(fd, name);
	if (r == 0 && unlinkat(fd, name, 0) != 0)
		r = -errno;
	if (r == 0)
		r = directory_sync(fd);
	close(fd);
	return r;
}
