#include "rules/codec.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_CAPACITY 256
#define NULL_STRING    UINT32_MAX /* the length that stands for NULL */

void writer_init(struct writer *writer)
{
	memset(writer, 0, sizeof(*writer));
}

void writer_clear(struct writer *writer)
{
	free(writer->bytes);
	writer_init(writer);
}

/* Room for `length` more octets; NULL when an error sticks. */
static uint8_t *reserve(struct writer *writer, size_t length)
{
	if (writer->error != 0)
		return NULL;
	if (length > CODEC_MESSAGE_MAX - writer->length) {
		writer->error = -E2BIG;
		return NULL;
	}
	size_t needed = writer->length + length;
	if (needed > writer->capacity) {
		size_t capacity = writer->capacity > 0 ? writer->capacity : FIRST_CAPACITY;
		while (capacity < needed)
			capacity *= 2;
		uint8_t *bytes = realloc(writer->bytes, capacity);
		if (bytes == NULL) {
			writer->error = -ENOMEM;
			return NULL;
		}
		writer->bytes = bytes;
		writer->capacity = capacity;
	}
	uint8_t *at = writer->bytes + writer->length;
	writer->length = needed;
	return at;
}

static void write_number(struct writer *writer, uint64_t value, size_t octets)
{
	uint8_t *at = reserve(writer, octets);

	if (at == NULL)
		return;
	for (size_t i = 0; i < octets; i++)
		at[i] = (uint8_t)(value >> (8 * i));
}

void writer_u8(struct writer *writer, uint8_t value)
{
	write_number(writer, value, 1);
}

void writer_u32(struct writer *writer, uint32_t value)
{
	write_number(writer, value, 4);
}

void writer_u64(struct writer *writer, uint64_t value)
{
	write_number(writer, value, 8);
}

void writer_bytes(struct writer *writer, const void *bytes, size_t length)
{
	if (length > CODEC_MESSAGE_MAX) {
		if (writer->error == 0)
			writer->error = -E2BIG;
		return;
	}
	writer_u32(writer, (uint32_t)length);
	uint8_t *at = reserve(writer, length);
	if (at != NULL && length > 0)
		memcpy(at, bytes, length);
}

void writer_string(struct writer *writer, const char *text)
{
	if (text == NULL)
		writer_u32(writer, NULL_STRING);
	else
		writer_bytes(writer, text, strlen(text));
}

void reader_init(struct reader *reader, const void *bytes, size_t length)
{
	*reader = (struct reader){.bytes = bytes, .length = length};
}

static void fail(struct reader *reader, int error)
{
	if (reader->error == 0)
		reader->error = error;
}

/* The next `length` octets; NULL when an error sticks or there are not so many. */
static const uint8_t *take(struct reader *reader, size_t length)
{
	static const uint8_t nothing[1];

	if (reader->error == 0 && length > reader->length - reader->offset)
		fail(reader, -EBADMSG);
	if (reader->error != 0)
		return NULL;
	if (length == 0)
		return nothing;
	const uint8_t *at = reader->bytes + reader->offset;
	reader->offset += length;
	return at;
}

static uint64_t read_number(struct reader *reader, size_t octets)
{
	const uint8_t *at = take(reader, octets);
	uint64_t value = 0;

	if (at == NULL)
		return 0;
	for (size_t i = 0; i < octets; i++)
		value |= (uint64_t)at[i] << (8 * i);
	return value;
}

uint8_t reader_u8(struct reader *reader)
{
	return (uint8_t)read_number(reader, 1);
}

uint32_t reader_u32(struct reader *reader)
{
	return (uint32_t)read_number(reader, 4);
}

uint64_t reader_u64(struct reader *reader)
{
	return read_number(reader, 8);
}

unsigned reader_enum(struct reader *reader, unsigned count)
{
	unsigned value = reader_u8(reader);

	if (value < count)
		return value;
	fail(reader, -EBADMSG);
	return 0;
}

bool reader_bool(struct reader *reader)
{
	return reader_enum(reader, 2) == 1;
}

uint32_t reader_count(struct reader *reader, uint32_t most)
{
	uint32_t count = reader_u32(reader);

	if (count <= most)
		return count;
	fail(reader, -EBADMSG);
	return 0;
}

const uint8_t *reader_bytes(struct reader *reader, size_t *ret_length)
{
	uint32_t length = reader_u32(reader);
	const uint8_t *bytes = take(reader, length);

	if (bytes != NULL)
		*ret_length = length;
	return bytes;
}

char *reader_string(struct reader *reader, size_t most)
{
	uint32_t length = reader_u32(reader);

	if (reader->error != 0 || length == NULL_STRING)
		return NULL;
	if (length > most) {
		fail(reader, -EBADMSG);
		return NULL;
	}
	const uint8_t *bytes = take(reader, length);
	if (bytes == NULL)
		return NULL;
	if (memchr(bytes, 0, length) != NULL) {
		fail(reader, -EBADMSG);
		return NULL;
	}
	char *text = malloc((size_t)length + 1);
	if (text == NULL) {
		fail(reader, -ENOMEM);
		return NULL;
	}
	memcpy(text, bytes, length);
	text[length] = '\0';
	return text;
}

int reader_finish(const struct reader *reader)
{
	if (reader->error != 0)
		return reader->error;
	return reader->offset == reader->length ? 0 : -EBADMSG;
}
