/*
 * part_content: the octets of a leaf, decoded once and in pieces.
 *
 * As they stand in the mapped message, so that nothing is read or copied before it is decoded; what is not encoded is
 * handed out where it lies. GMime's decoders, which base64 and quoted-printable are compared with.
 */
#ifndef MESSAGE_PART_CONTENT_H
#define MESSAGE_PART_CONTENT_H

#include "message/mapping.h"

#include <gmime/gmime.h>
#include <stdint.h>

struct part_content {
	const char *octets; /* as transmitted; borrowed from the mapping */
	size_t length;
	GMimeContentEncoding encoding;
};

/* Where GMime says that the leaf's content stands. 0, or -EBADMSG when it is not in this message. */
int part_content_find(const struct mapping *mapping, GMimePart *leaf, struct part_content *ret_content);

typedef void (*part_content_visit)(void *context, const char *octets, size_t size);

/* Calls `visit` for each piece; returns how many octets there are in all. */
uint64_t part_content_decode(const struct part_content *content, part_content_visit visit, void *context);

#endif
