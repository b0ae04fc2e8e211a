/*
 * pdf_name: names in a PDF that tell what is in it, wherever they stand.
 *
 * They are rare in what has nothing to hide. Where one is in the file's octets, but in no object of the document, it is
 * of an older revision or of an object that nobody lists: some reader may still find it.
 */
#ifndef MESSAGE_SANITISE_PDF_NAME_H
#define MESSAGE_SANITISE_PDF_NAME_H

#include <stddef.h>

/* The bit of a telling name; 0 for others. Without its slash, with its #xx resolved. */
unsigned pdf_name_bit(const char *name, size_t length);
/* Bits of unsafe classes. */
unsigned pdf_name_classes(unsigned names);

#endif
