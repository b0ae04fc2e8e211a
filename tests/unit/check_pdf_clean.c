/* pdf_clean: what acts is gone, wherever it stood; the form says the same as before, and what is clean is not touched.
 */
#include "message/form/document_reader.h"
#include "message/sanitise/pdf_clean.h"
#include "message/sanitise/pdf_trouble.h"
#include "tests/support/document_dump.h"
#include "tests/support/run_suite.h"
#include "tests/support/unsafe_corpus.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MARK	    "zqxPAYLOADqxz"
#define ACTIVE	    UNSAFE_BIT(UNSAFE_PDF_ACTIVE)
#define ATTACHMENTS UNSAFE_BIT(UNSAFE_PDF_ATTACHMENTS)
#define EVERYTHING  (~0U)

static struct unsafe_corpus corpus;

static struct cleaning clean(const char *octets, size_t size, unsigned strip)
{
	struct cleaning cleaning;

	ck_assert_int_eq(pdf_clean(octets, size, strip, &cleaning), 0);
	return cleaning;
}

static bool holds(const char *octets, size_t size, const char *what)
{
	return memmem(octets, size, what, strlen(what)) != NULL;
}

/* Every object and stream in the open, as far as anybody can decode them; and qpdf's own check has nothing to say. */
static void check_decoded(const char *name, const struct cleaning *cleaning)
{
	qpdf_data pdf = pdf_trouble_open();

	ck_assert_int_eq(qpdf_read_memory(pdf, "", cleaning->octets, cleaning->size, "") & ~0, QPDF_SUCCESS);
	ck_assert_msg(qpdf_check_pdf(pdf) == QPDF_SUCCESS, "%s: not a sound PDF", name);
	qpdf_init_write_memory(pdf);
	qpdf_set_qdf_mode(pdf, QPDF_TRUE);
	qpdf_set_decode_level(pdf, qpdf_dl_all);
	qpdf_set_object_stream_mode(pdf, qpdf_o_disable);
	qpdf_set_static_ID(pdf, QPDF_TRUE);
	ck_assert_int_eq(qpdf_write(pdf), QPDF_SUCCESS);
	ck_assert_msg(!holds((const char *)qpdf_get_buffer(pdf), qpdf_get_buffer_length(pdf), MARK),
	    "%s: the payload is still in it", name);
	pdf_trouble_close(&pdf);
}

static char *says(const char *octets, size_t size)
{
	struct document document;
	char *text = NULL;
	size_t length = 0;
	FILE *stream = open_memstream(&text, &length);

	ck_assert_int_eq(document_read(octets, size, &document), 0);
	document_dump(&document, stream);
	document_clear(&document);
	fclose(stream);
	return text;
}

static void check_says(const char *name, const char *octets, size_t size, const struct cleaning *cleaning)
{
	char *before = says(octets, size), *after = says(cleaning->octets, cleaning->size);

	ck_assert_msg(strstr(before, "Zebedee Quillfeather") != NULL, "%s: %s", name, before);
	ck_assert_msg(strcmp(before, after) == 0, "%s: before: %s\nafter: %s", name, before, after);
	free(before);
	free(after);
}

START_TEST(each_file_becomes_what_the_table_says)
{
	const struct unsafe_row *row = &corpus.rows[_i];
	size_t size = 0;
	char *octets = unsafe_corpus_file(corpus.folder, row->name, &size);
	struct cleaning cleaning = clean(octets, size, EVERYTHING);

	ck_assert_msg(cleaning.state == row->state, "%s became %s", row->name, unsafe_state_word(cleaning.state));
	ck_assert_msg(cleaning.found == row->found, "%s: found %x", row->name, cleaning.found);
	ck_assert_uint_eq(cleaning.removed, cleaning.state == CLEANING_DONE ? row->found : 0);
	ck_assert_int_eq(cleaning.octets != NULL, cleaning.state == CLEANING_DONE);
	cleaning_clear(&cleaning);
	free(octets);
}
END_TEST

START_TEST(what_is_left_is_the_form_and_nothing_else)
{
	const struct unsafe_row *row = &corpus.rows[_i];
	size_t size = 0;

	if (row->state != CLEANING_DONE)
		return;
	char *octets = unsafe_corpus_file(corpus.folder, row->name, &size);
	struct cleaning cleaning = clean(octets, size, EVERYTHING);
	ck_assert_msg(!holds(cleaning.octets, cleaning.size, MARK), "%s: the payload is still in it", row->name);
	check_decoded(row->name, &cleaning);
	check_says(row->name, octets, size, &cleaning);
	cleaning_clear(&cleaning);
	free(octets);
}
END_TEST

START_TEST(cleaning_twice_is_cleaning_once)
{
	const struct unsafe_row *row = &corpus.rows[_i];
	size_t size = 0;

	if (row->state != CLEANING_DONE)
		return;
	char *octets = unsafe_corpus_file(corpus.folder, row->name, &size);
	struct cleaning once = clean(octets, size, EVERYTHING), again = clean(octets, size, EVERYTHING);
	ck_assert_uint_eq(once.size, again.size);
	ck_assert_mem_eq(once.octets, again.octets, once.size);
	struct cleaning twice = clean(once.octets, once.size, EVERYTHING);
	ck_assert_msg(twice.state == CLEANING_UNCHANGED && twice.found == 0, "%s: %s, found %x", row->name,
	    unsafe_state_word(twice.state), twice.found);
	cleaning_clear(&once);
	cleaning_clear(&again);
	cleaning_clear(&twice);
	free(octets);
}
END_TEST

