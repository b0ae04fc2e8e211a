/*
 * address_token: the words and signs of an address field (RFC 5322 section 3.2), comments and blanks stepped over.
 *
 * Borrows; takes time in proportion to the octets however deep comments nest. What is left open at the end (a comment,
 * a quoted string) is told, because who reads it must not trust it and who writes behind it must close it.
 */
#ifndef MESSAGE_ADDRESS_TOKEN_H
#define MESSAGE_ADDRESS_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

struct address_reader {
	const char *at;
	const char *end;
	unsigned open_comments; /* at the end of the octets */
	bool has_open_quotes;	/* likewise */
	bool has_open_literal;	/* likewise: a domain literal */
	bool has_open_escape;	/* the last octet is a backslash that awaits its character */
};

enum address_token_kind {
	ADDRESS_TOKEN_END = 0,
	ADDRESS_TOKEN_WORD,    /* an atom, without its dots, or a quoted string with its quotes */
	ADDRESS_TOKEN_LITERAL, /* "[192.0.2.1]" */
	ADDRESS_TOKEN_SIGN     /* one octet that is neither; a control too */
};

struct address_token {
	enum address_token_kind kind;
	char sign; /* of ADDRESS_TOKEN_SIGN */
	const char *text;
	size_t length;
};

void address_reader_init(struct address_reader *reader, const char *bytes, size_t length);
struct address_token address_reader_next(struct address_reader *reader);

#endif
