#include "message/sanitise/archive_headers.h"

#include "message/sanitise/archive_member.h"
#include "rules/unsafe.h"

#include <string.h>

#define ENCRYPTED UNSAFE_BIT(UNSAFE_ENCRYPTED_ARCHIVE)

#define RAR4_MARK      7
#define RAR4_HEAD      7 /* octets that every block has */
#define RAR4_FILE      32
#define RAR4_MAIN_TYPE 0x73
#define RAR4_FILE_TYPE 0x74
#define RAR4_HAS_DATA  0x8000U
#define RAR4_LOCKED    0x80U /* of the main block: all others are encrypted */
#define RAR4_PASSWORD  0x04U
#define RAR4_LARGE     0x100U

#define RAR5_MARK	     8
#define RAR5_FILE_TYPE	     2
#define RAR5_ENCRYPTION_TYPE 4
#define RAR5_RECORD_LOCKED   1

struct reader {
	const uint8_t *at, *end;
	bool is_short;
};

static uint32_t get16(const uint8_t *at)
{
	return at[0] | (uint32_t)at[1] << 8;
}

static uint32_t get32(const uint8_t *at)
{
	return get16(at) | get16(at + 2) << 16;
}

static uint64_t get64(const uint8_t *at)
{
	return get32(at) | (uint64_t)get32(at + 4) << 32;
}

static size_t left(const struct reader *reader)
{
	return (size_t)(reader->end - reader->at);
}

/* Seven bits to an octet, the lowest first; the top bit says that there are more. */
static uint64_t take_number(struct reader *reader)
{
	uint64_t value = 0;

	for (unsigned shift = 0; shift < 63 && reader->at < reader->end; shift += 7) {
		uint8_t octet = *reader->at++;
		value |= (uint64_t)(octet & 0x7f) << shift;
		if ((octet & 0x80) == 0)
			return value;
	}
	reader->is_short = true;
	return 0;
}

static void skip(struct reader *reader, uint64_t octets)
{
	if (octets > left(reader)) {
		reader->is_short = true;
		octets = left(reader);
	}
	reader->at += octets;
}

static void rar4_file(struct archive_look *look, const uint8_t *block, size_t size, unsigned flags)
{
	size_t name = RAR4_FILE + ((flags & RAR4_LARGE) != 0 ? 8U : 0U);

	if ((flags & RAR4_PASSWORD) != 0)
		look->found |= ENCRYPTED;
	if (size < name || get16(block + 26) > size - name)
		return;
	/* Behind a NUL the same name in another encoding may follow. */
	archive_member_name(look, (const char *)block + name, strnlen((const char *)block + name, get16(block + 26)));
}

static void rar4(struct archive_look *look, struct reader *reader)
{
	while (left(reader) >= RAR4_HEAD && !look->is_past_limit) {
		const uint8_t *block = reader->at;
		unsigned flags = get16(block + 3);
		size_t size = get16(block + 5);
		uint64_t data = (flags & RAR4_HAS_DATA) != 0 && left(reader) >= 11 ? get32(block + 7) : 0;
		if (size < RAR4_HEAD || size > left(reader))
			return;
		if (block[2] == RAR4_MAIN_TYPE && (flags & RAR4_LOCKED) != 0) {
			look->found |= ENCRYPTED;
			return;
		}
		if (block[2] == RAR4_FILE_TYPE && size >= RAR4_FILE) {
			rar4_file(look, block, size, flags);
			data = get32(block + 7);
		}
		skip(reader, size + data);
	}
}

static void rar5_extra(struct archive_look *look, struct reader *extra)
{
	while (left(extra) > 0 && !extra->is_short) {
		uint64_t size = take_number(extra);
		struct reader record = *extra;
		if (take_number(&record) == RAR5_RECORD_LOCKED && !record.is_short)
			look->found |= ENCRYPTED;
		skip(extra, size);
	}
}

static void rar5_file(struct archive_look *look, struct reader *header, uint64_t extra_size)
{
	struct reader extra = *header;

	if (extra_size <= left(header)) {
		extra.at = header->end - extra_size;
		rar5_extra(look, &extra);
	}
	uint64_t flags = take_number(header);
	take_number(header); /* unpacked size */
	take_number(header); /* attributes */
	skip(header, ((flags & 2) != 0 ? 4U : 0U) + ((flags & 4) != 0 ? 4U : 0U));
	take_number(header); /* compression */
	take_number(header); /* system */
	uint64_t length = take_number(header);
	if (!header->is_short && length <= left(header))
		archive_member_name(look, (const char *)header->at, (size_t)length);
}

static void rar5(struct archive_look *look, struct reader *reader)
{
	while (left(reader) > 4 && !look->is_past_limit) {
		reader->at += 4; /* checksum */
		uint64_t size = take_number(reader);
		if (reader->is_short || size == 0 || size > left(reader))
			return;
		struct reader header = {reader->at, reader->at + size, false};
		uint64_t type = take_number(&header), flags = take_number(&header);
		uint64_t extra = (flags & 1) != 0 ? take_number(&header) : 0;
		uint64_t data = (flags & 2) != 0 ? take_number(&header) : 0;
		if (type == RAR5_ENCRYPTION_TYPE) {
			look->found |= ENCRYPTED;
			return;
		}
		if (type == RAR5_FILE_TYPE)
			rar5_file(look, &header, extra);
		skip(reader, size);
		skip(reader, data);
	}
}

void archive_headers_rar(struct archive_look *look, const char *octets, size_t size)
{
	const uint8_t *bytes = (const uint8_t *)octets;
	bool is_five = size >= RAR5_MARK && octets[6] == 1;
	struct reader reader = {bytes, bytes + size, false};

	skip(&reader, is_five ? RAR5_MARK : RAR4_MARK);
	if (is_five)
		rar5(look, &reader);
	else
		rar4(look, &reader);
}

void archive_headers_cabinet(struct archive_look *look, const char *octets, size_t size)
{
	const uint8_t *bytes = (const uint8_t *)octets;

	if (size < 36)
		return;
	size_t at = get32(bytes + 16), count = get16(bytes + 28);
	for (size_t i = 0; i < count && at < size && size - at > 16; i++) {
		size_t length = strnlen(octets + at + 16, size - at - 16);
		if (!archive_member_name(look, octets + at + 16, length))
			return;
		at += 16 + length + 1;
	}
}

/* Its header, which may be compressed, but not what it was compressed and encrypted with. */
void archive_headers_7z(struct archive_look *look, const char *octets, size_t size)
{
	static const char aes[] = "\x06\xf1\x07\x01"; /* AES-256 with SHA-256 */
	const uint8_t *bytes = (const uint8_t *)octets;

	if (size < 32)
		return;
	uint64_t at = get64(bytes + 12), length = get64(bytes + 20);
	if (at > size - 32 || length > size - 32 - at)
		return;
	if (memmem(octets + 32 + at, (size_t)length, aes, sizeof(aes) - 1) != NULL)
		look->found |= ENCRYPTED;
}
