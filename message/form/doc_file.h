/*
 * doc_file: the streams of a Word document, and what its file information block says ([MS-DOC] 2.5).
 */
#ifndef MESSAGE_FORM_DOC_FILE_H
#define MESSAGE_FORM_DOC_FILE_H

#include "message/form/doc_stream.h"

/* The parts of a document's text, in their order. */
enum doc_part {
	DOC_MAIN,
	DOC_FOOTNOTES,
	DOC_HEADERS,
	DOC_MACROS, /* always empty */
	DOC_COMMENTS,
	DOC_ENDNOTES,
	DOC_TEXT_BOXES,
	DOC_HEADER_TEXT_BOXES,
	DOC_PART_COUNT
};

/* Tables in the table stream, by their number in FibRgFcLcb97. */
enum doc_table {
	DOC_STYLES = 1,
	DOC_HEADER_RANGES = 11,
	DOC_CHARACTER_PAGES = 12,
	DOC_PARAGRAPH_PAGES = 13,
	DOC_FONTS = 15,
	DOC_PIECES = 33
};

struct doc_file {
	struct doc_stream document;	  /* "WordDocument" */
	struct doc_stream table;	  /* "0Table" or "1Table" */
	struct doc_stream data;		  /* "Data"; empty where there is none */
	uint32_t lengths[DOC_PART_COUNT]; /* characters */
};

/* 0; -EBADMSG with the obstacle added; -ENOMEM. */
int doc_file_open(const void *octets, size_t size, struct doc_file *ret_file, unsigned *obstacles);
void doc_file_clear(struct doc_file *file);

/* Where in the table stream; false where the document has none, or it lies outside. */
bool doc_file_table(const struct doc_file *file, enum doc_table table, size_t *ret_at, size_t *ret_size);

void doc_file_warm(void);
/* Does the compound file hold a stream "WordDocument"? */
bool doc_file_is(const void *octets, size_t size);

#endif
