#include "message/form/document.h"

#include <stdlib.h>
#include <string.h>

void document_init(struct document *document)
{
	memset(document, 0, sizeof(*document));
}

void document_clear(struct document *document)
{
	for (size_t i = 0; i < document->block_count; i++) {
		free(document->blocks[i].text);
		free(document->blocks[i].name);
		free(document->blocks[i].alias);
	}
	free(document->blocks);
	document_init(document);
}

bool document_is_complete(const struct document *document)
{
	return document->obstacles == 0;
}

const char *document_format_word(enum document_format format)
{
	static const char *const words[DOCUMENT_FORMAT_COUNT] = {"unknown", "docx", "odt", "fodt", "rtf", "pdf", "doc"};

	return format < DOCUMENT_FORMAT_COUNT ? words[format] : words[DOCUMENT_FORMAT_UNKNOWN];
}

const char *document_obstacle_word(enum document_obstacle obstacle)
{
	switch (obstacle) {
	case OBSTACLE_ENCRYPTED:
		return "encrypted";
	case OBSTACLE_IMAGE:
		return "image";
	case OBSTACLE_DAMAGED:
		return "damaged";
	case OBSTACLE_AMBIGUOUS:
		return "ambiguous";
	case OBSTACLE_LIMIT:
		return "limit";
	case OBSTACLE_UNSUPPORTED:
		return "unsupported";
	}
	return "unknown";
}

const char *field_kind_word(enum field_kind kind)
{
	switch (kind) {
	case FIELD_TEXT:
		return "text";
	case FIELD_CHECK_BOX:
		return "check-box";
	case FIELD_CHOICE:
		return "choice";
	case FIELD_DATE:
		return "date";
	case FIELD_OTHER:
		return "other";
	}
	return "other";
}
