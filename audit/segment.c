#include "audit/segment.h"

#include "audit/directory.h"
#include "audit/stretch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define TORN_SIZE  64
#define COPY_SIZE  (64U << 10)
#define TORN_TRIES 100

void segment_name(unsigned number, char name[SEGMENT_NAME_SIZE])
{
	snprintf(name, SEGMENT_NAME_SIZE, "records-%06u.jsonl", number % (SEGMENT_NUMBER_MAX + 1U));
}

unsigned segment_number(const char *text)
{
	char name[SEGMENT_NAME_SIZE];
	unsigned number = 0;

	if (sscanf(text, "records-%6u.jsonl", &number) != 1)
		return 0;
	segment_name(number, name);
	return strcmp(name, text) == 0 ? number : 0;
}

static int compare(const void *a, const void *b)
{
	unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;

	return (x > y) - (x < y);
}

/* The numbers in the directory's order. */
static int gather(DIR *entries, unsigned **numbers, size_t *count)
{
	for (struct dirent *entry; errno = 0, (entry = readdir(entries)) != NULL;) {
		unsigned number = segment_number(entry->d_name);
		unsigned *grown = number > 0 ? realloc(*numbers, (*count + 1) * sizeof(*grown)) : *numbers;
		if (number == 0)
			continue;
		if (grown == NULL)
			return -ENOMEM;
		grown[(*count)++] = number;
		*numbers = grown;
	}
	return -errno;
}

int segment_list(int directory, unsigned **ret_numbers, size_t *ret_count)
{
	DIR *entries = NULL;
	unsigned *numbers = NULL;
	size_t count = 0;

	int r = directory_list(directory, &entries);
	if (r < 0)
		return r;
	r = gather(entries, &numbers, &count);
	closedir(entries);
	if (r < 0) {
		free(numbers);
		return r;
	}
	if (count > 0)
		qsort(numbers, count, sizeof(*numbers), compare);
	*ret_numbers = numbers;
	*ret_count = count;
	return 0;
}

int segment_find_last(int directory, unsigned *ret_number)
{
	unsigned *numbers = NULL;
	size_t count = 0;
	int r = segment_list(directory, &numbers, &count);

	if (r < 0)
		return r;
	*ret_number = count > 0 ? numbers[count - 1] : 0;
	free(numbers);
	return 0;
}

int segment_open(int directory, unsigned number, int *ret_fd)
{
	char name[SEGMENT_NAME_SIZE];
	struct stat status;

	segment_name(number, name);
	int fd = openat(directory, name, O_RDWR | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
		close(fd);
		return -EPERM;
	}
	*ret_fd = fd;
	return 0;
}

int segment_create(int directory, unsigned *number, int *ret_fd)
{
	char name[SEGMENT_NAME_SIZE];
	unsigned next = *number;
	int fd = -1;

	for (; fd < 0; next++) {
		if (next > SEGMENT_NUMBER_MAX)
			return -EFBIG;
		segment_name(next, name);
		fd = openat(directory, name, O_RDWR | O_APPEND | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
		if (fd < 0 && errno != EEXIST)
			return -errno;
	}
	int r = directory_sync(directory);
	if (r < 0) {
		unlinkat(directory, name, 0);
		close(fd);
		return r;
	}
	*number = next - 1;
	*ret_fd = fd;
	return 0;
}

int segment_remove(int directory, unsigned number)
{
	char name[SEGMENT_NAME_SIZE];

	segment_name(number, name);
	return unlinkat(directory, name, 0) == 0 || errno == ENOENT ? 0 : -errno;
}

/* Walks back, a tail at a time, to the last newline that no hole stands before. */
static int find_whole(int fd, char *tail, off_t end, off_t *ret_whole)
{
	off_t whole = 0;

	while (end > 0 && whole == 0) {
		size_t size = end > (off_t)SEGMENT_TAIL_MAX ? SEGMENT_TAIL_MAX : (size_t)end;
		off_t start = end - (off_t)size;
		int r = stretch_read(fd, tail, size, start);
		if (r < 0)
			return r;
		const char *hole = memchr(tail, '\0', size);
		const char *newline = memrchr(tail, '\n', hole != NULL ? (size_t)(hole - tail) : size);
		if (newline != NULL)
			whole = start + (newline - tail) + 1;
		end = start;
	}
	*ret_whole = whole;
	return 0;
}

int segment_measure(int fd, off_t *ret_size, off_t *ret_whole)
{
	struct stat status;
	off_t whole = 0;

	if (fstat(fd, &status) != 0)
		return -errno;
	char *tail = malloc(SEGMENT_TAIL_MAX);
	if (tail == NULL)
		return -ENOMEM;
	int r = find_whole(fd, tail, status.st_size, &whole);
	free(tail);
	if (r < 0)
		return r;
	*ret_size = status.st_size;
	*ret_whole = whole;
	return 0;
}

/* A name with the time to the microsecond, so that two crashes in a second do not share one. */
static int create_torn(int directory, unsigned number, char name[TORN_SIZE], int *ret_fd)
{
	for (int i = 0; i < TORN_TRIES; i++) {
		struct timespec now;
		struct tm date;
		char second[sizeof("20261104T101500")] = "";

		clock_gettime(CLOCK_REALTIME, &now);
		gmtime_r(&now.tv_sec, &date);
		strftime(second, sizeof(second), "%Y%m%dT%H%M%S", &date);
		snprintf(name, TORN_SIZE, "torn-%06u-%s.%06uZ", number, second, (unsigned)(now.tv_nsec / 1000));
		int fd = openat(directory, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
		if (fd >= 0) {
			*ret_fd = fd;
			return 0;
		}
		if (errno != EEXIST)
			return -errno;
	}
	return -EEXIST;
}

/* Through a descriptor of its own: on one that appends, Linux takes pwrite for an append. */
int segment_rewrite_tail(int directory, unsigned number, off_t whole)
{
	size_t size = whole > (off_t)SEGMENT_TAIL_MAX ? SEGMENT_TAIL_MAX : (size_t)whole;
	char name[SEGMENT_NAME_SIZE];

	segment_name(number, name);
	int fd = openat(directory, name, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	char *tail = malloc(size > 0 ? size : 1);
	int r = tail != NULL ? stretch_read(fd, tail, size, whole - (off_t)size) : -ENOMEM;
	if (r == 0)
		r = stretch_write(&ledger_ops_real, fd, tail, size, whole - (off_t)size);
	free(tail);
	close(fd);
	return r;
}

static int copy(int from, off_t whole, off_t end, int to)
{
	char bytes[COPY_SIZE];
	off_t start = whole;

	while (start < end) {
		size_t size = end - start > (off_t)sizeof(bytes) ? sizeof(bytes) : (size_t)(end - start);
		int r = stretch_read(from, bytes, size, start);
		if (r < 0)
			return r;
		r = stretch_write(&ledger_ops_real, to, bytes, size, start - whole);
		if (r < 0)
			return r;
		start += (off_t)size;
	}
	return fsync(to) == 0 ? 0 : -errno;
}

int segment_set_aside(int directory, int fd, unsigned number, off_t whole, off_t size)
{
	char name[TORN_SIZE];
	int torn = -1;

	int r = create_torn(directory, number, name, &torn);
	if (r < 0)
		return r;
	r = copy(fd, whole, size, torn);
	close(torn);
	if (r == 0)
		r = directory_sync(directory);
	if (r < 0)
		unlinkat(directory, name, 0);
	return r;
}
