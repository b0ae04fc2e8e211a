/*
 * archive_look: which classes of unsafe content are in an archive, and does it grow without bound?
 *
 * Looks into zip, tar and gzip, and into those in them, within limits (message/sanitise/limits.h); of RAR, 7z and
 * cabinets reads what their headers say in the clear. Names in an archive are judged like file names, octets like
 * files. Documents in it are not looked into. Keeps nothing and writes nowhere.
 */
#ifndef MESSAGE_SANITISE_ARCHIVE_LOOK_H
#define MESSAGE_SANITISE_ARCHIVE_LOOK_H

#include "message/sanitise/file_kind.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a zip file is a package of. */
enum zip_package {
	ZIP_PACKAGE_NONE = 0, /* an archive */
	ZIP_PACKAGE_OOXML,
	ZIP_PACKAGE_ODF,
	ZIP_PACKAGE_OTHER /* a book, say */
};

/* Zeros before the first look. Of one file as it was sent, with all that is in it. */
struct archive_look {
	bool is_archive; /* by its name: files are looked at even in a document's package */
	unsigned found;	 /* bits of classes */
	bool is_past_limit;
	size_t members;	   /* that were looked at */
	uint64_t unpacked; /* octets of them all */
	unsigned depth;
	enum zip_package package; /* of the file itself, where it is a zip */
};

/* Whether something can be learnt by a look into it. */
bool archive_look_can(enum file_kind kind);

/* 0 with what was found added; -ENOMEM. */
int archive_look_into(struct archive_look *look, enum file_kind kind, const char *octets, size_t size);

#endif
