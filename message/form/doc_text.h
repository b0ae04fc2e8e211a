/*
 * doc_text: the characters of a Word document by its piece table ([MS-DOC] 2.4.1), each with its place in the file,
 * by which its properties are found.
 */
#ifndef MESSAGE_FORM_DOC_TEXT_H
#define MESSAGE_FORM_DOC_TEXT_H

#include "message/form/doc_file.h"

struct doc_text {
	uint16_t *units;  /* UTF-16 */
	uint32_t *places; /* octets from the start of the WordDocument stream */
	size_t count;
};

/* 0; -EBADMSG with the obstacle added; -ENOMEM. */
int doc_text_read(const struct doc_file *file, struct doc_text *ret_text, unsigned *obstacles);
void doc_text_clear(struct doc_text *text);

#endif
