#include "audit/tail.h"

#include "audit/segment.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

void tail_init(struct tail *tail, const struct ledger_ops *ops, int directory)
{
	*tail = (struct tail){.ops = ops, .directory = directory, .fd = -1, .leaves = {.fd = -1}};
}

void tail_clear(struct tail *tail)
{
	if (tail->fd >= 0)
		close(tail->fd);
	leaves_close(&tail->leaves);
	tail->fd = -1;
}

static int sync_segment(struct tail *tail)
{
	return tail->ops->datasync(tail->fd) == 0 ? 0 : -errno;
}

/* The leaves of the old segment are synced before it is left: opening looks at the newest segment only. */
int tail_begin(struct tail *tail, unsigned number)
{
	int fd = -1;
	int r = tail->leaves.synced < tail->leaves.count ? leaves_sync(&tail->leaves) : 0;

	if (r == 0)
		r = segment_create(tail->directory, &number, &fd);
	if (r < 0)
		return r;
	if (tail->fd >= 0)
		close(tail->fd);
	tail->fd = fd;
	tail->number = number;
	tail->durable = 0;
	tail->condition = TAIL_SOUND;
	return 0;
}

/*
 * After a failed sync the kernel may hold the lost pages as clean, so that a later sync of the same file would succeed
 * and prove nothing. The file is cut back to what was durable before, and the next line goes to another file. An empty
 * one leaves its number to its successor, or every attempt on a broken disk would leave a file.
 */
static int leave_segment(struct tail *tail)
{
	int r = sync_segment(tail);

	if (r < 0)
		return r;
	if (tail->durable > 0)
		return tail_begin(tail, tail->number + 1);
	r = segment_remove(tail->directory, tail->number);
	return r < 0 ? r : tail_begin(tail, tail->number);
}

/* Makes good what a failed group left. Until it succeeds nothing is appended. Leaves go first: a crash in between must
 * not leave a leaf without its record, which is the mark of a loss. */
static int repair(struct tail *tail)
{
	if (tail->condition == TAIL_SOUND)
		return 0;
	int r = tail->leaves.is_ragged ? leaves_cut(&tail->leaves, tail->leaves.count) : 0;
	if (r < 0)
		return r;
	r = tail->ops->truncate(tail->fd, tail->durable) == 0 ? 0 : -errno;
	if (r == 0 && tail->condition == TAIL_UNSYNCED)
		r = leave_segment(tail);
	if (r == 0)
		tail->condition = TAIL_SOUND;
	return r;
}

static int write_all(struct tail *tail, const char *bytes, size_t size)
{
	while (size > 0) {
		ssize_t written = tail->ops->write(tail->fd, bytes, size);
		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return written < 0 ? -errno : -EIO;
		bytes += written;
		size -= (size_t)written;
	}
	return 0;
}

/* Whether the file is still as it was left: not removed, not cut, not added to by another hand. */
static bool is_intact(const struct tail *tail)
{
	struct stat status;

	return fstat(tail->fd, &status) == 0 && status.st_nlink > 0 && status.st_size == tail->durable;
}

static bool has_room(const struct tail *tail, size_t size, int64_t now)
{
	if (tail->durable == 0)
		return true;
	return tail->durable + (off_t)size <= tail->size_max &&
	       (tail->age_max == 0 || now - tail->born < tail->age_max);
}

/* What another hand did is left as it is, for the auditor to see. */
static int make_ready(struct tail *tail, size_t size)
{
	int64_t now = tail->ops->now();
	int r = repair(tail);

	if (r == 0 && !(has_room(tail, size, now) && is_intact(tail)))
		r = tail_begin(tail, tail->number + 1);
	if (r == 0 && tail->durable == 0)
		tail->born = now;
	return r;
}

static int write_group(struct tail *tail, const struct tail_group *group)
{
	tail->condition = TAIL_UNCUT;
	int r = write_all(tail, group->bytes, group->size);
	if (r < 0)
		return r;
	tail->condition = TAIL_UNSYNCED;
	r = sync_segment(tail);
	if (r < 0)
		return r;
	tail->condition = TAIL_UNCUT;
	return leaves_put(&tail->leaves, tail->leaves.count, group->hashes, group->count);
}

int tail_commit(struct tail *tail, const struct tail_group *group)
{
	int r = make_ready(tail, group->size);

	if (r < 0)
		return r;
	r = write_group(tail, group);
	if (r < 0) {
		repair(tail); /* if this fails too, the next commit tries again */
		return r;
	}
	tail->condition = TAIL_SOUND;
	tail->durable += (off_t)group->size;
	return 0;
}
