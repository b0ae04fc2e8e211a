#include "message/grammar/preamble.h"

#include <string.h>
#include <strings.h>

void preamble_init(struct preamble *preamble)
{
	*preamble = (struct preamble){0};
}

static bool begins(const char *text, size_t length, const char *prefix)
{
	return length >= strlen(prefix) && strncasecmp(text, prefix, strlen(prefix)) == 0;
}

/* A name and a colon: "Content-Type:". */
static bool is_like_a_field(const char *text, size_t length)
{
	size_t i = 0;

	while (i < length && text[i] > ' ' && text[i] <= '~' && text[i] != ':')
		i++;
	while (i > 0 && i < length && (text[i] == ' ' || text[i] == '\t'))
		i++;
	return i > 0 && i < length && text[i] == ':';
}

/* The first line of a file in the text: uuencode, in base64 too, yEnc, BinHex. */
static bool is_like_a_file(const char *text, size_t length)
{
	return begins(text, length, "begin ") || begins(text, length, "begin-base64 ") ||
	       begins(text, length, "=ybegin ") || begins(text, length, "(This file must be converted with BinHex");
}

int preamble_line(struct preamble *preamble, const struct line *line, struct grammar_fault *fault)
{
	const char *text = line->text;
	size_t length = line->length;

	while (length > 0 && (*text == ' ' || *text == '\t')) {
		text++;
		length--;
	}
	preamble->lines++;
	preamble->octets += line->length;
	if (preamble->lines > PREAMBLE_LINES_MAX || preamble->octets > PREAMBLE_OCTETS_MAX ||
	    (line->classes & (LINE_CONTROL | LINE_8BIT)) != 0 || begins(text, length, "--") ||
	    is_like_a_file(text, length) || is_like_a_field(text, length))
		return grammar_fault_set(fault, RULE_PREAMBLE, line->offset);
	return 0;
}
