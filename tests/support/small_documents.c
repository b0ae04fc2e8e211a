#include "tests/support/small_documents.h"

#include "message/form/document_reader.h"
#include "tests/support/document_dump.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORD_TYPE     "application/vnd.openxmlformats-officedocument.wordprocessingml."
#define RELATION_TYPE "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define WORD_SPACES                                                                                                    \
	" xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\""                                    \
	" xmlns:w14=\"http://schemas.microsoft.com/office/word/2010/wordml\""                                          \
	" xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\""                                    \
	" xmlns:wps=\"http://schemas.microsoft.com/office/word/2010/wordprocessingShape\""                             \
	" xmlns:v=\"urn:schemas-microsoft-com:vml\""                                                                   \
	" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\""                             \
	" xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\""                                           \
	" xmlns:m=\"http://schemas.openxmlformats.org/officeDocument/2006/math\""
#define ODF "urn:oasis:names:tc:opendocument:xmlns:"
#define ODF_SPACES                                                                                                     \
	" xmlns:office=\"" ODF "office:1.0\" xmlns:text=\"" ODF "text:1.0\" xmlns:table=\"" ODF                        \
	"table:1.0\" xmlns:style=\"" ODF "style:1.0\" xmlns:draw=\"" ODF "drawing:1.0\" xmlns:form=\"" ODF             \
	"form:1.0\" xmlns:field=\"urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0\""                  \
	" xmlns:loext=\"urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0\""

