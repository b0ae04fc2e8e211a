/*
 * small_documents: documents of a few lines, made where a test needs them, and what they say.
 */
#ifndef TESTS_SUPPORT_SMALL_DOCUMENTS_H
#define TESTS_SUPPORT_SMALL_DOCUMENTS_H

#include <stddef.h>
#include <stdint.h>

struct zip_part {
	const char *name;
	const void *octets;
	size_t size;
};

struct small_document {
	uint8_t *octets; /* heap */
	size_t size;
};

/* A zip package of stored parts. */
struct small_document small_zip(const struct zip_part *parts, size_t count);

/* A docx whose w:body holds `body`, and whose w:styles holds `styles`; a header and a footer of one word each are there
 * to be referred to as rIdH and rIdF, a footnote 2. The prefixes are w, w14, mc, wps, v, r, a and m. */
struct small_document small_docx(const char *body, const char *styles);
/* An odt whose office:text holds `text`, and whose automatic styles are `styles`. */
struct small_document small_odt(const char *text, const char *styles);

void small_document_clear(struct small_document *document);

/* What document_read() says of it, as document_dump() prints it; heap. */
char *small_document_says(const void *octets, size_t size);

#endif
