#include "audit/stretch.h"

#include "audit/directory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#define NAME_MAX_BESIDE 64 /* octets of the names that are replaced */

int stretch_read_some(int fd, void *ret_bytes, size_t most, off_t at, size_t *ret_size)
{
	char *bytes = ret_bytes;
	size_t size = 0;

	while (size < most) {
		ssize_t got = pread(fd, bytes + size, most - size, at + (off_t)size);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		if (got == 0)
			break;
		size += (size_t)got;
	}
	*ret_size = size;
	return 0;
}

int stretch_read(int fd, void *ret_bytes, size_t size, off_t at)
{
	size_t got = 0;
	int r = stretch_read_some(fd, ret_bytes, size, at, &got);

	return r == 0 && got < size ? -EIO : r;
}

int stretch_write(const struct ledger_ops *ops, int fd, const void *bytes, size_t size, off_t at)
{
	const char *next = bytes;

	while (size > 0) {
		ssize_t written = ops->write_at(fd, next, size, at);
		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return written < 0 ? -errno : -EIO;
		next += written;
		at += written;
		size -= (size_t)written;
	}
	return 0;
}

static int write_beside(const struct ledger_ops *ops, int fd, const void *bytes, size_t size, bool is_durable)
{
	int r = stretch_write(ops, fd, bytes, size, 0);

	if (r == 0 && is_durable)
		r = ops->datasync(fd) == 0 ? 0 : -errno;
	return r;
}

/* Always a new file: a reader may still have one of that name open, under the name that it had then. */
static int create_beside(int directory, const char *beside)
{
	const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	int fd = openat(directory, beside, flags, 0600);

	if (fd < 0 && errno == EEXIST && unlinkat(directory, beside, 0) == 0)
		fd = openat(directory, beside, flags, 0600);
	return fd;
}

int stretch_replace(
    const struct ledger_ops *ops, int directory, const char *name, const void *bytes, size_t size, bool is_durable)
{
	char beside[NAME_MAX_BESIDE];

	snprintf(beside, sizeof(beside), "%s.new", name);
	int fd = create_beside(directory, beside);
	if (fd < 0)
		return -errno;
	int r = write_beside(ops, fd, bytes, size, is_durable);
	close(fd);
	if (r == 0)
		r = ops->rename(directory, beside, directory, name) == 0 ? 0 : -errno;
	if (r < 0) {
		unlinkat(directory, beside, 0);
		return r;
	}
	return is_durable ? directory_sync(directory) : 0;
}
