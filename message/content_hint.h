/*
 * content_hint: does a header say that its message may carry a file?
 *
 * Asked before a body is sent, so that most mail never is. Says yes too often rather than too rarely, but for what is
 * only text: a plain or HTML mail, or both in one. Programs of Apple's put files between the two, and say who they are;
 * Exchange says in a field of its own that there are files. What is encrypted nobody here can look into.
 */
#ifndef MESSAGE_CONTENT_HINT_H
#define MESSAGE_CONTENT_HINT_H

#include "message/header.h"

#include <stdbool.h>

/* Zeros before the first field. */
struct content_hint {
	unsigned type_count;
	bool has_text_type; /* the first type is one of text alone */
	bool has_alternatives;
	bool has_apple_mailer;
	bool has_file; /* said outright: a disposition, a mark of the sender's program */
};

/* Takes one field of the header into account; the order does not matter. Takes time in proportion to the field. */
void content_hint_add(struct content_hint *hint, const struct header_field *field);

bool content_hint_may_carry_file(const struct content_hint *hint);

#endif
