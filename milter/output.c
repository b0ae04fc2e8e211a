#include "milter/output.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

void output_init(struct output *output)
{
	*output = (struct output){.fd = -1};
}

int output_open(struct output *output, int *ret_write_fd)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) != 0)
		return -errno;
	/* Only our end: the child's writes may wait. */
	if (fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0) {
		int r = -errno;
		close(ends[0]);
		close(ends[1]);
		return r;
	}
	output_init(output);
	output->fd = ends[0];
	*ret_write_fd = ends[1];
	return 0;
}

static void end_line(struct output *output, void (*say)(void *context, const char *line), void *context)
{
	output->line[output->used] = '\0';
	if (output->used > 0 && say != NULL && output->lines++ < OUTPUT_LINES_MAX)
		say(context, output->line);
	output->used = 0;
}

void output_read(struct output *output, void (*say)(void *context, const char *line), void *context)
{
	char buffer[4096];
	ssize_t got = -1;

	/* Not for ever: a child that writes without end must not keep the supervisor. */
	for (int i = 0; i < 16 && output->fd >= 0; i++) {
		got = read(output->fd, buffer, sizeof(buffer));
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		for (ssize_t at = 0; at < got; at++) {
			if (buffer[at] == '\n')
				end_line(output, say, context);
			else if (output->used < OUTPUT_LINE_MAX)
				output->line[output->used++] = buffer[at];
		}
	}
	if (output->fd >= 0 && (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))) {
		end_line(output, say, context);
		output_close(output);
	}
}

void output_close(struct output *output)
{
	if (output->fd >= 0)
		close(output->fd);
	output_init(output);
}
