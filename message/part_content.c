#include "message/part_content.h"

#include <errno.h>
#include <stdbool.h>

#define CHUNK 16384 /* encoded octets at a time; decoded they are no more, but for what the decoder held back */
#define SPARE 64

int part_content_find(const struct mapping *mapping, GMimePart *leaf, struct part_content *ret_content)
{
	GMimeDataWrapper *wrapper = g_mime_part_get_content(leaf);
	struct part_content content = {.octets = mapping->bytes};

	/* A header without a body. */
	if (wrapper == NULL) {
		*ret_content = content;
		return 0;
	}
	GMimeStream *stream = g_mime_data_wrapper_get_stream(wrapper);
	gint64 start = stream->bound_start, end = stream->bound_end;
	if (start < 0 || end < start || (guint64)end > mapping->size)
		return -EBADMSG;
	content.octets += start;
	content.length = (size_t)(end - start);
	content.encoding = g_mime_data_wrapper_get_encoding(wrapper);
	*ret_content = content;
	return 0;
}

static bool is_encoded(GMimeContentEncoding encoding)
{
	return encoding == GMIME_CONTENT_ENCODING_BASE64 || encoding == GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE;
}

uint64_t part_content_decode(const struct part_content *content, part_content_visit visit, void *context)
{
	char decoded[CHUNK + SPARE];
	GMimeEncoding decoder;
	uint64_t total = 0;

	if (!is_encoded(content->encoding)) {
		visit(context, content->octets, content->length);
		return content->length;
	}
	g_mime_encoding_init_decode(&decoder, content->encoding);
	for (size_t at = 0; at < content->length;) {
		size_t size = content->length - at < CHUNK ? content->length - at : CHUNK;
		size_t made = g_mime_encoding_step(&decoder, content->octets + at, size, decoded);
		visit(context, decoded, made);
		total += made;
		at += size;
	}
	size_t rest = g_mime_encoding_flush(&decoder, "", 0, decoded);
	visit(context, decoded, rest);
	return total + rest;
}
