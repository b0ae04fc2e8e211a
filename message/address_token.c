#include "message/address_token.h"

#include "message/header.h"

#include <string.h>

void address_reader_init(struct address_reader *reader, const char *bytes, size_t length)
{
	memset(reader, 0, sizeof(*reader));
	reader->at = bytes;
	reader->end = bytes + length;
}

/* Line ends are blanks: what is folded continues. */
/* RFC 5322 atext, generously: all but specials, blanks and controls; RFC 6532 adds what is not ASCII. */
static bool is_atom(char c)
{
	return (unsigned char)c > ' ' && c != 0x7f && strchr("()<>[]:;@\\,.\"", c) == NULL;
}

/* Steps over an octet, or over a backslash and what it escapes. */
static void step(struct address_reader *reader)
{
	if (*reader->at == '\\' && ++reader->at == reader->end) {
		reader->has_open_escape = true;
		return;
	}
	reader->at++;
}

static void skip_comment(struct address_reader *reader)
{
	unsigned depth = 0;

	while (reader->at < reader->end) {
		if (*reader->at == '(')
			depth++;
		if (*reader->at == ')')
			depth--;
		step(reader);
		if (depth == 0)
			return;
	}
	reader->open_comments = depth;
}

static void skip_blanks(struct address_reader *reader)
{
	while (reader->at < reader->end) {
		if (*reader->at == '(')
			skip_comment(reader);
		else if (header_is_folding_space(*reader->at))
			reader->at++;
		else
			return;
	}
}

/* Up to the sign that closes what begins here; false when there is none. */
static bool skip_enclosed(struct address_reader *reader, char close)
{
	reader->at++;
	while (reader->at < reader->end && *reader->at != close)
		step(reader);
	if (reader->at == reader->end)
		return false;
	reader->at++;
	return true;
}

struct address_token address_reader_next(struct address_reader *reader)
{
	struct address_token token = {ADDRESS_TOKEN_END, '\0', NULL, 0};

	skip_blanks(reader);
	token.text = reader->at;
	if (reader->at == reader->end)
		return token;
	if (is_atom(*reader->at)) {
		while (reader->at < reader->end && is_atom(*reader->at))
			reader->at++;
		token.kind = ADDRESS_TOKEN_WORD;
	} else if (*reader->at == '"') {
		reader->has_open_quotes = !skip_enclosed(reader, '"');
		token.kind = ADDRESS_TOKEN_WORD;
	} else if (*reader->at == '[') {
		reader->has_open_literal = !skip_enclosed(reader, ']');
		token.kind = ADDRESS_TOKEN_LITERAL;
	} else {
		token.kind = ADDRESS_TOKEN_SIGN;
		token.sign = *reader->at++;
	}
	token.length = (size_t)(reader->at - token.text);
	return token;
}
