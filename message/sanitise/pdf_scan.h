/*
 * pdf_scan: the octets of a PDF from end to end, whatever its tables say is in it.
 *
 * Two questions that must be answered before a library takes the file apart: which telling names stand anywhere outside
 * its streams, or in any object stream, of this revision or an older one; and whether one of the streams that a library
 * inflates by itself (of objects, of cross-references, metadata) grows past its limit. Pure.
 */
#ifndef MESSAGE_SANITISE_PDF_SCAN_H
#define MESSAGE_SANITISE_PDF_SCAN_H

#include <stdbool.h>
#include <stddef.h>

struct pdf_scan {
	unsigned names;	 /* bits of pdf_name_bit() */
	bool is_opaque;	 /* an object stream could not be looked into: packed otherwise, damaged or encrypted */
	size_t objects;	 /* of all revisions, but those in streams */
	size_t inflated; /* octets of such streams together */
};

/* 0; -EFBIG: past a limit; -ENOMEM. */
int pdf_scan_read(const char *octets, size_t size, struct pdf_scan *ret_scan);

#endif
