#include "message/form/zip_layout.h"

#include "message/form/document.h"
#include "message/form/limits.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define LOCAL_SIGNATURE	     0x04034b50U
#define DIRECTORY_SIGNATURE  0x02014b50U
#define END_SIGNATURE	     0x06054b50U
#define DESCRIPTOR_SIGNATURE 0x08074b50U

#define LOCAL_SIZE     30U
#define DIRECTORY_SIZE 46U
#define END_SIZE       22U
#define COMMENT_MOST   65535U
#define NAME_MOST      512U

#define FLAG_ENCRYPTED	(1U << 0 | 1U << 6 | 1U << 13)
#define FLAG_DESCRIPTOR (1U << 3)
#define FLAG_PATCH	(1U << 5)
#define METHOD_STORED	0U
#define METHOD_DEFLATED 8U
#define METHOD_AES	99U
#define EXTRA_ZIP64	0x0001U
#define EXTRA_NAME	0x7075U /* another name for the same entry */

/* As the directory has it. */
struct entry {
	const uint8_t *name;
	uint32_t name_length, flags, method, crc, packed, unpacked, offset;
};

static uint32_t get16(const uint8_t *at)
{
	return at[0] | (uint32_t)at[1] << 8;
}

static uint32_t get32(const uint8_t *at)
{
	return get16(at) | get16(at + 2) << 16;
}

static int refuse(unsigned *obstacles, enum document_obstacle obstacle)
{
	*obstacles |= obstacle;
	return -EBADMSG;
}

/* A cut file has no end record; one with something behind it has, but elsewhere. */
static int miss_end(const uint8_t *octets, size_t size, unsigned *obstacles)
{
	size_t from = size > END_SIZE + COMMENT_MOST ? size - END_SIZE - COMMENT_MOST : 0;

	for (size_t at = from; at + END_SIZE <= size; at++)
		if (get32(octets + at) == END_SIGNATURE)
			return refuse(obstacles, OBSTACLE_AMBIGUOUS);
	return refuse(obstacles, OBSTACLE_DAMAGED);
}

static bool has_suspect_extra(const uint8_t *extra, size_t length)
{
	while (length >= 4) {
		size_t octets = get16(extra + 2) + 4;
		if (octets > length || get16(extra) == EXTRA_ZIP64 || get16(extra) == EXTRA_NAME)
			return true;
		extra += octets;
		length -= octets;
	}
	return length > 0;
}

/* A relative path of ordinary segments, in printable octets. */
static bool is_plain_name(const uint8_t *name, size_t length)
{
	size_t segment = 0;

	if (length == 0 || length > NAME_MOST || name[0] == '/')
		return false;
	for (size_t i = 0; i <= length; i++) {
		if (i < length && name[i] != '/') {
			if (name[i] < 0x20 || name[i] == 0x7f || name[i] == '\\' || name[i] == ':')
				return false;
			continue;
		}
		size_t octets = i - segment;
		if ((octets == 0 && i < length) || (octets == 1 && name[segment] == '.') ||
		    (octets == 2 && name[segment] == '.' && name[segment + 1] == '.'))
			return false;
		segment = i + 1;
	}
	return true;
}

static int check_entry(const struct entry *entry, unsigned *obstacles)
{
	if ((entry->flags & FLAG_ENCRYPTED) != 0 || entry->method == METHOD_AES)
		return refuse(obstacles, OBSTACLE_ENCRYPTED);
	if (entry->packed == UINT32_MAX || entry->unpacked == UINT32_MAX || entry->offset == UINT32_MAX)
		return refuse(obstacles, OBSTACLE_UNSUPPORTED);
	if ((entry->flags & FLAG_PATCH) != 0 || (entry->method != METHOD_STORED && entry->method != METHOD_DEFLATED))
		return refuse(obstacles, OBSTACLE_UNSUPPORTED);
	if (entry->method == METHOD_STORED && entry->packed != entry->unpacked)
		return refuse(obstacles, OBSTACLE_AMBIGUOUS);
	if (!is_plain_name(entry->name, entry->name_length))
		return refuse(obstacles, OBSTACLE_AMBIGUOUS);
	return 0;
}

/* Takes the directory's entry at `at`, of `left` octets; how many it has, or 0. */
static size_t take_entry(const uint8_t *at, size_t left, struct entry *ret_entry, bool *ret_is_suspect)
{
	if (left < DIRECTORY_SIZE || get32(at) != DIRECTORY_SIGNATURE)
		return 0;
	size_t name_length = get16(at + 28), extra_length = get16(at + 30), comment_length = get16(at + 32);
	size_t octets = DIRECTORY_SIZE + name_length + extra_length + comment_length;
	if (octets > left)
		return 0;
	*ret_entry = (struct entry){at + DIRECTORY_SIZE, (uint32_t)name_length, get16(at + 8), get16(at + 10),
	    get32(at + 16), get32(at + 20), get32(at + 24), get32(at + 42)};
	/* On another disk, or with a comment, which no document has. */
	*ret_is_suspect = get16(at + 34) != 0 || comment_length > 0 ||
			  has_suspect_extra(at + DIRECTORY_SIZE + name_length, extra_length);
	return octets;
}

