/*
 * part_reader: one part of the GMime tree, reduced to facts.
 *
 * Decodes a part's content once, to count it and to show its beginning to libmagic; keeps none of it. Asks GMime for
 * nothing that makes it write: g_mime_multipart_get_boundary() may never return.
 */
#ifndef MESSAGE_PART_READER_H
#define MESSAGE_PART_READER_H

#include "message/part_type.h"
#include "rules/facts.h"

#include <gmime/gmime.h>
#include <stdbool.h>

/* Where a part stands. */
struct part_place {
	const char *path; /* as IMAP numbers it */
	bool in_related;  /* its parent is a multipart/related */
};

/* 0 when GMime can be asked about the content fields of the object (content_field_check()), otherwise -EBADMSG. */
int part_reader_check(GMimeObject *object);

/* Adds a multipart or an attached message: what is in it is added on its own. One without a child hides something.
 * 0, -ENOMEM. */
int part_reader_add_container(struct facts *facts, GMimeObject *object, const char *path, bool has_children);

/* Adds a leaf. 0, -ENOMEM. */
int part_reader_add_leaf(
    struct facts *facts, struct part_sniffer *sniffer, GMimePart *leaf, const struct part_place *place);

/* A parameter of the part's Content-Type, caseless. */
bool part_reader_parameter_is(GMimeObject *object, const char *name, const char *value);

/* Whether the part has this Content-Disposition, caseless. */
bool part_reader_disposition_is(GMimeObject *object, const char *disposition);

#endif
