#include "audit/ledger.h"

#include "audit/directory.h"
#include "audit/segment.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define GROUP_SIZE_MAX SEGMENT_TAIL_MAX /* octets of one write; so that a tail holds all that a crash can spoil */

/* What the last group left behind it. */
enum condition {
	CONDITION_UNSYNCED = 0, /* a sync failed: what the page cache holds may never reach the disk */
	CONDITION_UNCUT,	/* a write failed: there may be octets past the durable length */
	CONDITION_SOUND
};

/* A line that waits for its group; it lives on the stack of the thread that appends it. */
struct pending {
	const char *line;
	size_t size;
	struct pending *next;
	int result;
	bool is_done;
};

struct ledger {
	struct ledger_ops ops;
	int directory;
	int lock;

	/* Only the leader's, and between leaders the mutex hands them on. */
	int fd;
	unsigned segment;
	off_t durable; /* octets of the segment that are on disk */
	enum condition condition;
	char *group; /* GROUP_SIZE_MAX octets */

	pthread_mutex_t mutex;
	pthread_cond_t changed;
	bool is_led;
	struct pending *first;
	struct pending **end;
	uint64_t lines, groups;
};

static const struct ledger_ops real_ops = {.write = write, .datasync = fdatasync, .truncate = ftruncate};

/* An open file description lock: it belongs to this opening of the file, so that a second one in the same process is
 * refused too, and it ends with the process however that ends. */
