/*
 * transfer: strict base64 and quoted-printable, line by line (RFC 2045 sections 6.7 and 6.8, RFC 4648 section 3).
 *
 * Counts what decoding gives, and keeps nothing; a stream is fed whole lines as grammar/line.h classified them, so that
 * base64 is validated by the line's classes and its length, not octet by octet again.
 */
#ifndef MESSAGE_GRAMMAR_TRANSFER_H
#define MESSAGE_GRAMMAR_TRANSFER_H

#include "message/grammar/line.h"
#include "message/grammar/outline.h"

struct transfer {
	enum outline_encoding encoding;
	bool has_ended;	    /* base64: after padding or an empty line, only empty lines may follow */
	bool is_soft;	    /* quoted-printable: the line before ended with a soft break */
	size_t soft_offset; /* of that line */
	uint64_t decoded_length;
	uint64_t pending; /* line ends that belong to the content only if more follows */
};

void transfer_init(struct transfer *transfer, enum outline_encoding encoding);
/* 0, -EBADMSG with the fault. */
int transfer_line(struct transfer *transfer, const struct line *line, struct grammar_fault *fault);
/* The content ends, and the line end before the delimiter is not part of it unless `is_last` (the end of the message).
 * 0, -EBADMSG with the fault. */
int transfer_end(struct transfer *transfer, bool is_last, struct grammar_fault *fault, uint64_t *ret_decoded_length);

#endif
