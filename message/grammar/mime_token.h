/*
 * mime_token: the octets of a content field, one token after the other (RFC 2045 section 5.1).
 *
 * Borrows from a field whose lines are checked already (grammar/field_block.h): a CR in it is the beginning of a fold,
 * and what is not ASCII is UTF-8. Comments are not part of this grammar.
 */
#ifndef MESSAGE_GRAMMAR_MIME_TOKEN_H
#define MESSAGE_GRAMMAR_MIME_TOKEN_H

#include "message/grammar/rule.h"
#include "message/header.h"
#include "message/text.h"

#include <stdbool.h>
#include <stddef.h>

struct mime_reader {
	const char *at;
	const char *end;
	const char *field; /* its first octet, at `offset` in the message */
	size_t offset;
	struct grammar_fault *fault;
};

struct mime_span {
	const char *text;
	size_t length;
};

/* Reads the value of a field that stands at `offset` in the message. */
void mime_reader_init(
    struct mime_reader *reader, const struct header_field *field, size_t offset, struct grammar_fault *fault);

/* Notes that the rule is broken where the reader is; -EBADMSG. */
int mime_refuse(const struct mime_reader *reader, enum grammar_rule rule);

/* RFC 2045: printable ASCII but blanks and tspecials. */
bool mime_octet_is_token(char c);

/* Blanks and folds. */
void mime_skip_blanks(struct mime_reader *reader);
/* Steps over `c` if it stands here. */
bool mime_take(struct mime_reader *reader, char c);
/* false where no token begins; *ret_span is borrowed. */
bool mime_take_token(struct mime_reader *reader, struct mime_span *ret_span);

/*
 * Appends what a quoted string means, which must begin here: without quotes, folds and the backslashes of quoted pairs
 * (only a quote and a backslash are quoted). false when it is none; the reader stands where it is broken.
 */
bool mime_take_quoted(struct mime_reader *reader, struct text *text);

/* Caseless, ASCII. */
bool mime_span_is(const struct mime_span *span, const char *word);

bool mime_spans_are_same(const struct mime_span *a, const struct mime_span *b);

/* A copy in lower case; NULL for want of memory. */
char *mime_span_lower(const struct mime_span *span);

#endif
