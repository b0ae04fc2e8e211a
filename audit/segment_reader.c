#include "audit/segment_reader.h"

#include "audit/ledger.h"
#include "audit/stretch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define BUFFER_SIZE (1U << 20)

_Static_assert(BUFFER_SIZE > LEDGER_LINE_MAX + LEDGER_INDEX_MAX, "a line fits");

int segment_reader_init(struct segment_reader *reader, int fd, off_t end)
{
	*reader = (struct segment_reader){.fd = fd, .end = end};
	reader->buffer = malloc(BUFFER_SIZE);
	return reader->buffer != NULL ? 0 : -ENOMEM;
}

void segment_reader_clear(struct segment_reader *reader)
{
	free(reader->buffer);
	reader->buffer = NULL;
}

/* Reads on behind what is left over. */
static int fill(struct segment_reader *reader)
{
	size_t room = BUFFER_SIZE - reader->have;
	off_t left = reader->end - reader->at;
	size_t size = left < (off_t)room ? (size_t)left : room;

	memmove(reader->buffer, reader->buffer + reader->start, reader->have);
	reader->start = 0;
	int r = stretch_read(reader->fd, reader->buffer + reader->have, size, reader->at);
	if (r < 0)
		return r;
	reader->at += (off_t)size;
	reader->have += size;
	return size > 0 ? 0 : -ENODATA;
}

int segment_reader_next(struct segment_reader *reader, const char **ret_line, size_t *ret_size)
{
	for (;;) {
		const char *line = reader->buffer + reader->start;
		const char *feed = memchr(line, '\n', reader->have);
		if (feed != NULL) {
			*ret_line = line;
			*ret_size = (size_t)(feed - line);
			reader->start += *ret_size + 1;
			reader->have -= *ret_size + 1;
			return 0;
		}
		if (reader->have == BUFFER_SIZE) {
			reader->have = 0;
			return -EMSGSIZE;
		}
		int r = fill(reader);
		if (r < 0)
			return r;
	}
}
