/*
 * part_reader: one part of the GMime tree, reduced to facts.
 *
 * Where the strict grammar accepted the message, file names are those of its outline; otherwise every name that a
 * reader could find. Decodes a part's content once: to count it, to see what kind of thing it is, and what is embedded
 * in text; keeps none of it. Asks GMime for nothing that makes it write: g_mime_multipart_get_boundary() may never
 * return.
 */
#ifndef MESSAGE_PART_READER_H
#define MESSAGE_PART_READER_H

#include "message/grammar/outline.h"
#include "message/mapping.h"
#include "message/part_type.h"
#include "rules/facts.h"

#include <gmime/gmime.h>
#include <stdbool.h>

/* What all parts of a message share. */
struct part_context {
	struct facts *facts;
	struct part_sniffer *sniffer;
	const struct mapping *mapping;
	const struct outline *outline; /* NULL when the grammar did not accept the message */
};

/* Where a part stands. */
struct part_place {
	const char *path; /* as IMAP numbers it */
	bool in_related;  /* its parent is a multipart/related */
	bool in_message;  /* in an attached message */
};

/* 0 when GMime can be asked about the content fields of the object; otherwise as content_field_check() says. */
int part_reader_check(GMimeObject *object);

/* Adds a multipart or an attached message: what is in it is added on its own. One without a child hides something.
 * 0, -ENOMEM. */
int part_reader_add_container(
    const struct part_context *context, GMimeObject *object, const char *path, bool has_children);

/* Adds a leaf, and notes what it means for the whole message: signed, encrypted, ambiguous, uninspectable. 0, -ENOMEM,
 * -EBADMSG when GMime's offsets make no sense. */
int part_reader_add_leaf(const struct part_context *context, GMimePart *leaf, const struct part_place *place);

/* A parameter of the part's Content-Type, caseless. */
bool part_reader_parameter_is(GMimeObject *object, const char *name, const char *value);

/* Whether the part has this Content-Disposition, caseless. */
bool part_reader_disposition_is(GMimeObject *object, const char *disposition);

#endif
