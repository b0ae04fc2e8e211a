#include "milter/printable.h"

#include "rules/utf8.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static uint32_t code_of(const char *at, size_t length)
{
	static const unsigned char masks[] = {0x7f, 0x1f, 0x0f, 0x07};
	uint32_t code = (unsigned char)at[0] & masks[length - 1];

	for (size_t i = 1; i < length; i++)
		code = code << 6 | ((unsigned char)at[i] & 0x3f);
	return code;
}

/* Controls, marks of direction, separators of lines, what has no width. */
static bool is_shown(uint32_t code)
{
	if (code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0xad || code == 0x61c || code == 0xfeff)
		return false;
	return !(code >= 0x200b && code <= 0x200f) && !(code >= 0x2028 && code <= 0x202e) &&
	       !(code >= 0x2060 && code <= 0x206f);
}

char *printable_new(const char *text)
{
	size_t left = strlen(text), used = 0;
	char *copy = malloc(left + 1);

	if (copy == NULL)
		return NULL;
	while (left > 0) {
		size_t length = utf8_character(text, left);
		bool is_text = length > 0;
		if (!is_text)
			length = 1;
		if (is_text && is_shown(code_of(text, length))) {
			memcpy(copy + used, text, length);
			used += length;
		} else {
			copy[used++] = '?';
		}
		text += length;
		left -= length;
	}
	copy[used] = '\0';
	return copy;
}
