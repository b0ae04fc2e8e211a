#include "milter/last_good.h"

#include "milter/whole_file.h"
#include "rules/bundle.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define NEW_NAME LAST_GOOD_NAME ".new"

static int write_all(int fd, const uint8_t *bytes, size_t size)
{
	while (size > 0) {
		ssize_t written = write(fd, bytes, size);
		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return -errno;
		bytes += written;
		size -= (size_t)written;
	}
	return 0;
}

static int write_new(int directory, const void *packed, size_t size)
{
	if (unlinkat(directory, NEW_NAME, 0) != 0 && errno != ENOENT)
		return -errno;
	int fd = openat(directory, NEW_NAME, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return -errno;
	int r = write_all(fd, packed, size);
	if (r == 0 && fsync(fd) != 0)
		r = -errno;
	if (close(fd) != 0 && r == 0)
		r = -errno;
	return r;
}

int last_good_save(const char *state, const void *packed, size_t size)
{
	int directory = open(state, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (directory < 0)
		return -errno;
	int r = write_new(directory, packed, size);
	if (r == 0 && renameat(directory, NEW_NAME, directory, LAST_GOOD_NAME) != 0)
		r = -errno;
	if (r == 0 && fsync(directory) != 0)
		r = -errno;
	if (r < 0)
		unlinkat(directory, NEW_NAME, 0);
	close(directory);
	return r;
}

int last_good_load(const char *state, uint8_t **ret_packed, size_t *ret_size)
{
	int directory = open(state, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct stat status;
	int r;

	if (directory < 0)
		return -errno;
	if (fstatat(directory, LAST_GOOD_NAME, &status, AT_SYMLINK_NOFOLLOW) != 0)
		r = -errno;
	else if (!S_ISREG(status.st_mode) || status.st_uid != geteuid() || (status.st_mode & 0022) != 0)
		r = -EPERM;
	else
		r = whole_file_read(directory, LAST_GOOD_NAME, BUNDLE_SIZE_MAX, ret_packed, ret_size);
	close(directory);
	return r;
}
