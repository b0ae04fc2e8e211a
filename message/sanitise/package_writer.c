#include "message/sanitise/package_writer.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define LOCAL_SIGNATURE	    0x04034b50U
#define DIRECTORY_SIGNATURE 0x02014b50U
#define END_SIGNATURE	    0x06054b50U
#define NEEDED		    20U
#define METHOD_STORED	    0U
#define METHOD_DEFLATED	    8U
#define FLAG_UTF8	    (1U << 11)
#define FIRST_DAY	    0x0021U /* 1 January 1980 */
#define COUNT_MOST	    65534U

void package_writer_clear(struct package_writer *writer)
{
	text_clear(&writer->container);
	text_clear(&writer->directory);
	writer->count = 0;
}

static void put(struct text *text, uint32_t number, unsigned octets)
{
	for (unsigned i = 0; i < octets; i++)
		text_append_octet(text, (char)(number >> 8 * i));
}

static bool is_ascii(const char *name)
{
	for (; *name != '\0'; name++)
		if ((*name & 0x80) != 0)
			return false;
	return true;
}

/* Raw deflate, as zlib does it by default. */
static int deflate_octets(const char *octets, size_t size, char **ret_packed, size_t *ret_size)
{
	z_stream stream = {.next_in = (Bytef *)(uintptr_t)octets, .avail_in = (uInt)size};

	if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		return -ENOMEM;
	size_t bound = deflateBound(&stream, (uLong)size);
	char *packed = malloc(bound);
	if (packed == NULL) {
		deflateEnd(&stream);
		return -ENOMEM;
	}
	stream.next_out = (Bytef *)packed;
	stream.avail_out = (uInt)bound;
	bool is_done = deflate(&stream, Z_FINISH) == Z_STREAM_END;
	*ret_size = stream.total_out;
	deflateEnd(&stream);
	if (!is_done) {
		free(packed);
		return -ENOMEM;
	}
	*ret_packed = packed;
	return 0;
}

struct entry {
	const char *name;
	uint32_t method, crc, packed, unpacked;
};

/* From "version needed" to the length of the extra field: the same in both places. */
static void put_common(struct text *text, const struct entry *entry)
{
	put(text, NEEDED, 2);
	put(text, is_ascii(entry->name) ? 0 : FLAG_UTF8, 2);
	put(text, entry->method, 2);
	put(text, 0, 2);
	put(text, FIRST_DAY, 2);
	put(text, entry->crc, 4);
	put(text, entry->packed, 4);
	put(text, entry->unpacked, 4);
	put(text, (uint32_t)strlen(entry->name), 2);
	put(text, 0, 2);
}

static void put_entry(struct package_writer *writer, const struct entry *entry, const char *packed)
{
	uint32_t offset = (uint32_t)writer->container.length;

	put(&writer->container, LOCAL_SIGNATURE, 4);
	put_common(&writer->container, entry);
	text_append(&writer->container, entry->name, strlen(entry->name));
	text_append(&writer->container, packed, entry->packed);
	put(&writer->directory, DIRECTORY_SIGNATURE, 4);
	put(&writer->directory, NEEDED, 2);
	put_common(&writer->directory, entry);
	/* No comment, the first disk, no attributes. */
	put(&writer->directory, 0, 2);
	put(&writer->directory, 0, 2);
	put(&writer->directory, 0, 2);
	put(&writer->directory, 0, 4);
	put(&writer->directory, offset, 4);
	text_append(&writer->directory, entry->name, strlen(entry->name));
	writer->count++;
}

int package_writer_add(struct package_writer *writer, const char *name, const char *octets, size_t size, bool is_stored)
{
	char *packed = NULL;
	size_t packed_size = size;

	if (size > INT32_MAX || writer->container.length > INT32_MAX || writer->count >= COUNT_MOST ||
	    strlen(name) > UINT16_MAX)
		return -EFBIG;
	if (!is_stored) {
		int r = deflate_octets(octets, size, &packed, &packed_size);
		if (r < 0)
			return r;
	}
	const struct entry entry = {.name = name,
	    .method = is_stored ? METHOD_STORED : METHOD_DEFLATED,
	    .crc = (uint32_t)crc32(crc32(0, NULL, 0), (const Bytef *)octets, (uInt)size),
	    .packed = (uint32_t)packed_size,
	    .unpacked = (uint32_t)size};
	put_entry(writer, &entry, is_stored ? octets : packed);
	free(packed);
	return writer->container.error < 0 ? writer->container.error : writer->directory.error;
}

int package_writer_finish(struct package_writer *writer, char **ret_octets, size_t *ret_size)
{
	size_t offset = writer->container.length, length = writer->directory.length;

	if (offset > INT32_MAX || length > INT32_MAX)
		return -EFBIG;
	if (length > 0)
		text_append(&writer->container, writer->directory.bytes, length);
	put(&writer->container, END_SIGNATURE, 4);
	put(&writer->container, 0, 4);
	put(&writer->container, writer->count, 2);
	put(&writer->container, writer->count, 2);
	put(&writer->container, (uint32_t)length, 4);
	put(&writer->container, (uint32_t)offset, 4);
	put(&writer->container, 0, 2);
	if (writer->container.error < 0 || writer->directory.error < 0)
		return -ENOMEM;
	size_t size = writer->container.length;
	char *octets = text_take(&writer->container);
	if (octets == NULL)
		return -ENOMEM;
	*ret_octets = octets;
	*ret_size = size;
	return 0;
}
