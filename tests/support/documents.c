#include "tests/support/documents.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct output {
	char *octets;
	size_t length, size;
};

static void put(struct output *output, const void *octets, size_t length)
{
	if (length > output->size - output->length)
		abort();
	memcpy(output->octets + output->length, octets, length);
	output->length += length;
}

static void put_number(struct output *output, uint32_t number, size_t octets)
{
	for (size_t i = 0; i < octets; i++) {
		char octet = (char)(number >> (8 * i) & 0xff);
		put(output, &octet, 1);
	}
}

/* One stored entry of a zip package: its local header and its content. */
static void put_entry(struct output *output, const char *name, const char *content)
{
	put(output, "PK\3\4", 4);
	put_number(output, 20, 2);			  /* version */
	put_number(output, 0, 2);			  /* flags */
	put_number(output, 0, 2);			  /* stored */
	put_number(output, 0, 4);			  /* time and date */
	put_number(output, 0, 4);			  /* checksum */
	put_number(output, (uint32_t)strlen(content), 4); /* size, and again */
	put_number(output, (uint32_t)strlen(content), 4);
	put_number(output, (uint32_t)strlen(name), 2);
	put_number(output, 0, 2);
	put(output, name, strlen(name));
	put(output, content, strlen(content));
}

static void put_package(struct output *output, enum document document)
{
	if (document == DOCUMENT_ODT) {
		put_entry(output, "mimetype", "application/vnd.oasis.opendocument.text");
		put_entry(output, "content.xml", "<office:document-content/>");
	} else if (document == DOCUMENT_ZIP) {
		put_entry(output, "form.docx", "PK");
	} else if (document == DOCUMENT_DOCX) {
		put_entry(output, "[Content_Types].xml", "<Types/>");
		put_entry(output, "_rels/.rels", "<Relationships/>");
		put_entry(output, "word/document.xml", "<w:document/>");
		put_entry(output, "word/styles.xml", "<w:styles/>");
	} else {
		put_entry(output, "_rels/.rels", "<Relationships/>");
		put_entry(output, "docProps/core.xml", "<cp:coreProperties/>");
		put_entry(output, "docProps/app.xml", "<Properties/>");
		put_entry(output, "word/document.xml", "<w:document/>");
		put_entry(output, "[Content_Types].xml", "<Types/>");
	}
}

static const struct {
	const char *octets;
	size_t length;
} beginnings[DOCUMENT_COUNT] = {
    [DOCUMENT_PDF] = {"%PDF-1.7\n1 0 obj\n", 17},
    [DOCUMENT_RTF] = {"{\\rtf1\\ansi A form}", 19},
    [DOCUMENT_OLE2] = {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8},
    [DOCUMENT_JPEG] = {"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0", 20},
    [DOCUMENT_PNG] = {"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0", 29},
    [DOCUMENT_TNEF] = {"\x78\x9f\x3e\x22\1\0", 6},
    [DOCUMENT_7Z] = {"7z\xbc\xaf\x27\x1c\0\4", 8},
    [DOCUMENT_MAIL] = {"From: a@b.example\r\nTo: c@d.example\r\nSubject: x\r\n\r\nHello\r\n", 57},
    [DOCUMENT_HTML] = {"<!DOCTYPE html><html><body>Hello</body></html>\n", 47},
    [DOCUMENT_TEXT] = {"Hello, here is a line of text.\n", 31},
};

size_t document_write(enum document document, size_t least, char *octets, size_t size)
{
	struct output output = {octets, 0, size};

	if (beginnings[document].octets != NULL)
		put(&output, beginnings[document].octets, beginnings[document].length);
	else
		put_package(&output, document);
	bool is_text = document >= DOCUMENT_MAIL;
	while (output.length < least)
		put(&output, is_text ? "text" : document == DOCUMENT_OLE2 ? "\0\0\0\0" : "\x5a\xa5\x01\x80", 4);
	return output.length;
}
