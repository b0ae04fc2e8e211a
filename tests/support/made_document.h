/*
 * made_document: documents for tests, written as a drawing of themselves.
 *
 * One line is one block. "= " a title, "# " a heading, "| a | b" a row of a table (a cell each), "[ ] " or "[x] " a
 * check box, "{text}" a field with that value, "{?text}" a field that shows its prompt, "^ " the foot of the page,
 * anything else a paragraph.
 */
#ifndef TESTS_SUPPORT_MADE_DOCUMENT_H
#define TESTS_SUPPORT_MADE_DOCUMENT_H

#include "message/form/document.h"

/* Fails the test for want of memory. The document is the caller's. */
void made_document(const char *drawing, struct document *ret_document);

#endif