static uint32_t checksum(const uint8_t *octets, size_t size)
{
	uint32_t crc = 0xffffffffU;

	for (size_t i = 0; i < size; i++) {
		crc ^= octets[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (0xedb88320U & (0U - (crc & 1)));
	}
	return ~crc;
}

static void put(struct small_document *document, const void *octets, size_t size)
{
	/* To the next 64 KiB: a sanitizer's realloc() always copies. */
	if (document->octets == NULL || (document->size & 0xffff) + size >= 0x10000)
		document->octets = realloc(document->octets, (document->size + size + 0x10000) & ~(size_t)0xffff);
	if (size > 0)
		memcpy(document->octets + document->size, octets, size);
	document->size += size;
}

static void put_number(struct small_document *document, uint32_t number, int octets)
{
	for (int i = 0; i < octets; i++) {
		uint8_t octet = i < 4 ? (uint8_t)(number >> 8 * i) : 0;
		put(document, &octet, 1);
	}
}

/* From "version needed" to the length of the extra field: the same in both places. */
static void put_common(struct small_document *zip, const struct zip_part *part)
{
	put_number(zip, 20, 2);
	put_number(zip, 0, 4);
	put_number(zip, 0, 4);
	put_number(zip, checksum(part->octets, part->size), 4);
	put_number(zip, (uint32_t)part->size, 4);
	put_number(zip, (uint32_t)part->size, 4);
	put_number(zip, (uint32_t)strlen(part->name), 2);
	put_number(zip, 0, 2);
}

struct small_document small_zip(const struct zip_part *parts, size_t count)
{
	struct small_document zip = {0}, directory = {0};

	for (size_t i = 0; i < count; i++) {
		put_number(&directory, 0x02014b50, 4);
		put_number(&directory, 20, 2);
		put_common(&directory, &parts[i]);
		put_number(&directory, 0, 10);
		put_number(&directory, (uint32_t)zip.size, 4);
		put(&directory, parts[i].name, strlen(parts[i].name));
		put_number(&zip, 0x04034b50, 4);
		put_common(&zip, &parts[i]);
		put(&zip, parts[i].name, strlen(parts[i].name));
		put(&zip, parts[i].octets, parts[i].size);
	}
	size_t at = zip.size;
	put(&zip, directory.octets, directory.size);
	put_number(&zip, 0x06054b50, 4);
	put_number(&zip, 0, 4);
	put_number(&zip, (uint32_t)count, 2);
	put_number(&zip, (uint32_t)count, 2);
	put_number(&zip, (uint32_t)directory.size, 4);
	put_number(&zip, (uint32_t)at, 4);
	put_number(&zip, 0, 2);
	free(directory.octets);
	return zip;
}

static struct zip_part text_part(const char *name, const char *text)
{
	return (struct zip_part){name, text, strlen(text)};
}

struct small_document small_docx(const char *body, const char *styles)
{
	char *document = NULL, *style_sheet = NULL;

	if (asprintf(&document, "<w:document" WORD_SPACES "><w:body>%s</w:body></w:document>", body) < 0 ||
	    asprintf(&style_sheet, "<w:styles" WORD_SPACES ">%s</w:styles>", styles) < 0)
		abort();
	const struct zip_part parts[] = {
	    text_part("[Content_Types].xml",
		"<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default "
		"Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/word/document.xml\" "
		"ContentType=\"" WORD_TYPE "document.main+xml\"/></Types>"),
	    text_part("_rels/.rels",
		"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship "
		"Id=\"r1\" Type=\"" RELATION_TYPE "officeDocument\" Target=\"word/document.xml\"/></Relationships>"),
	    text_part("word/_rels/document.xml.rels",
		"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
		"<Relationship Id=\"rIdS\" Type=\"" RELATION_TYPE "styles\" Target=\"styles.xml\"/>"
		"<Relationship Id=\"rIdH\" Type=\"" RELATION_TYPE "header\" Target=\"header.xml\"/>"
		"<Relationship Id=\"rIdF\" Type=\"" RELATION_TYPE "footer\" Target=\"./footer.xml\"/>"
		"<Relationship Id=\"rIdN\" Type=\"" RELATION_TYPE "footnotes\" Target=\"/word/notes.xml\"/>"
		"</Relationships>"),
	    text_part("word/document.xml", document), text_part("word/styles.xml", style_sheet),
	    text_part("word/header.xml", "<w:hdr" WORD_SPACES "><w:p><w:r><w:t>Top</w:t></w:r></w:p></w:hdr>"),
	    text_part("word/footer.xml", "<w:ftr" WORD_SPACES "><w:p><w:r><w:t>Bottom</w:t></w:r></w:p></w:ftr>"),
	    text_part("word/notes.xml",
		"<w:footnotes" WORD_SPACES "><w:footnote "
		"w:id=\"2\"><w:p><w:r><w:t>Note</w:t></w:r></w:p></w:footnote><w:footnote "
		"w:id=\"3\"><w:p><w:r><w:t>Other</w:t></w:r></w:p></w:footnote></w:footnotes>")};
	struct small_document zip = small_zip(parts, sizeof(parts) / sizeof(parts[0]));
	free(document);
	free(style_sheet);
	return zip;
}

struct small_document small_odt(const char *text, const char *styles)
{
	char *content = NULL;

	if (asprintf(&content,
		"<office:document-content" ODF_SPACES "><office:automatic-styles>%s</office:automatic-styles>"
		"<office:body><office:text>%s</office:text></office:body></office:document-content>",
		styles, text) < 0)
		abort();
	const struct zip_part parts[] = {text_part("mimetype", "application/vnd.oasis.opendocument.text"),
	    text_part("content.xml", content),
	    text_part("styles.xml", "<office:document-styles" ODF_SPACES
				    "><office:master-styles><style:master-page style:name=\"Standard\"><style:footer>"
				    "<text:p>Bottom</text:p></style:footer></style:master-page></office:master-styles>"
				    "</office:document-styles>")};
	struct small_document zip = small_zip(parts, sizeof(parts) / sizeof(parts[0]));
	free(content);
	return zip;
}

void small_document_clear(struct small_document *document)
{
	free(document->octets);
	*document = (struct small_document){0};
}

char *small_document_says(const void *octets, size_t size)
{
	struct document document;
	char *text = NULL;
	size_t length = 0;
	FILE *stream = open_memstream(&text, &length);

	if (document_read(octets, size, &document) == 0) {
		document_dump(&document, stream);
		document_clear(&document);
	}
	fclose(stream);
	return text;
}
