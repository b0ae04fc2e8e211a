/*
 * made_archive: zip, tar and gzip files that a test writes entry by entry, and may lie in.
 */
#ifndef TESTS_SUPPORT_MADE_ARCHIVE_H
#define TESTS_SUPPORT_MADE_ARCHIVE_H

#include "message/text.h"

#include <stdbool.h>
#include <stdint.h>

/* Zeros for an honest entry. */
struct made_entry {
	const char *name;
	const char *local_name; /* NULL: the same */
	const char *octets;	/* NULL: `size` zeros */
	size_t size;
	bool is_deflated, is_encrypted, is_unlisted;
	uint32_t says; /* octets unpacked, as the headers say; 0: as they are */
};

struct made_zip {
	struct text octets, directory;
	unsigned count;
};

void made_zip_add(struct made_zip *zip, const struct made_entry *entry);
/* An entry of the directory alone, for the header at `offset`. */
void made_zip_list(struct made_zip *zip, const char *name, uint32_t offset, uint32_t packed, uint32_t unpacked);
/* Writes the directory; the zip file is zip->octets. */
void made_zip_end(struct made_zip *zip);
void made_zip_clear(struct made_zip *zip);

/* A whole zip file of one deflated entry, in place of what the text held. */
void made_zip_around(struct text *octets, const char *name);
void made_gzip_around(struct text *octets, const char *name);

/* One file in a tar; two blocks of zeros end it. */
void made_tar_add(struct text *tar, const char *name, char type, const char *octets, size_t size);
void made_tar_end(struct text *tar);

#endif
