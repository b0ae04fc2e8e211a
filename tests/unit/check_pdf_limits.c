/* pdf_clean: in the sandbox it does what it does outside; what grows or runs in circles ends there, in time, as said.
 */
#include "message/sanitise/limits.h"
#include "message/sanitise/pdf_clean.h"
#include "tests/support/confined_cleaner.h"
#include "tests/support/made_pdf.h"
#include "tests/support/run_suite.h"
#include "tests/support/unsafe_corpus.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SCRIPT	   "/OpenAction<</S/JavaScript/JS(x)>>"
#define MEGABYTE   ((size_t)1 << 20)
#define CPU_LIMIT  8.0 /* seconds; the sandbox's are ten */
#define METADATA   "/Type/Metadata/Subtype/XML/Filter/FlateDecode"
#define OBJECTS	   "/Type/ObjStm/N 0/First 0/Filter/FlateDecode"
#define XFA_FIELDS "/AcroForm<</XFA 4 0 R/Fields[<</FT/Tx/T(a)>>]>>"

static struct unsafe_corpus corpus;

START_TEST(the_sandbox_makes_no_difference)
{
	const struct unsafe_row *row = &corpus.rows[_i];
	struct confined confined;
	struct cleaning outside;
	size_t size = 0;
	char *octets = unsafe_corpus_file(corpus.folder, row->name, &size);

	/* Inside first: nothing of this very document has been loaded by then. */
	confined_cleaner_run(pdf_clean, octets, size, &confined);
	ck_assert_msg(confined.status == 0, "%s: status %d", row->name, confined.status);
	ck_assert_int_eq(pdf_clean(octets, size, ~0U, &outside), 0);
	ck_assert_msg(confined.cleaning.state == outside.state && confined.cleaning.found == outside.found,
	    "%s: %s inside, %s outside", row->name, unsafe_state_word(confined.cleaning.state),
	    unsafe_state_word(outside.state));
	ck_assert_uint_eq(confined.cleaning.size, outside.size);
	if (outside.octets != NULL)
		ck_assert_mem_eq(confined.cleaning.octets, outside.octets, outside.size);
	cleaning_clear(&confined.cleaning);
	cleaning_clear(&outside);
	free(octets);
}
END_TEST

/* ------------------------------------------------------------------ bombs */

static void make_page_loop(struct made_pdf *pdf)
{
	made_pdf_begin(pdf, SCRIPT, "/X 4 0 R");
	made_pdf_add(pdf, "<</Type/Pages/Kids[4 0 R 2 0 R]/Parent 4 0 R/Count 2>>");
	made_pdf_end(pdf, "");
}

static void make_action_loop(struct made_pdf *pdf)
{
	made_pdf_begin(pdf, SCRIPT, "/Annots[<</Subtype/Link/Rect[0 0 1 1]/A 4 0 R>>]");
	made_pdf_add(pdf, "<</S/GoTo/D[3 0 R/Fit]/Next 4 0 R>>");
	made_pdf_end(pdf, "");
}

static void make_reference_loop(struct made_pdf *pdf)
{
	made_pdf_begin(pdf, SCRIPT, "/X 4 0 R");
	made_pdf_add(pdf, "5 0 R");
	made_pdf_add(pdf, "4 0 R");
	made_pdf_end(pdf, "");
}

static void make_table_loop(struct made_pdf *pdf)
{
	char previous[64];

	made_pdf_begin(pdf, SCRIPT, "");
	snprintf(previous, sizeof(previous), "/Prev %zu", pdf->octets.length);
	made_pdf_end(pdf, previous);
}

/* `count` objects, each pointing to the next. */
static void make_chain(struct made_pdf *pdf, const char *format, size_t count)
{
	char object[128];

	made_pdf_begin(pdf, SCRIPT, "/X 4 0 R");
	for (size_t i = 4; i < count; i++) {
		snprintf(object, sizeof(object), "<</Type/Pages/Kids[%zu 0 R]/Count 1>>", i + 1);
		made_pdf_add(pdf, format != NULL ? format : object);
	}
	made_pdf_end(pdf, "");
}

