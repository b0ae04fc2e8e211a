/* document_reader: cut anywhere or changed anywhere, a document is read or refused, and never more than that. */
#include "message/form/document_reader.h"
#include "message/form/limits.h"
#include "tests/support/run_suite.h"
#include "tests/support/small_documents.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHANGES 150 /* of each document */

static const char *const names[] = {"blank/controls-en.docx", "blank/legacy-en.docx", "blank/controls-en.odt",
    "blank/legacy-en.rtf", "blank/legacy-en.doc", "blank/fields-en.pdf", "blank/fields-office-en.pdf",
    "trap/flat.fodt"};

static struct small_document read_corpus(const char *name)
{
	struct small_document document = {malloc(1 << 20), 0};
	char path[4096];
	const char *top = getenv("top_srcdir") != NULL ? getenv("top_srcdir") : ".";

	snprintf(path, sizeof(path), "%s/tests/documents/%s", top, name);
	FILE *file = fopen(path, "rb");
	ck_assert_msg(file != NULL, "%s", path);
	document.size = fread(document.octets, 1, 1 << 20, file);
	fclose(file);
	return document;
}

/* In memory of its very size, so that a sanitizer sees an octet too far. */
static unsigned obstacles_of(const uint8_t *octets, size_t size)
{
	struct document document;
	uint8_t *copy = malloc(size > 0 ? size : 1);

	memcpy(copy, octets, size);
	ck_assert_int_eq(document_read(copy, size, &document), 0);
	unsigned obstacles = document.obstacles;
	ck_assert_uint_le(document.block_count, LIMIT_DOCUMENT_BLOCKS);
	document_clear(&document);
	free(copy);
	return obstacles;
}

START_TEST(a_small_document_cut_anywhere_is_not_complete)
{
	struct small_document made =
	    _i == 0 ? small_docx("<w:p><w:r><w:t>a</w:t></w:r></w:p>", "") : small_odt("<text:p>a</text:p>", "");

	ck_assert_uint_eq(obstacles_of(made.octets, made.size), 0);
	for (size_t size = 0; size < made.size; size++)
		ck_assert_uint_ne(obstacles_of(made.octets, size), 0);
	small_document_clear(&made);
}
END_TEST

START_TEST(a_small_rtf_cut_anywhere_is_not_complete)
{
	static const char rtf[] =
	    "{\\rtf1\\ansi{\\fonttbl{\\f0\\fcharset0 Arial;}}\\pard\\intbl a\\'e9\\u233 ?\\cell "
	    "{\\field{\\*\\fldinst FORMTEXT {\\*\\formfield{\\fftype0{\\*\\ffname n}}}}{\\fldrslt "
	    "b}}\\cell\\row{\\footer c}{\\*\\x\\bin2 }}}\\par}";

	ck_assert_uint_eq(obstacles_of((const uint8_t *)rtf, strlen(rtf)), 0);
	for (size_t size = 0; size < strlen(rtf); size++)
		ck_assert_uint_ne(obstacles_of((const uint8_t *)rtf, size), 0);
}
END_TEST

START_TEST(a_form_cut_somewhere_is_read_or_refused)
{
	struct small_document form = read_corpus(names[_i]);

	/* A prime: all places in a record are cut sooner or later. */
	for (size_t size = 1; size < form.size; size += form.size / 97 + 1)
		obstacles_of(form.octets, size);
	small_document_clear(&form);
}
END_TEST

START_TEST(a_changed_form_is_read_or_refused)
{
	struct small_document form = read_corpus(names[_i]);
	unsigned seed = (unsigned)_i;

	for (int i = 0; i < CHANGES; i++) {
		size_t at = (size_t)rand_r(&seed) % form.size;
		uint8_t octet = form.octets[at];
		form.octets[at] = (uint8_t)(octet ^ (1U << (rand_r(&seed) % 8)));
		obstacles_of(form.octets, form.size);
		/* Half of the changes stay: they add up. */
		if (i % 2 == 0)
			form.octets[at] = octet;
	}
	small_document_clear(&form);
}
END_TEST

static char *repeat(const char *head, const char *piece, size_t count, const char *tail)
{
	size_t length = strlen(piece);
	char *text = malloc(strlen(head) + length * count + strlen(tail) + 1), *to = stpcpy(text, head);

	for (size_t i = 0; i < count; i++, to += length)
		memcpy(to, piece, length);
	strcpy(to, tail);
	return text;
}

START_TEST(what_grows_without_end_is_past_a_limit)
{
	static const struct {
		const char *head, *piece;
		size_t count;
		const char *tail;
	} bombs[] = {{"", "<w:p><w:r><w:t>a</w:t></w:r></w:p>", LIMIT_DOCUMENT_BLOCKS + 1, ""},
	    {"<w:p><w:r><w:t>", "aaaaaaaaaaaaaaaa", LIMIT_DOCUMENT_TEXT / 16 + 1, "</w:t></w:r></w:p>"},
	    {"<w:p>", "<w:sdt><w:sdtContent>", LIMIT_FIELD_DEPTH + 1, ""},
	    {"<w:p>", "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r>", LIMIT_FIELD_DEPTH + 1, "</w:p>"},
	    {"", "<w:tbl><w:tr><w:tc>", LIMIT_TABLE_DEPTH + 1, ""},
	    {"<w:p>", "<w:txbxContent><w:p>", LIMIT_ASIDE_DEPTH + 1, ""}};
	char *body = repeat(bombs[_i].head, bombs[_i].piece, bombs[_i].count, bombs[_i].tail);
	struct small_document docx = small_docx(body, "");

	ck_assert_uint_eq(obstacles_of(docx.octets, docx.size), OBSTACLE_LIMIT);
	small_document_clear(&docx);
	free(body);
}
END_TEST

START_TEST(a_file_has_a_limit)
{
	size_t size = LIMIT_DOCUMENT_OCTETS + (size_t)_i;
	uint8_t *octets = calloc(1, size);

	memcpy(octets, "{\\rtf1 a}", 9);
	ck_assert_uint_eq(obstacles_of(octets, size), _i == 0 ? 0 : OBSTACLE_LIMIT);
	free(octets);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("document_damage");
	TCase *all = tcase_create("all");
	int count = sizeof(names) / sizeof(names[0]);

	if (document_warm() < 0)
		return 1;
	tcase_add_loop_test(all, a_small_document_cut_anywhere_is_not_complete, 0, 2);
	tcase_add_test(all, a_small_rtf_cut_anywhere_is_not_complete);
	tcase_add_loop_test(all, a_form_cut_somewhere_is_read_or_refused, 0, count);
	tcase_add_loop_test(all, a_changed_form_is_read_or_refused, 0, count);
	tcase_add_loop_test(all, what_grows_without_end_is_past_a_limit, 0, 6);
	tcase_add_loop_test(all, a_file_has_a_limit, 0, 2);
	tcase_set_timeout(all, 120);
	suite_add_tcase(suite, all);
	return run_suite(suite);
}
