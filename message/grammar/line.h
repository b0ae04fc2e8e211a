/*
 * line: the octets of a message, line by line, each looked at once.
 *
 * A line ends with CRLF, and with nothing else. What all its octets are is the union of their classes, so that the
 * layers above need not look again: this is the only loop over every octet, and the speed of the checker is its speed.
 * Borrows, allocates nothing.
 */
#ifndef MESSAGE_GRAMMAR_LINE_H
#define MESSAGE_GRAMMAR_LINE_H

#include "message/grammar/rule.h"

#include <stdbool.h>
#include <stddef.h>

#define LINE_OCTETS_MAX 998 /* without CRLF; RFC 5322 section 2.1.1 */

/* Bits: what occurs in a line. */
enum line_class {
	LINE_CONTROL = 1 << 0,	  /* 1-31 and 127 but tab, CR, LF */
	LINE_8BIT = 1 << 1,	  /* 128-255 */
	LINE_NOT_BASE64 = 1 << 2, /* anything but the 64 and "=" */
	LINE_PADDING = 1 << 3,	  /* "=" */
	LINE_BLANK = 1 << 4,	  /* space or tab */
	LINE_NOT_BLANK = 1 << 5	  /* anything else */
};

struct line {
	const char *text; /* without CRLF */
	size_t length;
	size_t offset;	  /* of its first octet in the message */
	unsigned classes; /* of enum line_class */
};

struct line_reader {
	const char *start; /* of the message */
	const char *at;	   /* behind the line read last */
	const char *end;
};

void line_reader_init(struct line_reader *reader, const void *bytes, size_t size);

/* 1 and the next line; 0 at the end; -EBADMSG with the fault (NUL, bare CR, bare LF, length, last line without end). */
int line_reader_next(struct line_reader *reader, struct grammar_fault *fault, struct line *ret_line);

#endif
