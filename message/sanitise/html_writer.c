#include "message/sanitise/html_writer.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define REPLACEMENT 0xfffdU

static void append(struct text *html, const char *string)
{
	text_append(html, string, strlen(string));
}

/* One character of valid UTF-8, or REPLACEMENT; its length is at least 1. */
static size_t read_character(const char *octets, size_t length, unsigned *ret_character)
{
	unsigned char first = (unsigned char)octets[0];
	size_t size = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
	unsigned character = size == 1 ? first : first & (0x7fU >> size);

	*ret_character = REPLACEMENT;
	if (size > length || (first >= 0x80 && first < 0xc2) || first > 0xf4)
		return 1;
	for (size_t i = 1; i < size; i++) {
		if (((unsigned char)octets[i] & 0xc0) != 0x80)
			return 1;
		character = character << 6 | ((unsigned char)octets[i] & 0x3f);
	}
	*ret_character = character;
	return size;
}

static bool is_no_character(unsigned character)
{
	return (character >= 0x7f && character < 0xa0) || (character >= 0xd800 && character < 0xe000) ||
	       (character >= 0xfdd0 && character < 0xfdf0) || (character & 0xfffe) == 0xfffe || character > 0x10ffff;
}

static void append_reference(struct text *html, unsigned character)
{
	char reference[16];

	snprintf(reference, sizeof(reference), "&#%u;", is_no_character(character) ? REPLACEMENT : character);
	append(html, reference);
}

static void append_escaped(struct text *html, const char *octets, size_t length, const char *special)
{
	unsigned character;

	for (size_t i = 0; i < length;) {
		size_t size = read_character(octets + i, length - i, &character);
		i += size;
		if (character >= 0x7f || (character >= ' ' && strchr(special, (int)character) != NULL))
			append_reference(html, character);
		else if (character >= ' ' || character == '\n' || character == '\t')
			text_append_octet(html, (char)character);
		else if (character == '\r')
			text_append_octet(html, '\n');
	}
}

void html_writer_text(struct text *html, const char *octets, size_t length)
{
	append_escaped(html, octets, length, "<>&\"'`");
}

void html_writer_attribute(struct text *html, const char *name, const char *value)
{
	text_append_octet(html, ' ');
	append(html, name);
	append(html, "=\"");
	append_escaped(html, value, strlen(value), "<>&\"'`");
	text_append_octet(html, '"');
}

void html_writer_start(struct text *html, const char *element)
{
	text_append_octet(html, '<');
	append(html, element);
}

void html_writer_end(struct text *html)
{
	text_append_octet(html, '>');
}

void html_writer_close(struct text *html, const char *element)
{
	append(html, "</");
	append(html, element);
	html_writer_end(html);
}
