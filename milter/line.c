#include "milter/line.h"

#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

struct line {
	int fd;
	uint64_t serial;
	atomic_uint users;
};

struct line *line_new(int fd, uint64_t serial)
{
	struct line *line = malloc(sizeof(*line));

	if (line == NULL) {
		close(fd);
		return NULL;
	}
	line->fd = fd;
	line->serial = serial;
	atomic_init(&line->users, 1);
	return line;
}

struct line *line_ref(struct line *line)
{
	atomic_fetch_add(&line->users, 1);
	return line;
}

void line_unref(struct line *line)
{
	if (line == NULL || atomic_fetch_sub(&line->users, 1) > 1)
		return;
	close(line->fd);
	free(line);
}

int line_fd(const struct line *line)
{
	return line->fd;
}

uint64_t line_serial(const struct line *line)
{
	return line->serial;
}

static short look(const struct line *line, short events)
{
	struct pollfd pollfd = {.fd = line->fd, .events = events};

	return poll(&pollfd, 1, 0) == 1 ? pollfd.revents : 0;
}

bool line_is_dead(const struct line *line)
{
	return (look(line, 0) & (POLLHUP | POLLERR | POLLNVAL)) != 0;
}

bool line_has_input(const struct line *line)
{
	return (look(line, POLLIN) & (POLLIN | POLLHUP)) == POLLIN;
}
