#include "audit/leaves.h"

#include "audit/stretch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LEAF_SIZE ((off_t)sizeof(struct merkle_hash))

_Static_assert(sizeof(struct merkle_hash) == DIGEST_SIZE, "a leaf is written as it lies in memory");

int leaves_open(struct leaves *leaves, const struct ledger_ops *ops, int directory, const char *name)
{
	int fd = openat(directory, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
	struct stat status;

	*leaves = (struct leaves){.ops = ops, .fd = -1};
	if (fd < 0)
		return errno == ELOOP || errno == ENXIO ? -EPERM : -errno;
	leaves->fd = fd;
	leaves->block = malloc(LEAVES_BLOCK * sizeof(*leaves->block));
	int r = leaves->block == NULL ? -ENOMEM : fstat(fd, &status) != 0 ? -errno : 0;
	if (r == 0 && !S_ISREG(status.st_mode))
		r = -EPERM;
	if (r < 0) {
		leaves_close(leaves);
		return r;
	}
	leaves->count = (uint64_t)(status.st_size / LEAF_SIZE);
	leaves->is_ragged = status.st_size % LEAF_SIZE != 0;
	return 0;
}

void leaves_close(struct leaves *leaves)
{
	if (leaves->fd >= 0)
		close(leaves->fd);
	free(leaves->block);
	*leaves = (struct leaves){.fd = -1};
}

static int read_block(struct leaves *leaves, uint64_t start)
{
	uint64_t count = leaves->count - start < LEAVES_BLOCK ? leaves->count - start : LEAVES_BLOCK;
	int r =
	    stretch_read(leaves->fd, leaves->block, (size_t)count * sizeof(*leaves->block), (off_t)start * LEAF_SIZE);

	leaves->block_start = start;
	leaves->block_count = r == 0 ? count : 0;
	return r;
}

int leaves_get(void *context, uint64_t index, struct merkle_hash *ret_hash)
{
	struct leaves *leaves = context;
	int r = 0;

	if (index >= leaves->count)
		return -ERANGE;
	if (index < leaves->block_start || index - leaves->block_start >= leaves->block_count)
		r = read_block(leaves, index);
	if (r == 0)
		*ret_hash = leaves->block[index - leaves->block_start];
	return r;
}

int leaves_put(struct leaves *leaves, uint64_t index, const struct merkle_hash *hashes, size_t count)
{
	if (index > leaves->count)
		return -ERANGE;
	leaves->block_count = 0;
	int r = stretch_write(leaves->ops, leaves->fd, hashes, count * sizeof(*hashes), (off_t)index * LEAF_SIZE);
	if (r < 0) {
		leaves->is_ragged = true;
		return r;
	}
	if (index + count > leaves->count)
		leaves->count = index + count;
	if (index < leaves->synced)
		leaves->synced = index;
	return 0;
}

int leaves_cut(struct leaves *leaves, uint64_t count)
{
	if (leaves->ops->truncate(leaves->fd, (off_t)count * LEAF_SIZE) != 0)
		return -errno;
	leaves->count = count;
	leaves->is_ragged = false;
	leaves->block_count = 0;
	if (leaves->synced > count)
		leaves->synced = count;
	return 0;
}

/* As segment_rewrite_tail(): after a failed sync the kernel may hold pages as clean that never reached the disk. */
static int rewrite(struct leaves *leaves)
{
	int r = 0;

	for (uint64_t at = leaves->synced; at < leaves->count && r == 0; at += leaves->block_count) {
		r = read_block(leaves, at);
		if (r == 0)
			r = stretch_write(leaves->ops, leaves->fd, leaves->block,
			    (size_t)leaves->block_count * sizeof(*leaves->block), (off_t)at * LEAF_SIZE);
	}
	return r;
}

int leaves_sync(struct leaves *leaves)
{
	int r = leaves->is_suspect ? rewrite(leaves) : 0;

	if (r == 0 && leaves->ops->datasync(leaves->fd) != 0)
		r = -errno;
	leaves->is_suspect = r < 0;
	if (r == 0)
		leaves->synced = leaves->count;
	return r;
}
