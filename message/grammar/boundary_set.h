/*
 * boundary_set: the boundaries that a message declares, and which of them a line begins with.
 *
 * None may be the beginning of another, whatever its case: a reader that compares only the beginning of a line, or
 * without regard to case, must find the same one. That also makes looking one up a binary search, so that a million
 * lines like delimiters and a thousand boundaries cost no more than they should.
 */
#ifndef MESSAGE_GRAMMAR_BOUNDARY_SET_H
#define MESSAGE_GRAMMAR_BOUNDARY_SET_H

#include "message/grammar/content_field.h"

#include <stdbool.h>
#include <stddef.h>

struct boundary {
	char text[CONTENT_BOUNDARY_MAX + 1];
	size_t length;
	size_t declared; /* offset in the message behind the header that declares it */
};

struct boundary_set {
	struct boundary **sorted; /* caseless */
	size_t count;
};

void boundary_set_init(struct boundary_set *set);
void boundary_set_clear(struct boundary_set *set);

/* Copies `text`, of 1 to CONTENT_BOUNDARY_MAX octets; *ret_boundary lives as long as the set. 0, -EEXIST where it
 * clashes with another, -ENOMEM. */
int boundary_set_add(struct boundary_set *set, const char *text, size_t declared, const struct boundary **ret_boundary);

/* The one that the octets begin with, whatever the case; NULL for none. */
const struct boundary *boundary_set_find(const struct boundary_set *set, const char *octets, size_t length);

#endif
