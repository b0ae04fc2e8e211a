#include "audit/report/html_text.h"

#include "rules/utf8.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define REPLACEMENT "&#xfffd;"

static const char *reference_of(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	case '`':
		return "&#96;";
	default:
		return NULL;
	}
}

/* Controls, and what changes the direction of the text around it: U+0080 to U+009F, U+061C, U+200B to U+200F, U+2028 to
 * U+202E, U+2060 to U+206F, U+FEFF. */
static bool is_unseen(const unsigned char *at, size_t size)
{
	if (size == 1)
		return at[0] < ' ' || at[0] == 0x7f;
	if (size == 2)
		return (at[0] == 0xc2 && at[1] < 0xa0) || (at[0] == 0xd8 && at[1] == 0x9c);
	if (size == 3 && at[0] == 0xe2 && at[1] == 0x80)
		return (at[2] >= 0x8b && at[2] <= 0x8f) || (at[2] >= 0xa8 && at[2] <= 0xae);
	if (size == 3 && at[0] == 0xe2 && at[1] == 0x81)
		return at[2] >= 0xa0 && at[2] <= 0xaf;
	return size == 3 && at[0] == 0xef && at[1] == 0xbb && at[2] == 0xbf;
}

static size_t write_character(FILE *stream, const char *text, size_t length)
{
	size_t size = utf8_character(text, length);
	const char *reference = size == 1 ? reference_of(text[0]) : NULL;

	if (reference != NULL)
		fputs(reference, stream);
	else if (size == 0 || is_unseen((const unsigned char *)text, size))
		fputs(REPLACEMENT, stream);
	else
		fwrite(text, 1, size, stream);
	return size > 0 ? size : 1;
}

void html_text_write_short(FILE *stream, const char *text, size_t most)
{
	size_t length = text != NULL ? strlen(text) : 0, number = 0;

	for (size_t at = 0; at < length; number++) {
		if (number == most) {
			fputs("&#x2026;", stream);
			return;
		}
		at += write_character(stream, text + at, length - at);
	}
}

void html_text_write(FILE *stream, const char *text)
{
	html_text_write_short(stream, text, SIZE_MAX);
}
