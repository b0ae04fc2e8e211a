#include "message/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void text_init(struct text *text)
{
	memset(text, 0, sizeof(*text));
}

void text_clear(struct text *text)
{
	free(text->bytes);
	text_init(text);
}

static void make_room(struct text *text, size_t more)
{
	size_t capacity = text->capacity > 0 ? text->capacity : 64;

	if (text->error < 0 || more < text->capacity - text->length)
		return;
	while (more >= capacity - text->length)
		capacity *= 2;
	char *bytes = realloc(text->bytes, capacity);
	if (bytes == NULL) {
		text->error = -ENOMEM;
		return;
	}
	text->bytes = bytes;
	text->capacity = capacity;
}

void text_append(struct text *text, const char *bytes, size_t length)
{
	make_room(text, length);
	if (text->error < 0)
		return;
	if (length > 0)
		memcpy(text->bytes + text->length, bytes, length);
	text->length += length;
	text->bytes[text->length] = '\0';
}

void text_append_octet(struct text *text, char octet)
{
	text_append(text, &octet, 1);
}

void text_reset(struct text *text)
{
	text->length = 0;
	if (text->bytes != NULL)
		text->bytes[0] = '\0';
}

const char *text_string(const struct text *text)
{
	return text->bytes != NULL ? text->bytes : "";
}

char *text_take(struct text *text)
{
	char *bytes;

	if (text->bytes == NULL)
		text_append(text, "", 0);
	if (text->error < 0)
		return NULL;
	bytes = text->bytes;
	text_init(text);
	return bytes;
}
