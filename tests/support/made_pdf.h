/*
 * made_pdf: PDFs that a test writes object by object, with the table that lists them.
 */
#ifndef TESTS_SUPPORT_MADE_PDF_H
#define TESTS_SUPPORT_MADE_PDF_H

#include "message/text.h"

struct made_pdf {
	struct text octets;
	size_t *places; /* heap; of objects 1 to count */
	size_t count, capacity;
};

/* The head, and objects 1 to 3: a catalog with `entries`, the pages, a page with `page` entries. */
void made_pdf_begin(struct made_pdf *pdf, const char *entries, const char *page);
/* The next object; its number. */
size_t made_pdf_add(struct made_pdf *pdf, const char *object);
size_t made_pdf_add_stream(struct made_pdf *pdf, const char *entries, const void *octets, size_t size);
/* The same, deflated `times` times. `size` octets of blanks when `octets` is NULL. */
size_t made_pdf_add_deflated(
    struct made_pdf *pdf, const char *entries, const char *octets, size_t size, unsigned times);
/* The table, and a trailer with these entries. */
void made_pdf_end(struct made_pdf *pdf, const char *trailer);
void made_pdf_clear(struct made_pdf *pdf);

#endif