static void make_deep_pages(struct made_pdf *pdf)
{
	make_chain(pdf, NULL, 50000);
}

static void make_objects(struct made_pdf *pdf)
{
	make_chain(pdf, "[]", LIMIT_PDF_OBJECTS + 2);
}

static void make_nest(struct made_pdf *pdf)
{
	char *nest = malloc(2 * MEGABYTE + 1);

	memset(nest, '[', MEGABYTE);
	memset(nest + MEGABYTE, ']', MEGABYTE);
	nest[2 * MEGABYTE] = '\0';
	made_pdf_begin(pdf, SCRIPT, "/X 4 0 R");
	made_pdf_add(pdf, nest);
	made_pdf_end(pdf, "");
	free(nest);
}

/* An array of so many numbers. */
static void make_array(struct made_pdf *pdf, size_t count)
{
	char *array = malloc(count * 2 + 3), *at = array;

	*at++ = '[';
	for (size_t i = 0; i < count; i++)
		at = stpcpy(at, "1 ");
	strcpy(at, "]");
	made_pdf_begin(pdf, SCRIPT, "/X 4 0 R");
	made_pdf_add(pdf, array);
	made_pdf_end(pdf, "");
	free(array);
}

static void make_long_array(struct made_pdf *pdf)
{
	make_array(pdf, 3000000);
}

static void make_blanks(struct made_pdf *pdf, const char *catalog, const char *entries, size_t size, unsigned times)
{
	made_pdf_begin(pdf, catalog, "");
	made_pdf_add_deflated(pdf, entries, NULL, size, times);
	made_pdf_end(pdf, "");
}

static void make_objects_bomb(struct made_pdf *pdf)
{
	make_blanks(pdf, SCRIPT, OBJECTS, 200 * MEGABYTE, 1);
}

static void make_metadata_bomb(struct made_pdf *pdf)
{
	make_blanks(pdf, SCRIPT "/Metadata 4 0 R", METADATA, 200 * MEGABYTE, 1);
}

static void make_filters_in_filters(struct made_pdf *pdf)
{
	make_blanks(pdf, SCRIPT "/Metadata 4 0 R",
	    "/Type/Metadata/Subtype/XML/Filter[/FlateDecode/FlateDecode/FlateDecode]", 200 * MEGABYTE, 3);
}

static void make_xfa_bomb(struct made_pdf *pdf)
{
	make_blanks(pdf, XFA_FIELDS, "/Filter/FlateDecode", 200 * MEGABYTE, 1);
}

/* Nobody has to unpack a page's contents to clean a PDF. */
static void make_contents_bomb(struct made_pdf *pdf)
{
	make_blanks(pdf, SCRIPT "/X 4 0 R", "/Filter[/FlateDecode/FlateDecode]", 200 * MEGABYTE, 2);
}

static void make_attachments(struct made_pdf *pdf)
{
	char *annotations = malloc(20000 * 6 + 32), *at = stpcpy(annotations, "/Annots[");

	for (int i = 0; i < 20000; i++)
		at = stpcpy(at, "4 0 R ");
	strcpy(at, "]");
	made_pdf_begin(pdf, "", annotations);
	made_pdf_add(pdf, "<</Type/Annot/Subtype/FileAttachment/Rect[0 0 1 1]>>");
	made_pdf_end(pdf, "");
	free(annotations);
}

static void make_lying_size(struct made_pdf *pdf)
{
	made_pdf_begin(pdf, SCRIPT, "");
	made_pdf_end(pdf, "/Size 2000000000");
}

static void make_repeated(struct made_pdf *pdf, const char *piece)
{
	*pdf = (struct made_pdf){0};
	text_append(&pdf->octets, "%PDF-1.4\n", 9);
	while (pdf->octets.length < 30 * MEGABYTE)
		text_append(&pdf->octets, piece, strlen(piece));
}

