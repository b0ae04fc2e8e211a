/*
 * document_dump: a document's blocks as lines, for developers' eyes and for tests that compare them.
 */
#ifndef TESTS_SUPPORT_DOCUMENT_DUMP_H
#define TESTS_SUPPORT_DOCUMENT_DUMP_H

#include "message/form/document.h"

#include <stdio.h>

/* One line for the document, one for each block; a line feed in a text is "\n", a tab "\t". */
void document_dump(const struct document *document, FILE *file);

#endif
