#include "message/sanitise/archive_tar.h"

#include "message/sanitise/archive_member.h"

#include <string.h>

#define BLOCK	  512
#define NAME_MOST 100
#define SIZE_AT	  124
#define SIZE_MOST 12
#define TYPE_AT	  156

/* In octal digits, or, with the top bit set, as a number of many octets. */
static uint64_t size_of(const char *header)
{
	const unsigned char *at = (const unsigned char *)header + SIZE_AT;
	uint64_t size = 0;

	if ((at[0] & 0x80) != 0) {
		for (size_t i = 4; i < SIZE_MOST; i++)
			size = size << 8 | at[i];
		return size;
	}
	for (size_t i = 0; i < SIZE_MOST; i++)
		if (at[i] >= '0' && at[i] <= '7')
			size = size * 8 + (uint64_t)(at[i] - '0');
	return size;
}

/* "path=..." among the records of an extended header: "27 path=form.exe\n". */
static bool take_pax(struct archive_look *look, const char *octets, size_t size)
{
	static const char key[] = " path=";
	const char *found = memmem(octets, size, key, sizeof(key) - 1);

	if (found == NULL)
		return true;
	found += sizeof(key) - 1;
	const char *end = memchr(found, '\n', (size_t)(octets + size - found));
	return archive_member_name(look, found, (size_t)((end != NULL ? end : octets + size) - found));
}

static int take_member(struct archive_look *look, const char *header, const char *data, size_t size)
{
	size_t length = strnlen(header, NAME_MOST);

	switch (header[TYPE_AT]) {
	case 'L': /* GNU: the name of the next is too long */
		archive_member_name(look, data, size);
		return 0;
	case 'x':
	case 'g':
		take_pax(look, data, size);
		return 0;
	default:
		break;
	}
	if (!archive_member_name(look, header, length) || size == 0)
		return 0;
	return archive_member_stored(look, header, length, data, size);
}

int archive_tar_look(struct archive_look *look, const char *octets, size_t size)
{
	size_t at = 0;
	int r = 0;

	while (r == 0 && !look->is_past_limit && size - at >= BLOCK && octets[at] != '\0') {
		const char *header = octets + at;
		uint64_t wanted = size_of(header);
		size_t left = size - at - BLOCK, length = wanted < left ? (size_t)wanted : left;
		r = take_member(look, header, header + BLOCK, length);
		size_t blocks = (length + BLOCK - 1) / BLOCK * BLOCK;
		at += BLOCK + (blocks < left ? blocks : left);
	}
	return r;
}
