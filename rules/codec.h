/*
 * codec: how values are written down between our own programs: little-endian, length before octets, no padding.
 *
 * Both ends stem from one build, so there is no versioning beyond PROTOCOL_VERSION in rules/question.h. The reader
 * trusts nothing: every length is checked against what is left, and the first error sticks (later reads give zeros and
 * NULL), so that a decoder checks once at its end with reader_finish().
 */
#ifndef RULES_CODEC_H
#define RULES_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct writer {
	uint8_t *bytes; /* heap; NULL while empty */
	size_t length;
	size_t capacity;
	int error; /* 0 or the first failure: -ENOMEM, -E2BIG */
};

struct reader {
	const uint8_t *bytes; /* borrowed */
	size_t length;
	size_t offset;
	int error; /* 0 or the first failure: -EBADMSG, -ENOMEM */
};

#define CODEC_MESSAGE_MAX (4U << 20) /* octets of one encoded message; more is -E2BIG */

void writer_init(struct writer *writer);
void writer_clear(struct writer *writer);
void writer_u8(struct writer *writer, uint8_t value);
void writer_u32(struct writer *writer, uint32_t value);
void writer_u64(struct writer *writer, uint64_t value);
void writer_bytes(struct writer *writer, const void *bytes, size_t length);
void writer_string(struct writer *writer, const char *text); /* NULL is kept apart from "" */

void reader_init(struct reader *reader, const void *bytes, size_t length);
uint8_t reader_u8(struct reader *reader);
uint32_t reader_u32(struct reader *reader);
uint64_t reader_u64(struct reader *reader);
/* One of `count` enum members, 0 to count - 1; otherwise the error sticks. */
unsigned reader_enum(struct reader *reader, unsigned count);
bool reader_bool(struct reader *reader);
/* A count of things of which at most `most` are allowed; otherwise the error sticks. */
uint32_t reader_count(struct reader *reader, uint32_t most);
/* Borrowed octets, inside the reader's buffer; NULL on error. */
const uint8_t *reader_bytes(struct reader *reader, size_t *ret_length);
/* A new string, to be freed: NULL for NULL, and on error. At most `most` octets, no NUL inside. */
char *reader_string(struct reader *reader, size_t most);
/* 0 when all was read, exactly to the end, without error. */
int reader_finish(const struct reader *reader);

#endif
