/*
 * leaf_content: the octets of a leaf of the outline, decoded as a whole.
 *
 * For whoever has to have a file in one piece: the readers of forms, the cleaners.
 */
#ifndef MESSAGE_LEAF_CONTENT_H
#define MESSAGE_LEAF_CONTENT_H

#include "message/grammar/outline.h"
#include "message/mapping.h"

/* Borrowed from the message where nothing is encoded; otherwise owned. */
struct leaf_content {
	const char *octets;
	size_t size;
	char *decoded; /* heap, or NULL */
};

/* `part` is a leaf of the outline of this message. 0, to be cleared; -ENOMEM. */
int leaf_content_read(const struct mapping *mapping, const struct outline_part *part, struct leaf_content *ret_content);
void leaf_content_clear(struct leaf_content *content);

#endif
