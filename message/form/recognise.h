/*
 * recognise: which format octets are in, by themselves and never by a name.
 */
#ifndef MESSAGE_FORM_RECOGNISE_H
#define MESSAGE_FORM_RECOGNISE_H

#include <stddef.h>

enum container {
	CONTAINER_NONE,
	CONTAINER_ZIP,	/* a package: docx, odt, or something else */
	CONTAINER_OLE2, /* Word 97, or an encrypted package, or something else */
	CONTAINER_PDF,
	CONTAINER_RTF,
	CONTAINER_XML /* perhaps a flat OpenDocument */
};

/* By the first octets. A PDF may have up to 1024 octets before it (ISO 32000-1, annex H.3.4.1). */
enum container recognise_container(const void *octets, size_t size);

#endif
