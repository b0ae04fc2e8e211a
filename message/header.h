/*
 * header: the fields of a message header, as their octets stand.
 *
 * Our own small reader: it borrows, copies nothing, takes time in proportion to the octets, and judges nothing. A field
 * is what RFC 5322 section 2.2 says, with the blanks before the colon that section 4.5 allows; lines end with CRLF or
 * LF. What is neither a field nor the continuation of one is stepped over and makes the header irregular: readers may
 * differ about it.
 *
 * Never here: GMime, encodings, addresses.
 */
#ifndef MESSAGE_HEADER_H
#define MESSAGE_HEADER_H

#include <stdbool.h>
#include <stddef.h>

/* Borrowed from what the reader reads. */
struct header_field {
	const char *name; /* without the blanks before the colon */
	size_t name_length;
	const char *value; /* all that follows the colon, folds included, the last line end not */
	size_t value_length;
};

struct header_reader {
	const char *at;	   /* after the last field: behind the empty line, if there is one */
	const char *end;   /* of the octets */
	bool is_irregular; /* NUL, a bare CR, a line that is no field or a name that is none, up to `at` */
	bool has_end;	   /* the empty line was seen */
};

/* What a field may be folded with, as it stands in a value that is not unfolded: RFC 5322 section 3.2.2. */
static inline bool header_is_folding_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Reads up to the empty line or the end of the octets. */
void header_reader_init(struct header_reader *reader, const void *bytes, size_t size);
/* false at the end. */
bool header_reader_next(struct header_reader *reader, struct header_field *ret_field);

/* Whether somebody passed the message on as it was (RFC 5322 section 3.6.6): any field that begins with "Resent-". */
bool header_field_is_resent(const struct header_field *field);

/* Caseless, ASCII. */
bool header_field_is(const struct header_field *field, const char *name);

#endif
