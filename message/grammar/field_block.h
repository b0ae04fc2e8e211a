/*
 * field_block: a strict header: fields, folding, and what may occur once.
 *
 * RFC 5322 sections 2.2 and 3.6 without their obsolete forms, RFC 6532 for UTF-8. Reads lines up to the empty one and
 * hands out each field whole, as it stands; what its value means is for others.
 */
#ifndef MESSAGE_GRAMMAR_FIELD_BLOCK_H
#define MESSAGE_GRAMMAR_FIELD_BLOCK_H

#include "message/grammar/line.h"
#include "message/header.h"

/*
 * Which fields may occur once, and which are read: those of a message, of a part in a multipart, or of an attached
 * message. What is not about content in the last is evidence that decides nothing: it may be repeated, and hold octets
 * that are no text; and before it may stand the "From " line of a mailbox file.
 */
enum field_block_kind { FIELD_BLOCK_MESSAGE = 0, FIELD_BLOCK_PART, FIELD_BLOCK_ATTACHED };

/* The fields whose values have a grammar of their own; borrowed from the message, value NULL where there is none. */
enum known_field {
	KNOWN_FROM = 0,
	KNOWN_SENDER,
	KNOWN_REPLY_TO,
	KNOWN_TO,
	KNOWN_CC,
	KNOWN_BCC,
	KNOWN_MIME_VERSION,
	KNOWN_CONTENT_TYPE,
	KNOWN_CONTENT_TRANSFER_ENCODING,
	KNOWN_CONTENT_DISPOSITION,
	KNOWN_FIELD_COUNT
};

struct field_block {
	struct header_field known[KNOWN_FIELD_COUNT];
	size_t offsets[KNOWN_FIELD_COUNT]; /* of the field in the message */
	size_t field_count;
};

/*
 * Reads the lines of one header, the empty line included. `is_delimiter`, where not NULL, is asked about each line that
 * begins with "--", blanks before it or not, continuations too: a header that runs into a delimiter never ended. The
 * header of a message, attached or not, may end with the message here.
 * 0; -EBADMSG with the fault; -E2BIG past LIMIT_FIELD_BYTES.
 */
int field_block_read(struct line_reader *reader, enum field_block_kind kind,
    bool (*is_delimiter)(void *context, const struct line *line), void *context, struct field_block *ret_block,
    struct grammar_fault *fault);

#endif
