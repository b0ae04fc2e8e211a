/*
 * outline: what the strict grammar says a message consists of.
 *
 * Made by grammar_check() from the octets alone, without GMime; offsets are into the message. It is compared with what
 * GMime read (message/agreement.h), and in the tests with two other parsers. Holds file names: it never leaves the
 * inspector.
 */
#ifndef MESSAGE_GRAMMAR_OUTLINE_H
#define MESSAGE_GRAMMAR_OUTLINE_H

#include "rules/facts.h"

#include <stddef.h>
#include <stdint.h>

#define OUTLINE_NO_PARENT SIZE_MAX

enum outline_kind { OUTLINE_LEAF = 0, OUTLINE_MULTIPART, OUTLINE_MESSAGE /* message/rfc822, message/global */ };

/* RFC 2045 section 6. Identity covers 7bit, 8bit and binary. */
enum outline_encoding { OUTLINE_IDENTITY = 0, OUTLINE_BASE64, OUTLINE_QUOTED_PRINTABLE };

enum outline_disposition { OUTLINE_UNDISPOSED = 0, OUTLINE_INLINE, OUTLINE_ATTACHMENT };

struct outline_part {
	size_t parent;	/* index of the multipart or message around it; the first part has none */
	unsigned depth; /* containers around it */
	enum outline_kind kind;
	size_t header_offset;
	size_t body_offset; /* behind the empty line */
	size_t body_length; /* as transmitted; the CRLF before a delimiter belongs to the delimiter (RFC 2046) */
	char *type;	    /* "text/plain", lower case, the default filled in */
	char *charset;	    /* of text, lower case, or NULL where it has none */
	enum outline_encoding encoding;
	enum outline_disposition disposition;
	char *names[FACTS_NAMES_MAX]; /* every reading of its file name, UTF-8, without duplicates; the first is the
					 one by RFC 2183 and 2231 ("filename", else "name"), encoded
					 words decoded */
	size_t name_count;
	uint64_t decoded_length; /* leaves: octets after the transfer encoding */
};

/* Parts in the order of their headers in the message, the message's own first. */
struct outline {
	struct outline_part *parts;
	size_t count;
};

void outline_init(struct outline *outline);
void outline_clear(struct outline *outline);

/* A new part, zeroed but for `parent`, owned by the outline, valid until the next call; its index is count - 1. NULL
 * for want of memory. */
struct outline_part *outline_add(struct outline *outline, size_t parent);

/* Copies; duplicates are dropped. 0, -E2BIG past FACTS_NAMES_MAX, -ENOMEM. */
int outline_part_add_name(struct outline_part *part, const char *name);

#endif
