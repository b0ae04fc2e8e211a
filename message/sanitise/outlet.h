/*
 * outlet: octets on their way into a memory file, up to a bound.
 *
 * The first error sticks, and nothing is written after it; the writer looks once, at the end. The descriptor is the
 * caller's. Part contents are written in their transfer encoding here: 7-bit, short lines (RFC 2045 section 6).
 */
#ifndef MESSAGE_SANITISE_OUTLET_H
#define MESSAGE_SANITISE_OUTLET_H

#include <stddef.h>
#include <stdint.h>

#define OUTLET_BUFFER (16U << 10)

struct outlet {
	int fd;
	uint64_t most;	  /* octets that may be written in all */
	uint64_t written; /* and were put, buffered ones included */
	size_t buffered;
	int error; /* 0; -E2BIG: past the bound; negative errno of the file */
	char buffer[OUTLET_BUFFER];
};

void outlet_init(struct outlet *outlet, int fd, uint64_t most);
void outlet_put(struct outlet *outlet, const char *octets, size_t size);
/* Writes what is buffered. 0, or the error that stuck. */
int outlet_flush(struct outlet *outlet);

/* In lines of 76 characters; the last one has no line end. */
void outlet_put_base64(struct outlet *outlet, const char *octets, size_t size);

/*
 * Text: CRLF and LF are line ends, and become CRLF; a CR alone is encoded. No line is longer than 76 characters, begins
 * with a blank, a hyphen or a full stop, or with "From ", or ends with a blank: none is ever taken for a delimiter, the
 * end of the message or the beginning of another.
 */
void outlet_put_quoted_printable(struct outlet *outlet, const char *octets, size_t size);

#endif
