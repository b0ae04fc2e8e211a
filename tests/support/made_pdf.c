#include "tests/support/made_pdf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define MUST(condition) ((condition) ? (void)0 : abort())

static void append(struct made_pdf *pdf, const char *text)
{
	text_append(&pdf->octets, text, strlen(text));
}

static size_t place(struct made_pdf *pdf)
{
	char head[64];

	if (pdf->count == pdf->capacity) {
		pdf->capacity = pdf->capacity * 2 + 64;
		pdf->places = reallocarray(pdf->places, pdf->capacity, sizeof(*pdf->places));
		MUST(pdf->places != NULL);
	}
	pdf->places[pdf->count++] = pdf->octets.length;
	snprintf(head, sizeof(head), "%zu 0 obj\n", pdf->count);
	append(pdf, head);
	return pdf->count;
}

size_t made_pdf_add(struct made_pdf *pdf, const char *object)
{
	size_t number = place(pdf);

	append(pdf, object);
	append(pdf, "\nendobj\n");
	return number;
}

size_t made_pdf_add_stream(struct made_pdf *pdf, const char *entries, const void *octets, size_t size)
{
	size_t number = place(pdf);
	char length[64];

	snprintf(length, sizeof(length), "/Length %zu>>stream\n", size);
	append(pdf, "<<");
	append(pdf, entries);
	append(pdf, length);
	text_append(&pdf->octets, octets, size);
	append(pdf, "\nendstream\nendobj\n");
	return number;
}

static unsigned char *deflated(unsigned char *octets, size_t *size)
{
	uLongf packed_size = compressBound(*size);
	unsigned char *packed = malloc(packed_size);

	MUST(packed != NULL && compress2(packed, &packed_size, octets, *size, 9) == Z_OK);
	free(octets);
	*size = packed_size;
	return packed;
}

size_t made_pdf_add_deflated(struct made_pdf *pdf, const char *entries, const char *octets, size_t size, unsigned times)
{
	unsigned char *data = malloc(size);

	MUST(data != NULL);
	if (octets != NULL)
		memcpy(data, octets, size);
	else
		memset(data, ' ', size);
	for (unsigned i = 0; i < times; i++)
		data = deflated(data, &size);
	size_t number = made_pdf_add_stream(pdf, entries, data, size);
	free(data);
	return number;
}

void made_pdf_begin(struct made_pdf *pdf, const char *entries, const char *page)
{
	char *object = NULL;

	*pdf = (struct made_pdf){0};
	append(pdf, "%PDF-1.7\n");
	MUST(asprintf(&object, "<</Type/Catalog/Pages 2 0 R%s>>", entries) > 0);
	made_pdf_add(pdf, object);
	free(object);
	made_pdf_add(pdf, "<</Type/Pages/Kids[3 0 R]/Count 1>>");
	MUST(asprintf(&object, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]%s>>", page) > 0);
	made_pdf_add(pdf, object);
	free(object);
}

void made_pdf_end(struct made_pdf *pdf, const char *trailer)
{
	char row[64];
	size_t at = pdf->octets.length;

	snprintf(row, sizeof(row), "xref\n0 %zu\n0000000000 65535 f \n", pdf->count + 1);
	append(pdf, row);
	for (size_t i = 0; i < pdf->count; i++) {
		snprintf(row, sizeof(row), "%010zu 00000 n \n", pdf->places[i]);
		append(pdf, row);
	}
	snprintf(row, sizeof(row), "trailer<</Root 1 0 R/Size %zu", pdf->count + 1);
	append(pdf, row);
	append(pdf, trailer);
	snprintf(row, sizeof(row), ">>\nstartxref\n%zu\n%%%%EOF\n", at);
	append(pdf, row);
	MUST(pdf->octets.error == 0);
}

void made_pdf_clear(struct made_pdf *pdf)
{
	text_clear(&pdf->octets);
	free(pdf->places);
}