static int take_directory(const uint8_t *at, size_t left, struct entry *entries, size_t count, unsigned *obstacles)
{
	uint64_t total = 0;

	for (size_t i = 0; i < count; i++) {
		bool is_suspect = false;
		size_t octets = take_entry(at, left, &entries[i], &is_suspect);
		if (octets == 0)
			return refuse(obstacles, OBSTACLE_DAMAGED);
		int r = is_suspect ? refuse(obstacles, OBSTACLE_AMBIGUOUS) : check_entry(&entries[i], obstacles);
		if (r < 0)
			return r;
		total += entries[i].unpacked;
		if (total > LIMIT_PACKAGE_TOTAL)
			return refuse(obstacles, OBSTACLE_LIMIT);
		at += octets;
		left -= octets;
	}
	return left == 0 ? 0 : refuse(obstacles, OBSTACLE_AMBIGUOUS);
}

static int compare_names(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	size_t length = x->name_length < y->name_length ? x->name_length : y->name_length;
	int order = strncasecmp((const char *)x->name, (const char *)y->name, length);

	if (order != 0)
		return order;
	return x->name_length < y->name_length ? -1 : x->name_length > y->name_length;
}

static int compare_offsets(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return x->offset < y->offset ? -1 : x->offset > y->offset;
}

/* The octets of a data descriptor that says what the directory says, with or without its signature; 0 when neither. */
static size_t descriptor_octets(const uint8_t *at, size_t left, const struct entry *entry)
{
	for (size_t signature = 4; left >= 12 + signature; signature = 0) {
		const uint8_t *fields = at + signature;
		if ((signature == 0 || get32(at) == DESCRIPTOR_SIGNATURE) && get32(fields) == entry->crc &&
		    get32(fields + 4) == entry->packed && get32(fields + 8) == entry->unpacked)
			return 12 + signature;
		if (signature == 0)
			break;
	}
	return 0;
}

static bool is_same(const uint8_t *local, const struct entry *entry)
{
	bool is_later = (entry->flags & FLAG_DESCRIPTOR) != 0 && get32(local + 14) == 0 && get32(local + 18) == 0 &&
			get32(local + 22) == 0;

	return get16(local + 6) == entry->flags && get16(local + 8) == entry->method &&
	       get16(local + 26) == entry->name_length &&
	       memcmp(local + LOCAL_SIZE, entry->name, entry->name_length) == 0 &&
	       (is_later || (get32(local + 14) == entry->crc && get32(local + 18) == entry->packed &&
				get32(local + 22) == entry->unpacked));
}

/* The octets of the entry that must begin at `at`, 0 when it does not. */
static size_t entry_octets(const uint8_t *at, size_t left, const struct entry *entry)
{
	if (left < LOCAL_SIZE || get32(at) != LOCAL_SIGNATURE)
		return 0;
	size_t head = LOCAL_SIZE + get16(at + 26) + get16(at + 28);
	if (head > left || entry->packed > left - head || LOCAL_SIZE + entry->name_length > left)
		return 0;
	if (!is_same(at, entry) || has_suspect_extra(at + LOCAL_SIZE + entry->name_length, get16(at + 28)))
		return 0;
	size_t octets = head + entry->packed;
	if ((entry->flags & FLAG_DESCRIPTOR) == 0)
		return octets;
	size_t descriptor = descriptor_octets(at + octets, left - octets, entry);
	return descriptor > 0 ? octets + descriptor : 0;
}

static int check_entries(const uint8_t *octets, size_t size, struct entry *entries, size_t count, unsigned *obstacles)
{
	size_t at = 0;

	qsort(entries, count, sizeof(*entries), compare_names);
	for (size_t i = 1; i < count; i++)
		if (compare_names(&entries[i - 1], &entries[i]) == 0)
			return refuse(obstacles, OBSTACLE_AMBIGUOUS);
	qsort(entries, count, sizeof(*entries), compare_offsets);
	for (size_t i = 0; i < count; i++) {
		size_t length = entries[i].offset == at ? entry_octets(octets + at, size - at, &entries[i]) : 0;
		if (length == 0)
			return refuse(obstacles, OBSTACLE_AMBIGUOUS);
		at += length;
	}
	return at == size ? 0 : refuse(obstacles, OBSTACLE_AMBIGUOUS);
}

int zip_layout_check(const void *octets, size_t size, unsigned *obstacles)
{
	const uint8_t *bytes = octets;

	if (size < END_SIZE)
		return refuse(obstacles, OBSTACLE_DAMAGED);
	const uint8_t *end = bytes + size - END_SIZE;
	if (get32(end) != END_SIGNATURE || get16(end + 20) != 0)
		return miss_end(bytes, size, obstacles);
	size_t count = get16(end + 10), length = get32(end + 12), offset = get32(end + 16);
	if (get16(end + 4) != 0 || get16(end + 6) != 0 || get16(end + 8) != count || offset > size - END_SIZE ||
	    length != size - END_SIZE - offset)
		return refuse(obstacles, OBSTACLE_AMBIGUOUS);
	if (count == 0 || count > LIMIT_PACKAGE_ENTRIES)
		return refuse(obstacles, count == 0 ? OBSTACLE_DAMAGED : OBSTACLE_LIMIT);
	struct entry *entries = calloc(count, sizeof(*entries));
	if (entries == NULL)
		return -ENOMEM;
	int r = take_directory(bytes + offset, length, entries, count, obstacles);
	if (r == 0)
		r = check_entries(bytes, offset, entries, count, obstacles);
	free(entries);
	return r;
}