static void make_parentheses(struct made_pdf *pdf)
{
	make_repeated(pdf, "((((((((((((((((");
}

static void make_streams(struct made_pdf *pdf)
{
	make_repeated(pdf, "stream\nstream\n");
}

#define ANY (-1) /* state: not done, that is all */

static const struct {
	const char *name;
	void (*make)(struct made_pdf *);
	int state;
} bombs[] = {
    {"pages in pages in circles", make_page_loop, CLEANING_DONE},
    {"actions in circles", make_action_loop, CLEANING_DONE},
    {"references in circles", make_reference_loop, CLEANING_IMPOSSIBLE},
    {"tables in circles", make_table_loop, CLEANING_IMPOSSIBLE},
    {"deep pages", make_deep_pages, CLEANING_DONE},
    {"too many objects", make_objects, CLEANING_LIMIT},
    {"arrays in arrays", make_nest, CLEANING_IMPOSSIBLE},
    {"a long array", make_long_array, CLEANING_LIMIT},
    {"an object stream that grows", make_objects_bomb, CLEANING_LIMIT},
    {"metadata that grow", make_metadata_bomb, CLEANING_LIMIT},
    {"filters in filters", make_filters_in_filters, CLEANING_LIMIT},
    {"an XFA form that grows", make_xfa_bomb, CLEANING_LIMIT},
    {"contents that grow", make_contents_bomb, CLEANING_DONE},
    {"many attachments", make_attachments, CLEANING_DONE},
    {"a size that lies", make_lying_size, ANY},
    {"parentheses", make_parentheses, CLEANING_IMPOSSIBLE},
    {"streams without an end", make_streams, CLEANING_IMPOSSIBLE},
};

#define BOMBS ((int)(sizeof(bombs) / sizeof(bombs[0])))

START_TEST(bombs_end_within_time_and_memory)
{
	struct made_pdf pdf;
	struct confined confined;

	bombs[_i].make(&pdf);
	confined_cleaner_run(pdf_clean, pdf.octets.bytes, pdf.octets.length, &confined);
	ck_assert_msg(confined.status == 0, "%s: status %d", bombs[_i].name, confined.status);
	ck_assert_msg(bombs[_i].state == ANY ? confined.cleaning.state != CLEANING_DONE
					     : (int)confined.cleaning.state == bombs[_i].state,
	    "%s: %s", bombs[_i].name, unsafe_state_word(confined.cleaning.state));
#ifndef SANITIZED
	ck_assert_msg(confined.cpu_seconds < CPU_LIMIT, "%s: %.1f s", bombs[_i].name, confined.cpu_seconds);
#endif
	printf("%s: %s, %zu KB, %.2f s, %ld MB\n", bombs[_i].name, unsafe_state_word(confined.cleaning.state),
	    pdf.octets.length >> 10, confined.cpu_seconds, confined.peak_kilobytes >> 10);
	cleaning_clear(&confined.cleaning);
	made_pdf_clear(&pdf);
}
END_TEST

/* ------------------------------------------------------------------ limits */

static enum cleaning_state state_of(struct made_pdf *pdf)
{
	struct cleaning cleaning;

	ck_assert_int_eq(pdf_clean(pdf->octets.bytes, pdf->octets.length, ~0U, &cleaning), 0);
	enum cleaning_state state = cleaning.state;
	cleaning_clear(&cleaning);
	made_pdf_clear(pdf);
	return state;
}

START_TEST(objects_have_a_limit)
{
	struct made_pdf pdf;

	make_chain(&pdf, "[]", LIMIT_PDF_OBJECTS + 1);
	ck_assert_uint_eq(pdf.count, LIMIT_PDF_OBJECTS);
	ck_assert_int_eq(state_of(&pdf), CLEANING_DONE);
	make_chain(&pdf, "[]", LIMIT_PDF_OBJECTS + 2);
	ck_assert_int_eq(state_of(&pdf), CLEANING_LIMIT);
}
END_TEST

