/*
 * zip_members: what is in a zip file, by every reading of it: the directory's entries, and the local headers that
 * somebody who reads from the front meets (APPNOTE.TXT 6.3.10, sections 4.3 and 4.4).
 *
 * For archives that need not be documents. Takes what unpackers take (octets before it, a comment, ZIP64), says what is
 * odd and refuses none of it: strictness is for message/form/zip_layout.h. Inflates nothing. Pure.
 */
#ifndef MESSAGE_SANITISE_ZIP_MEMBERS_H
#define MESSAGE_SANITISE_ZIP_MEMBERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct zip_member {
	const char *name, *local_name; /* borrowed from the octets, no NUL behind them; the second may differ */
	size_t name_length, local_name_length;
	uint64_t packed, unpacked; /* octets, as said */
	size_t header;		   /* offset of its local header */
	size_t data, data_size;	   /* offset, and how many of its octets are there */
	unsigned method;
	bool is_encrypted;
	bool is_listed; /* in the directory */
};

struct zip_members {
	struct zip_member *members; /* heap; in the order of their headers */
	size_t count;
	uint64_t unpacked; /* of all, as said */
	bool overlap;	   /* octets that belong to more than one member */
};

/* 0 with *ret_members, to be cleared: perhaps none where it is damaged; -E2BIG: more than `most`; -ENOMEM. */
int zip_members_find(const void *octets, size_t size, size_t most, struct zip_members *ret_members);
void zip_members_clear(struct zip_members *members);

/* Is there one of that name? Without regard to case in ASCII. */
bool zip_members_has(const struct zip_members *members, const char *name);

#endif
