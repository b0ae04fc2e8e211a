#include "tests/support/made_archive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define TAR_BLOCK 512

static void put16(struct text *text, uint32_t value)
{
	text_append_octet(text, (char)(value & 0xff));
	text_append_octet(text, (char)(value >> 8 & 0xff));
}

static void put32(struct text *text, uint32_t value)
{
	put16(text, value & 0xffff);
	put16(text, value >> 16);
}

static void put_string(struct text *text, const char *string)
{
	text_append(text, string, strlen(string));
}

/* `window` as deflateInit2 has it. */
static void deflate_into(struct text *text, const void *octets, size_t size, int window)
{
	z_stream stream = {.next_in = (Bytef *)octets, .avail_in = (uInt)size};

	if (deflateInit2(&stream, 9, Z_DEFLATED, window, 9, Z_DEFAULT_STRATEGY) != Z_OK)
		abort();
	uLong room = deflateBound(&stream, size) + 64;
	char *out = malloc(room);
	stream.next_out = (Bytef *)out;
	stream.avail_out = (uInt)room;
	if (out == NULL || deflate(&stream, Z_FINISH) != Z_STREAM_END)
		abort();
	text_append(text, out, stream.total_out);
	deflateEnd(&stream);
	free(out);
}

/* What local headers and the directory have in common. */
static void put_fields(struct text *text, const struct made_entry *entry, uint32_t packed, uint32_t name_length)
{
	put16(text, entry->is_encrypted ? 1 : 0);
	put16(text, entry->is_deflated ? 8 : 0);
	put32(text, 0); /* time and date */
	put32(text, 0); /* checksum */
	put32(text, packed);
	put32(text, entry->says != 0 ? entry->says : (uint32_t)entry->size);
	put16(text, name_length);
	put16(text, 0);
}

static void put_listed(struct made_zip *zip, const struct made_entry *entry, uint32_t packed, uint32_t offset)
{
	put_string(&zip->directory, "PK\1\2");
	put32(&zip->directory, 20 | 20U << 16);
	put_fields(&zip->directory, entry, packed, (uint32_t)strlen(entry->name));
	put16(&zip->directory, 0); /* comment */
	put32(&zip->directory, 0);
	put32(&zip->directory, 0);
	put32(&zip->directory, offset);
	put_string(&zip->directory, entry->name);
	zip->count++;
}

void made_zip_add(struct made_zip *zip, const struct made_entry *entry)
{
	const char *local = entry->local_name != NULL ? entry->local_name : entry->name;
	char *zeros = entry->octets == NULL ? calloc(1, entry->size + 1) : NULL;
	const char *octets = zeros != NULL ? zeros : entry->octets;
	uint32_t offset = (uint32_t)zip->octets.length;
	struct text packed;

	text_init(&packed);
	if (entry->is_deflated)
		deflate_into(&packed, octets, entry->size, -MAX_WBITS);
	else
		text_append(&packed, octets, entry->size);
	put_string(&zip->octets, "PK\3\4");
	put16(&zip->octets, 20);
	put_fields(&zip->octets, entry, (uint32_t)packed.length, (uint32_t)strlen(local));
	put_string(&zip->octets, local);
	text_append(&zip->octets, text_string(&packed), packed.length);
	if (!entry->is_unlisted)
		put_listed(zip, entry, (uint32_t)packed.length, offset);
	text_clear(&packed);
	free(zeros);
}

void made_zip_list(struct made_zip *zip, const char *name, uint32_t offset, uint32_t packed, uint32_t unpacked)
{
	struct made_entry entry = {.name = name, .is_deflated = true, .says = unpacked};

	put_listed(zip, &entry, packed, offset);
}

void made_zip_end(struct made_zip *zip)
{
	uint32_t offset = (uint32_t)zip->octets.length;

	text_append(&zip->octets, text_string(&zip->directory), zip->directory.length);
	put_string(&zip->octets, "PK\5\6");
	put32(&zip->octets, 0);
	put16(&zip->octets, zip->count);
	put16(&zip->octets, zip->count);
	put32(&zip->octets, (uint32_t)zip->directory.length);
	put32(&zip->octets, offset);
	put16(&zip->octets, 0);
}

void made_zip_clear(struct made_zip *zip)
{
	text_clear(&zip->octets);
	text_clear(&zip->directory);
	zip->count = 0;
}

void made_zip_around(struct text *octets, const char *name)
{
	struct made_zip zip = {0};
	struct made_entry entry = {
	    .name = name, .octets = text_string(octets), .size = octets->length, .is_deflated = true};

	made_zip_add(&zip, &entry);
	made_zip_end(&zip);
	text_reset(octets);
	text_append(octets, text_string(&zip.octets), zip.octets.length);
	made_zip_clear(&zip);
}

void made_gzip_around(struct text *octets, const char *name)
{
	struct text gzip;

	text_init(&gzip);
	deflate_into(&gzip, text_string(octets), octets->length, 16 + MAX_WBITS);
	text_reset(octets);
	text_append(octets, text_string(&gzip), gzip.length);
	text_clear(&gzip);
	if (name != NULL) { /* between header and data */
		struct text named;
		text_init(&named);
		text_append(&named, octets->bytes, 10);
		named.bytes[3] = 8;
		text_append(&named, name, strlen(name) + 1);
		text_append(&named, octets->bytes + 10, octets->length - 10);
		text_clear(octets);
		*octets = named;
	}
}

void made_tar_add(struct text *tar, const char *name, char type, const char *octets, size_t size)
{
	char header[TAR_BLOCK + 1] = "";

	snprintf(header, 100, "%s", name);
	snprintf(header + 124, 12, "%011o", (unsigned)size);
	header[156] = type;
	memcpy(header + 257, "ustar\00000", 8);
	text_append(tar, header, TAR_BLOCK);
	text_append(tar, octets, size);
	while (tar->length % TAR_BLOCK != 0)
		text_append_octet(tar, '\0');
}

void made_tar_end(struct text *tar)
{
	char zeros[2 * TAR_BLOCK] = "";

	text_append(tar, zeros, sizeof(zeros));
}