START_TEST(entries_have_a_limit)
{
	struct made_pdf pdf;

	/* Those of the catalog, the page and the trailer are few. */
	make_array(&pdf, LIMIT_PDF_ENTRIES - 50);
	ck_assert_int_eq(state_of(&pdf), CLEANING_DONE);
	make_array(&pdf, LIMIT_PDF_ENTRIES + 1);
	ck_assert_int_eq(state_of(&pdf), CLEANING_LIMIT);
}
END_TEST

START_TEST(what_streams_become_has_a_limit)
{
	struct made_pdf pdf;

	make_blanks(&pdf, "", OBJECTS, LIMIT_PDF_STRUCTURE, 1);
	ck_assert_int_eq(state_of(&pdf), CLEANING_UNCHANGED);
	make_blanks(&pdf, "", OBJECTS, LIMIT_PDF_STRUCTURE + 1, 1);
	ck_assert_int_eq(state_of(&pdf), CLEANING_LIMIT);
}
END_TEST

START_TEST(xfa_has_a_limit)
{
	struct made_pdf pdf;

	/* Blanks are no XML: what is within the limit is read, and refused. */
	make_blanks(&pdf, XFA_FIELDS, "/Filter/FlateDecode", LIMIT_PDF_XFA, 1);
	ck_assert_int_eq(state_of(&pdf), CLEANING_IMPOSSIBLE);
	make_blanks(&pdf, XFA_FIELDS, "/Filter/FlateDecode", LIMIT_PDF_XFA + 1, 1);
	ck_assert_int_eq(state_of(&pdf), CLEANING_LIMIT);
}
END_TEST

static void make_file(struct made_pdf *pdf, size_t size)
{
	static char blanks[LIMIT_PDF_FILE_OCTETS];

	memset(blanks, ' ', sizeof(blanks));
	made_pdf_begin(pdf, "", "");
	made_pdf_end(pdf, "");
	size_t rest = size - pdf->octets.length;
	made_pdf_clear(pdf);
	made_pdf_begin(pdf, "", "");
	/* Blanks behind the head move every place, and the number of digits of one. */
	struct text moved = {0};
	text_append(&moved, pdf->octets.bytes, pdf->octets.length);
	text_append(&moved, blanks, rest - 6);
	text_clear(&pdf->octets);
	pdf->octets = moved;
	made_pdf_end(pdf, "");
	while (pdf->octets.length < size)
		text_append_octet(&pdf->octets, '\n');
}

START_TEST(files_have_a_limit)
{
	struct made_pdf pdf;

	make_file(&pdf, LIMIT_PDF_FILE_OCTETS);
	ck_assert_uint_eq(pdf.octets.length, LIMIT_PDF_FILE_OCTETS);
	ck_assert_int_eq(state_of(&pdf), CLEANING_UNCHANGED);
	make_file(&pdf, (size_t)LIMIT_PDF_FILE_OCTETS + 1);
	ck_assert_int_eq(state_of(&pdf), CLEANING_LIMIT);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("pdf_limits");
	TCase *all = tcase_create("all");

	unsafe_corpus_read("pdf", &corpus);
	if (pdf_clean_warm() < 0)
		return 1;
	tcase_add_loop_test(all, the_sandbox_makes_no_difference, 0, corpus.count);
	tcase_add_loop_test(all, bombs_end_within_time_and_memory, 0, BOMBS);
	tcase_add_test(all, objects_have_a_limit);
	tcase_add_test(all, entries_have_a_limit);
	tcase_add_test(all, what_streams_become_has_a_limit);
	tcase_add_test(all, xfa_has_a_limit);
	tcase_add_test(all, files_have_a_limit);
	tcase_set_timeout(all, 300);
	suite_add_tcase(suite, all);
	return run_suite(suite);
}
