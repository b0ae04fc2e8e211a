#include "message/form/recognise.h"

#include <stdbool.h>
#include <string.h>

#define PDF_WITHIN 1024
#define XML_WITHIN 1024

static bool begins(const char *octets, size_t size, const char *with, size_t length)
{
	return size >= length && memcmp(octets, with, length) == 0;
}

/* A byte order mark and blanks may come first. */
static bool is_flat_opendocument(const char *octets, size_t size)
{
	if (begins(octets, size, "\xef\xbb\xbf", 3)) {
		octets += 3;
		size -= 3;
	}
	if (!begins(octets, size, "<?xml", 5) && !begins(octets, size, "<office:document", 16))
		return false;
	return memmem(octets, size < XML_WITHIN ? size : XML_WITHIN, "<office:document", 16) != NULL;
}

enum container recognise_container(const void *octets, size_t size)
{
	const char *bytes = octets;

	if (begins(bytes, size, "PK\3\4", 4))
		return CONTAINER_ZIP;
	if (begins(bytes, size, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8))
		return CONTAINER_OLE2;
	if (begins(bytes, size, "{\\rt", 4))
		return CONTAINER_RTF;
	if (memmem(bytes, size < PDF_WITHIN ? size : PDF_WITHIN, "%PDF-", 5) != NULL)
		return CONTAINER_PDF;
	return is_flat_opendocument(bytes, size) ? CONTAINER_XML : CONTAINER_NONE;
}
