/*
 * text: octets that grow.
 *
 * For what a reader builds piece by piece. NUL is an octet like any other, but one more NUL always follows, so that
 * what is known to hold none may be used as a C string. The first error sticks: appending after it does nothing, and
 * the builder looks once, at the end.
 */
#ifndef MESSAGE_TEXT_H
#define MESSAGE_TEXT_H

#include <stddef.h>

struct text {
	char *bytes; /* heap; NULL while nothing was appended */
	size_t length;
	size_t capacity;
	int error; /* 0 or -ENOMEM */
};

void text_init(struct text *text);
void text_clear(struct text *text);
void text_append(struct text *text, const char *bytes, size_t length);
void text_append_octet(struct text *text, char octet);
/* Forgets the octets, keeps the memory. */
void text_reset(struct text *text);
/* The octets as a C string, "" when there are none; borrowed. */
const char *text_string(const struct text *text);
/* Hands the octets over, to be freed by the caller, and empties the text. NULL for want of memory. */
char *text_take(struct text *text);

#endif
