/*
 * documents: the beginnings of documents, as far as a look at their type goes.
 */
#ifndef TESTS_SUPPORT_DOCUMENTS_H
#define TESTS_SUPPORT_DOCUMENTS_H

#include <stddef.h>

enum document {
	DOCUMENT_DOCX,
	DOCUMENT_DOCX_OTHER_ORDER, /* as some programs write the package */
	DOCUMENT_ODT,
	DOCUMENT_ZIP,
	DOCUMENT_PDF,
	DOCUMENT_RTF,
	DOCUMENT_OLE2,
	DOCUMENT_JPEG,
	DOCUMENT_PNG,
	DOCUMENT_TNEF,
	DOCUMENT_7Z,
	DOCUMENT_MAIL,
	DOCUMENT_HTML,
	DOCUMENT_TEXT,
	DOCUMENT_COUNT
};

/* Octets of such a document, at most `size`, padded to at least `least` with what may follow; how many. */
size_t document_write(enum document document, size_t least, char *octets, size_t size);

#endif
