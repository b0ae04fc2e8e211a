/*
 * doc_stream: the octets of one stream of a Word document, read without ever passing their end.
 */
#ifndef MESSAGE_FORM_DOC_STREAM_H
#define MESSAGE_FORM_DOC_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct doc_stream {
	uint8_t *octets; /* heap */
	size_t size;
};

static inline bool doc_stream_has(const struct doc_stream *stream, size_t at, size_t length)
{
	return at <= stream->size && length <= stream->size - at;
}

/* Little endian; 0 past the end: for what is checked, or where nothing is as good as 0. */
static inline unsigned doc_get16(const struct doc_stream *stream, size_t at)
{
	return doc_stream_has(stream, at, 2) ? stream->octets[at] | (unsigned)stream->octets[at + 1] << 8 : 0;
}

static inline uint32_t doc_get32(const struct doc_stream *stream, size_t at)
{
	return doc_stream_has(stream, at, 4) ? doc_get16(stream, at) | (uint32_t)doc_get16(stream, at + 2) << 16 : 0;
}

#endif
