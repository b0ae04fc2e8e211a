#include "message/form/document_reader.h"

#include "message/charsets.h"
#include "message/form/composer.h"
#include "message/form/doc.h"
#include "message/form/docx.h"
#include "message/form/hush.h"
#include "message/form/odt.h"
#include "message/form/package.h"
#include "message/form/pdf.h"
#include "message/form/recognise.h"
#include "message/form/rtf.h"
#include "message/form/xml.h"

#include <errno.h>
#include <string.h>

int document_warm(void)
{
	hush_libraries();
	charsets_hold();
	xml_warm();
	doc_warm();
	return pdf_warm();
}

static int read_package(const void *octets, size_t size, struct composer *composer)
{
	struct document *document = composer->document;
	struct package *package = NULL;
	int r = package_open(octets, size, &package, &document->obstacles);

	if (r < 0)
		return r;
	if (odt_is(package)) {
		document->format = DOCUMENT_FORMAT_ODT;
		r = odt_read(package, composer);
	} else if (package_has(package, "[Content_Types].xml")) {
		document->format = DOCUMENT_FORMAT_DOCX;
		r = docx_read(package, composer);
	} else {
		document->obstacles |= OBSTACLE_UNSUPPORTED;
		r = -EBADMSG;
	}
	package_free(package);
	return r;
}

static int read_container(enum container container, const void *octets, size_t size, struct composer *composer)
{
	struct document *document = composer->document;

	switch (container) {
	case CONTAINER_ZIP:
		return read_package(octets, size, composer);
	case CONTAINER_OLE2:
		document->format = DOCUMENT_FORMAT_DOC;
		return doc_read(octets, size, composer);
	case CONTAINER_PDF:
		document->format = DOCUMENT_FORMAT_PDF;
		return pdf_read(octets, size, composer);
	case CONTAINER_RTF:
		document->format = DOCUMENT_FORMAT_RTF;
		return rtf_read(octets, size, composer);
	case CONTAINER_XML:
		document->format = DOCUMENT_FORMAT_FODT;
		return odt_read_flat(octets, size, composer);
	case CONTAINER_NONE:
		break;
	}
	document->obstacles |= OBSTACLE_UNSUPPORTED;
	return -EBADMSG;
}

static bool has_text(const struct document *document)
{
	for (size_t i = 0; i < document->block_count; i++)
		if (document->blocks[i].place == PLACE_BODY && document->blocks[i].text[0] != '\0')
			return true;
	return false;
}

int document_read(const void *octets, size_t size, struct document *ret_document)
{
	struct document document;
	struct composer composer;
	int r = -EBADMSG;

	document_init(&document);
	composer_init(&composer, &document);
	if (size > LIMIT_DOCUMENT_OCTETS)
		document.obstacles |= OBSTACLE_LIMIT;
	else
		r = read_container(recognise_container(octets, size), octets, size, &composer);
	int finished = composer_finish(&composer);
	if (finished < 0 || (r < 0 && r != -EBADMSG)) {
		document_clear(&document);
		return finished < 0 ? finished : r;
	}
	/* Whoever refused has said why; if not, it is damaged. */
	if (r == -EBADMSG && document.obstacles == 0)
		document.obstacles |= OBSTACLE_DAMAGED;
	if (document.image_page_count > 0 || (document.image_count > 0 && !has_text(&document)))
		document.obstacles |= OBSTACLE_IMAGE;
	*ret_document = document;
	return 0;
}

enum document_format document_recognise(const void *octets, size_t size)
{
	struct package *package = NULL;
	enum document_format format = DOCUMENT_FORMAT_UNKNOWN;
	unsigned obstacles = 0;

	switch (recognise_container(octets, size)) {
	case CONTAINER_ZIP:
		if (package_open(octets, size, &package, &obstacles) < 0)
			break;
		if (odt_is(package))
			format = DOCUMENT_FORMAT_ODT;
		else if (docx_is(package))
			format = DOCUMENT_FORMAT_DOCX;
		package_free(package);
		break;
	case CONTAINER_OLE2:
		format = doc_is(octets, size) ? DOCUMENT_FORMAT_DOC : DOCUMENT_FORMAT_UNKNOWN;
		break;
	case CONTAINER_PDF:
		format = DOCUMENT_FORMAT_PDF;
		break;
	case CONTAINER_RTF:
		format = DOCUMENT_FORMAT_RTF;
		break;
	case CONTAINER_XML:
		format = DOCUMENT_FORMAT_FODT;
		break;
	case CONTAINER_NONE:
		break;
	}
	return format;
}