static int take_lock(int directory, int *ret_fd)
{
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	int fd = openat(directory, "lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);

	if (fd < 0)
		return -errno;
	if (fcntl(fd, F_OFD_SETLK, &whole) != 0) {
		int r = errno == EAGAIN || errno == EACCES ? -EBUSY : -errno;
		close(fd);
		return r;
	}
	*ret_fd = fd;
	return 0;
}

static int sync_segment(struct ledger *ledger)
{
	return ledger->ops.datasync(ledger->fd) == 0 ? 0 : -errno;
}

static int cut(struct ledger *ledger)
{
	return ledger->ops.truncate(ledger->fd, ledger->durable) == 0 ? 0 : -errno;
}

/* Begins the segment after this one; on failure this one stays. */
static int begin_segment(struct ledger *ledger, unsigned number)
{
	int fd = -1;
	int r = segment_create(ledger->directory, &number, &fd);

	if (r < 0)
		return r;
	if (ledger->fd >= 0)
		close(ledger->fd);
	ledger->fd = fd;
	ledger->segment = number;
	ledger->durable = 0;
	return 0;
}

/*
 * After a failed sync the kernel may hold the lost pages as clean, so that a later sync of the same file would succeed
 * and prove nothing. The file is cut back to what was durable before, and the next line goes to another file. An empty
 * one leaves its number to its successor, or every attempt on a broken disk would leave a file.
 */
static int leave_segment(struct ledger *ledger)
{
	int r = sync_segment(ledger);

	if (r < 0)
		return r;
	if (ledger->durable > 0)
		return begin_segment(ledger, ledger->segment + 1);
	r = segment_remove(ledger->directory, ledger->segment);
	return r < 0 ? r : begin_segment(ledger, ledger->segment);
}

/* Makes good what a failed group left. Until it succeeds nothing is appended. */
static int repair(struct ledger *ledger)
{
	if (ledger->condition == CONDITION_SOUND)
		return 0;
	int r = cut(ledger);
	if (r == 0 && ledger->condition == CONDITION_UNSYNCED)
		r = leave_segment(ledger);
	if (r == 0)
		ledger->condition = CONDITION_SOUND;
	return r;
}

static int write_all(struct ledger *ledger, const char *bytes, size_t size)
{
	while (size > 0) {
		ssize_t written = ledger->ops.write(ledger->fd, bytes, size);
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
static bool is_intact(const struct ledger *ledger)
{
	struct stat status;

	return fstat(ledger->fd, &status) == 0 && status.st_nlink > 0 && status.st_size == ledger->durable;
}

/* What another hand did is left as it is, for the auditor to see. */
static int make_ready(struct ledger *ledger, size_t size)
{
	int r = repair(ledger);

	if (r < 0)
		return r;
	bool has_room = ledger->durable == 0 || ledger->durable + (off_t)size <= (off_t)LEDGER_SEGMENT_SIZE_MAX;
	return has_room && is_intact(ledger) ? 0 : begin_segment(ledger, ledger->segment + 1);
}

/* One write and one sync for the whole group; all of it is durable, or none of it counts. */
static int commit(struct ledger *ledger, size_t size)
{
	int r = make_ready(ledger, size);

	if (r < 0)
		return r;
	ledger->condition = CONDITION_UNCUT;
	r = write_all(ledger, ledger->group, size);
	if (r == 0) {
		ledger->condition = CONDITION_UNSYNCED;
		r = sync_segment(ledger);
	}
	if (r < 0) {
		repair(ledger); /* if this fails too, the next append tries again */
		return r;
	}
	ledger->condition = CONDITION_SOUND;
	ledger->durable += (off_t)size;
	return 0;
}

/* Takes as many of the waiting lines as one group holds, off the front of the queue. */
static struct pending *take_group(struct ledger *ledger)
{
	struct pending *group = ledger->first;
	struct pending *last = group;
	size_t size = group->size;

	while (last->next != NULL && size + last->next->size <= GROUP_SIZE_MAX) {
		last = last->next;
		size += last->size;
	}
	ledger->first = last->next;
	if (ledger->first == NULL)
		ledger->end = &ledger->first;
	last->next = NULL;
	return group;
}

static size_t gather(struct ledger *ledger, const struct pending *group)
{
	size_t size = 0;

	for (; group != NULL; group = group->next) {
		memcpy(ledger->group + size, group->line, group->size);
		size += group->size;
	}
	return size;
}

/* Commits one group. Called and returns with the mutex held; meanwhile others queue. */
static void lead(struct ledger *ledger)
{
	struct pending *group = take_group(ledger);

	ledger->is_led = true;
	pthread_mutex_unlock(&ledger->mutex);
	int r = commit(ledger, gather(ledger, group));
	pthread_mutex_lock(&ledger->mutex);
	ledger->is_led = false;
	ledger->groups += r == 0;
	while (group != NULL) {
		struct pending *next = group->next;
		ledger->lines += r == 0;
		group->result = r;
		group->is_done = true;
		group = next;
	}
	pthread_cond_broadcast(&ledger->changed);
}

static int check_line(const char *line, size_t size)
{
	if (size == 0 || memchr(line, '\n', size) != line + size - 1 || memchr(line, '\0', size) != NULL)
		return -EINVAL;
	return size > LEDGER_LINE_MAX ? -E2BIG : 0;
}

int ledger_append(struct ledger *ledger, const char *line, size_t size)
{
	struct pending pending = {.line = line, .size = size};
	int r = check_line(line, size);

	if (r < 0)
		return r;
	pthread_mutex_lock(&ledger->mutex);
	*ledger->end = &pending;
	ledger->end = &pending.next;
	while (!pending.is_done) {
		if (ledger->is_led)
			pthread_cond_wait(&ledger->changed, &ledger->mutex);
		else
			lead(ledger);
	}
	pthread_mutex_unlock(&ledger->mutex);
	return pending.result;
}

void ledger_counts(struct ledger *ledger, uint64_t *ret_lines, uint64_t *ret_groups)
{
	pthread_mutex_lock(&ledger->mutex);
	*ret_lines = ledger->lines;
	*ret_groups = ledger->groups;
	pthread_mutex_unlock(&ledger->mutex);
}

/* Goes on where the last writer stopped: whole lines stay and become durable, the rest is set aside and cut off. */
static int resume_segment(struct ledger *ledger, unsigned number, bool *ret_torn)
{
	off_t size = 0, whole = 0;
	int r = segment_open(ledger->directory, number, &ledger->fd);

	if (r == 0)
		r = segment_measure(ledger->fd, &size, &whole);
	if (r < 0)
		return r;
	ledger->segment = number;
	ledger->durable = whole;
	*ret_torn = whole < size;
	if (whole < size) {
		r = segment_set_aside(ledger->directory, ledger->fd, number, whole, size);
		if (r == 0)
			r = cut(ledger);
	}
	if (r == 0)
		r = segment_rewrite_tail(ledger->directory, number, whole);
	return r < 0 ? r : sync_segment(ledger);
}

static int find_segment(struct ledger *ledger, bool *ret_torn)
{
	unsigned number = 0;
	int r = segment_find_last(ledger->directory, &number);

	if (r < 0)
		return r;
	r = number == 0 ? begin_segment(ledger, 1) : resume_segment(ledger, number, ret_torn);
	if (r == 0)
		ledger->condition = CONDITION_SOUND;
	return r;
}

static struct ledger *ledger_new(const struct ledger_ops *ops)
{
	struct ledger *ledger = calloc(1, sizeof(*ledger));

	if (ledger == NULL)
		return NULL;
	ledger->ops = ops != NULL ? *ops : real_ops;
	ledger->directory = ledger->lock = ledger->fd = -1;
	ledger->end = &ledger->first;
	pthread_mutex_init(&ledger->mutex, NULL);
	pthread_cond_init(&ledger->changed, NULL);
	ledger->group = malloc(GROUP_SIZE_MAX);
	if (ledger->group == NULL) {
		ledger_close(ledger);
		return NULL;
	}
	return ledger;
}

int ledger_open(const char *directory, const struct ledger_ops *ops, struct ledger **ret_ledger, bool *ret_torn)
{
	struct ledger *ledger = ledger_new(ops);
	bool is_torn = false;

	if (ledger == NULL)
		return -ENOMEM;
	int r = directory_open(directory, S_IWGRP | S_IWOTH, &ledger->directory);
	if (r == 0)
		r = take_lock(ledger->directory, &ledger->lock);
	if (r == 0)
		r = find_segment(ledger, &is_torn);
	if (r < 0) {
		ledger_close(ledger);
		return r;
	}
	*ret_ledger = ledger;
	if (ret_torn != NULL)
		*ret_torn = is_torn;
	return 0;
}

static void close_if_open(int fd)
{
	if (fd >= 0)
		close(fd);
}

void ledger_close(struct ledger *ledger)
{
	if (ledger == NULL)
		return;
	close_if_open(ledger->fd);
	close_if_open(ledger->lock);
	close_if_open(ledger->directory);
	pthread_cond_destroy(&ledger->changed);
	pthread_mutex_destroy(&ledger->mutex);
	free(ledger->group);
	free(ledger);
}
