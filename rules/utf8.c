#include "rules/utf8.h"

#include <stdint.h>
#include <string.h>

struct row {
	uint8_t first, last;	   /* range of the leading octet */
	uint8_t second, second_to; /* range of the octet after it; the others are 0x80 to 0xbf */
	size_t length;
};

/* RFC 3629 section 4, rule by rule. */
static const struct row rows[] = {
    {0x00, 0x7f, 0, 0, 1},
    {0xc2, 0xdf, 0x80, 0xbf, 2},
    {0xe0, 0xe0, 0xa0, 0xbf, 3},
    {0xe1, 0xec, 0x80, 0xbf, 3},
    {0xed, 0xed, 0x80, 0x9f, 3},
    {0xee, 0xef, 0x80, 0xbf, 3},
    {0xf0, 0xf0, 0x90, 0xbf, 4},
    {0xf1, 0xf3, 0x80, 0xbf, 4},
    {0xf4, 0xf4, 0x80, 0x8f, 4},
};

static const struct row *row_of(uint8_t octet)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (octet >= rows[i].first && octet <= rows[i].last)
			return &rows[i];
	return NULL;
}

size_t utf8_character(const char *text, size_t length)
{
	const uint8_t *at = (const uint8_t *)text;
	const struct row *row = length > 0 ? row_of(at[0]) : NULL;

	if (row == NULL || row->length > length)
		return 0;
	if (row->length > 1 && (at[1] < row->second || at[1] > row->second_to))
		return 0;
	for (size_t i = 2; i < row->length; i++)
		if ((at[i] & 0xc0) != 0x80)
			return 0;
	return row->length;
}

/* Most text is ASCII for long stretches: eight of its octets at once. */
static bool begins_with_ascii(const char *text, size_t length)
{
	uint64_t octets;

	if (length < sizeof(octets))
		return false;
	memcpy(&octets, text, sizeof(octets));
	return (octets & 0x8080808080808080U) == 0;
}

bool utf8_is_valid(const char *text, size_t length)
{
	while (length > 0) {
		size_t size = begins_with_ascii(text, length) ? sizeof(uint64_t) : utf8_character(text, length);
		if (size == 0)
			return false;
		text += size;
		length -= size;
	}
	return true;
}
