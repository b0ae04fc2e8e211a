/*
 * segment_reader: the lines of a segment, one after the other. Never writes, never logs.
 */
#ifndef AUDIT_SEGMENT_READER_H
#define AUDIT_SEGMENT_READER_H

#include <stddef.h>
#include <sys/types.h>

struct segment_reader {
	int fd; /* the owner's */
	off_t at, end;
	char *buffer;
	size_t start, have; /* of the buffer: what is not handed out yet */
};

/* Reads the first `end` octets, whole lines, of the file. 0, -ENOMEM. */
int segment_reader_init(struct segment_reader *reader, int fd, off_t end);
void segment_reader_clear(struct segment_reader *reader);

/* The next line without its newline, valid until the next call. 0, -ENODATA (no more), -EMSGSIZE (a line longer than
 * the ledger writes; the next call goes on somewhere behind), or another negative errno. */
int segment_reader_next(struct segment_reader *reader, const char **ret_line, size_t *ret_size);

#endif
