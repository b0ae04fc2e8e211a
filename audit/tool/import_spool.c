#include "audit/tool/import_spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BUFFER_SIZE (1U << 20)

struct import_spool {
	int fd;
	uint64_t written; /* octets that are in the file */
	size_t held;	  /* in the buffer, behind those */
	char buffer[BUFFER_SIZE];
};

int import_spool_nameless(int directory, int *ret_fd)
{
	char name[64];
	int fd = openat(directory, ".", O_RDWR | O_TMPFILE | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR)) {
		/* A file system that knows no file without a name. */
		snprintf(name, sizeof(name), ".import-%ld", (long)getpid());
		fd = openat(directory, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
		if (fd >= 0)
			unlinkat(directory, name, 0);
	}
	if (fd < 0)
		return -errno;
	*ret_fd = fd;
	return 0;
}

int import_spool_new(int directory, struct import_spool **ret_spool)
{
	struct import_spool *spool = malloc(sizeof(*spool));

	if (spool == NULL)
		return -ENOMEM;
	spool->written = spool->held = 0;
	int r = import_spool_nameless(directory, &spool->fd);
	if (r < 0) {
		free(spool);
		return r;
	}
	*ret_spool = spool;
	return 0;
}

void import_spool_free(struct import_spool *spool)
{
	if (spool == NULL)
		return;
	close(spool->fd);
	free(spool);
}

static int flush(struct import_spool *spool)
{
	size_t done = 0;

	while (done < spool->held) {
		ssize_t put =
		    pwrite(spool->fd, spool->buffer + done, spool->held - done, (off_t)(spool->written + done));
		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return put < 0 ? -errno : -EIO;
		done += (size_t)put;
	}
	spool->written += spool->held;
	spool->held = 0;
	return 0;
}

int import_spool_append(struct import_spool *spool, const char *octets, size_t size, uint64_t *ret_offset)
{
	int r = size > BUFFER_SIZE ? -E2BIG : 0;

	if (r == 0 && spool->held + size > BUFFER_SIZE)
		r = flush(spool);
	if (r < 0)
		return r;
	memcpy(spool->buffer + spool->held, octets, size);
	*ret_offset = spool->written + spool->held;
	spool->held += size;
	return 0;
}

int import_spool_read(struct import_spool *spool, uint64_t offset, char *octets, size_t size)
{
	int r = offset + size > spool->written ? flush(spool) : 0;

	while (r == 0 && size > 0) {
		ssize_t got = pread(spool->fd, octets, size, (off_t)offset);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got < 0 ? -errno : -EIO;
		octets += got;
		offset += (uint64_t)got;
		size -= (size_t)got;
	}
	return r;
}
