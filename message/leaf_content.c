#include "message/leaf_content.h"

#include "message/part_content.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct buffer {
	char *octets;
	size_t size, capacity;
};

static void take(void *context, const char *octets, size_t size)
{
	struct buffer *buffer = context;

	if (size > buffer->capacity - buffer->size)
		size = buffer->capacity - buffer->size;
	if (size > 0)
		memcpy(buffer->octets + buffer->size, octets, size);
	buffer->size += size;
}

static int decode(const struct part_content *content, size_t capacity, struct leaf_content *ret_content)
{
	struct buffer buffer = {.octets = malloc(capacity + 1), .capacity = capacity};

	if (buffer.octets == NULL)
		return -ENOMEM;
	part_content_decode(content, take, &buffer);
	*ret_content = (struct leaf_content){buffer.octets, buffer.size, buffer.octets};
	return 0;
}

int leaf_content_read(const struct mapping *mapping, const struct outline_part *part, struct leaf_content *ret_content)
{
	struct part_content content = {.octets = mapping->bytes + part->body_offset, .length = part->body_length};

	switch (part->encoding) {
	case OUTLINE_BASE64:
		content.encoding = GMIME_CONTENT_ENCODING_BASE64;
		break;
	case OUTLINE_QUOTED_PRINTABLE:
		content.encoding = GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE;
		break;
	case OUTLINE_IDENTITY:
		*ret_content = (struct leaf_content){.octets = content.octets, .size = content.length};
		return 0;
	}
	return decode(&content, (size_t)part->decoded_length, ret_content);
}

void leaf_content_clear(struct leaf_content *content)
{
	free(content->decoded);
	*content = (struct leaf_content){.octets = ""};
}