START_TEST(looking_finds_the_same_and_writes_nothing)
{
	const struct unsafe_row *row = &corpus.rows[_i];
	size_t size = 0;
	char *octets = unsafe_corpus_file(corpus.folder, row->name, &size);
	struct cleaning cleaning = clean(octets, size, 0);

	ck_assert_msg(cleaning.found == row->found, "%s: found %x", row->name, cleaning.found);
	ck_assert_ptr_null(cleaning.octets);
	/* What cannot be read is not called clean by those who only look, either. */
	if (row->state == CLEANING_IMPOSSIBLE && row->found == 0)
		ck_assert_int_eq(cleaning.state, CLEANING_IMPOSSIBLE);
	if (row->state != CLEANING_IMPOSSIBLE)
		ck_assert_int_eq(cleaning.state, CLEANING_UNCHANGED);
	cleaning_clear(&cleaning);
	free(octets);
}
END_TEST

START_TEST(only_classes_of_the_set_are_taken_out)
{
	size_t size = 0;
	char *octets = unsafe_corpus_file(corpus.folder, "annotation-rich.pdf", &size);
	struct cleaning cleaning = clean(octets, size, ATTACHMENTS);

	ck_assert_int_eq(cleaning.state, CLEANING_DONE);
	ck_assert_uint_eq(cleaning.found, ACTIVE | ATTACHMENTS);
	ck_assert_uint_eq(cleaning.removed, ATTACHMENTS);
	struct cleaning rest = clean(cleaning.octets, cleaning.size, ATTACHMENTS);
	ck_assert_int_eq(rest.state, CLEANING_UNCHANGED);
	ck_assert_uint_eq(rest.found, ACTIVE);
	cleaning_clear(&rest);
	cleaning_clear(&cleaning);
	cleaning = clean(octets, size, UNSAFE_BIT(UNSAFE_HTML_ACTIVE));
	ck_assert_int_eq(cleaning.state, CLEANING_UNCHANGED);
	cleaning_clear(&cleaning);
	free(octets);
}
END_TEST

START_TEST(what_may_stay_is_no_reason_to_touch_a_signature)
{
	size_t size = 0;
	char *octets = unsafe_corpus_file(corpus.folder, "signed-script.pdf", &size);
	struct cleaning cleaning = clean(octets, size, ATTACHMENTS);

	ck_assert_int_eq(cleaning.state, CLEANING_UNCHANGED);
	ck_assert_uint_eq(cleaning.found, ACTIVE);
	cleaning_clear(&cleaning);
	free(octets);
}
END_TEST

/* The document cut anywhere is cleaned or refused, and never with the payload in what is relayed as done. */
START_TEST(a_document_that_is_cut_is_never_called_clean_with_a_script_in_it)
{
	static const char *const names[] = {"open-script.pdf", "packed-triggers.pdf", "update-hides.pdf"};
	size_t size = 0;
	char *octets = unsafe_corpus_file(corpus.folder, names[_i], &size);

	for (size_t cut = 0; cut < size; cut++) {
		struct cleaning cleaning = clean(octets, cut, EVERYTHING);
		if (cleaning.state == CLEANING_UNCHANGED)
			ck_assert_msg(!holds(octets, cut, "JavaScript"), "%s cut at %zu", names[_i], cut);
		if (cleaning.state == CLEANING_DONE)
			ck_assert(!holds(cleaning.octets, cleaning.size, MARK));
		cleaning_clear(&cleaning);
	}
	free(octets);
}
END_TEST

START_TEST(nothing_is_written_to_the_terminal)
{
	int outputs[2], old = dup(STDERR_FILENO);
	char said[256];

	ck_assert_int_eq(pipe(outputs), 0);
	fflush(stderr);
	dup2(outputs[1], STDERR_FILENO);
	for (int i = 0; i < corpus.count; i++) {
		size_t size = 0;
		char *octets = unsafe_corpus_file(corpus.folder, corpus.rows[i].name, &size);
		struct cleaning cleaning = clean(octets, size - size / 3, EVERYTHING);
		cleaning_clear(&cleaning);
		free(octets);
	}
	fflush(stderr);
	dup2(old, STDERR_FILENO);
	close(outputs[1]);
	ck_assert_int_eq(read(outputs[0], said, sizeof(said)), 0);
	close(outputs[0]);
	close(old);
}
END_TEST

START_TEST(the_corpus_is_there)
{
	ck_assert_int_gt(corpus.count, 100);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("pdf_clean");
	TCase *all = tcase_create("corpus");

	unsafe_corpus_read("pdf", &corpus);
	if (document_warm() < 0 || pdf_clean_warm() < 0)
		return 1;
	tcase_add_test(all, the_corpus_is_there);
	tcase_add_loop_test(all, each_file_becomes_what_the_table_says, 0, corpus.count);
	tcase_add_loop_test(all, what_is_left_is_the_form_and_nothing_else, 0, corpus.count);
	tcase_add_loop_test(all, cleaning_twice_is_cleaning_once, 0, corpus.count);
	tcase_add_loop_test(all, looking_finds_the_same_and_writes_nothing, 0, corpus.count);
	tcase_add_test(all, only_classes_of_the_set_are_taken_out);
	tcase_add_test(all, what_may_stay_is_no_reason_to_touch_a_signature);
	tcase_add_loop_test(all, a_document_that_is_cut_is_never_called_clean_with_a_script_in_it, 0, 3);
	tcase_add_test(all, nothing_is_written_to_the_terminal);
	tcase_set_timeout(all, 120);
	suite_add_tcase(suite, all);
	return run_suite(suite);
}
