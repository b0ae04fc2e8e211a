/*
 * How fast PDFs are looked at and cleaned: a form of a few fields, one of thousands of objects, and one that is mostly
 * pictures; each clean, and with a script.
 *
 * bench_pdf_clean [SECONDS of each measurement, default 1]
 */
#include "message/sanitise/pdf_clean.h"
#include "tests/support/made_pdf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SCRIPT	 "/OpenAction<</S/JavaScript/JS(x)>>"
#define MEGABYTE ((size_t)1 << 20)

static double now(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

static void make(struct made_pdf *pdf, const char *catalog, size_t objects, size_t pictures)
{
	char *octets = calloc(1, MEGABYTE), *page = malloc(objects * 16 + 64), *at = stpcpy(page, "/Annots[");

	for (size_t i = 0; i < objects; i++)
		at += sprintf(at, "%zu 0 R ", i + 4);
	strcpy(at, "]");
	made_pdf_begin(pdf, catalog, page);
	for (size_t i = 0; i < objects; i++)
		made_pdf_add(
		    pdf, "<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/V(Zebedee)/Rect[80 145 180 165]/P 3 0 R>>");
	for (size_t i = 0; i < pictures; i++)
		made_pdf_add_stream(pdf, "/Type/XObject/Subtype/Image/Filter/DCTDecode", octets, MEGABYTE);
	made_pdf_end(pdf, "");
	free(page);
	free(octets);
}

static void measure(const char *name, const char *catalog, size_t objects, size_t pictures, double seconds)
{
	struct made_pdf pdf;
	struct cleaning cleaning;
	unsigned rounds = 0;

	make(&pdf, catalog, objects, pictures);
	double start = now(), took = 0;
	for (; took < seconds; took = now() - start, rounds++) {
		if (pdf_clean(pdf.octets.bytes, pdf.octets.length, ~0U, &cleaning) < 0)
			abort();
		cleaning_clear(&cleaning);
	}
	printf("%-28s %7zu KB %9.2f ms %8.1f MB/s\n", name, pdf.octets.length >> 10, took / rounds * 1e3,
	    (double)pdf.octets.length * rounds / took / 1e6);
	made_pdf_clear(&pdf);
}

int main(int argc, char **argv)
{
	double seconds = argc > 1 ? atof(argv[1]) : 1;

	if (pdf_clean_warm() < 0)
		return 1;
	measure("form, clean", "", 60, 0, seconds);
	measure("form, with a script", SCRIPT, 60, 0, seconds);
	measure("5000 objects, clean", "", 5000, 0, seconds);
	measure("5000 objects, with a script", SCRIPT, 5000, 0, seconds);
	measure("pictures, clean", "", 20, 8, seconds);
	measure("pictures, with a script", SCRIPT, 20, 8, seconds);
	return 0;
}
