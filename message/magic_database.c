#include "message/magic_database.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define HUGE_PAGE ((size_t)2 << 20)
#define SIZE_MOST ((size_t)64 << 20) /* octets; Debian's has 8 million */

static int open_database(const char *name, size_t length)
{
	char path[PATH_MAX];
	bool is_compiled = length > 4 && memcmp(name + length - 4, ".mgc", 4) == 0;

	if (length + sizeof(".mgc") > sizeof(path))
		return -1;
	snprintf(path, sizeof(path), "%.*s%s", (int)length, name, is_compiled ? "" : ".mgc");
	return open(path, O_RDONLY | O_CLOEXEC);
}

static int find_database(const char *path)
{
	int fd = -1;

	while (fd < 0 && *path != '\0') {
		size_t length = strcspn(path, ":");
		fd = open_database(path, length);
		path += length + (path[length] == ':');
	}
	return fd;
}

/* A region with room for the file from a huge page's boundary on. */
static int map_region(struct magic_database *database)
{
	database->region_size = (database->size + 2 * HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
	database->region =
	    mmap(NULL, database->region_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (database->region == MAP_FAILED)
		return -errno;
	/* Advice: without huge pages it is small ones. */
	madvise(database->region, database->region_size, MADV_HUGEPAGE);
	uintptr_t start = ((uintptr_t)database->region + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
	database->bytes = (void *)start;
	return 0;
}

static int read_all(int fd, char *bytes, size_t size)
{
	while (size > 0) {
		ssize_t got = read(fd, bytes, size);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got < 0 ? -errno : -EIO;
		bytes += got;
		size -= (size_t)got;
	}
	return 0;
}

int magic_database_init(struct magic_database *database, const char *path)
{
	int fd = find_database(path), r = 0;
	struct stat status;

	memset(database, 0, sizeof(*database));
	if (fd < 0)
		return -ENOENT;
	if (fstat(fd, &status) != 0)
		r = -errno;
	else if (status.st_size <= 0 || (uintmax_t)status.st_size > SIZE_MOST)
		r = -E2BIG;
	if (r == 0) {
		database->size = (size_t)status.st_size;
		r = map_region(database);
	}
	if (r == 0)
		r = read_all(fd, database->bytes, database->size);
	close(fd);
	/* Who talks a child into writing is not to reach what tells types apart. */
	if (r == 0 && mprotect(database->region, database->region_size, PROT_READ) != 0)
		r = -errno;
	if (r < 0)
		magic_database_clear(database);
	return r;
}

void magic_database_clear(struct magic_database *database)
{
	if (database->region != NULL && database->region != MAP_FAILED)
		munmap(database->region, database->region_size);
	memset(database, 0, sizeof(*database));
}
