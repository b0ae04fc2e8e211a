/*
 * file_kind: what octets are, by themselves and never by a name, as finely as the classes of unsafe content need it.
 *
 * Finer than message/signature.h, which knows families: an archive that can be looked into is told from one that
 * cannot, a disk image from both, a picture in SVG from a page. Guesses at nothing: what begins like nothing we know is
 * KIND_UNKNOWN. Pure.
 */
#ifndef MESSAGE_SANITISE_FILE_KIND_H
#define MESSAGE_SANITISE_FILE_KIND_H

#include <stddef.h>

/* Of a file's octets so many are enough, but for what is found at the end of a disk image. */
#define FILE_KIND_OCTETS 40000

enum file_kind {
	KIND_UNKNOWN = 0,
	KIND_PDF,
	KIND_RTF,
	KIND_OLE, /* but for installers, which are programs */
	KIND_FLAT_ODF,
	KIND_OFFICE_TEXT, /* message/sanitise/office_text.h */
	KIND_PICTURE,	  /* whose size in pixels image_size.h can tell */
	KIND_ZIP,
	KIND_GZIP,
	KIND_TAR,
	KIND_RAR,
	KIND_7Z,
	KIND_CABINET,
	KIND_ARCHIVE, /* another, that nobody here looks into */
	KIND_DISK_IMAGE,
	KIND_PROGRAM,
	KIND_SCRIPT,
	KIND_SHORTCUT,
	KIND_HTML,
	KIND_SVG
};

enum file_kind file_kind_find(const char *octets, size_t size);

/* The bits of classes (rules/unsafe.h) that such a file belongs to; 0 for documents and pictures. */
unsigned file_kind_class(enum file_kind kind);

#endif
