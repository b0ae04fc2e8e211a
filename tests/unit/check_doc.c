/* doc: what a Word 97 document does not make certain is not guessed. The documents are those of the corpus, changed. */
#include "message/form/document_reader.h"
#include "tests/support/run_suite.h"
#include "tests/support/small_documents.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct small_document doc;
static uint8_t *block; /* the file information block */

static void setup(void)
{
	static uint8_t octets[1 << 20];
	char path[4096];
	const char *top = getenv("top_srcdir") != NULL ? getenv("top_srcdir") : ".";

	snprintf(path, sizeof(path), "%s/tests/documents/blank/legacy-en.doc", top);
	FILE *file = fopen(path, "rb");
	ck_assert_ptr_nonnull(file);
	doc.size = fread(octets, 1, sizeof(octets), file);
	fclose(file);
	doc.octets = octets;
	block = memmem(octets, doc.size, "\xec\xa5\x01\x01", 4);
	ck_assert_ptr_nonnull(block);
}

static char *first_line(void)
{
	char *says = small_document_says(doc.octets, doc.size);

	says[strcspn(says, "\n")] = '\0';
	return says;
}

START_TEST(a_form_of_word_97_is_read)
{
	char *says = small_document_says(doc.octets, doc.size);

	ck_assert_int_eq(document_recognise(doc.octets, doc.size), DOCUMENT_FORMAT_DOC);
	ck_assert_ptr_nonnull(strstr(says, "doc pages=0 image-pages=0 images=0\n"));
	ck_assert_ptr_nonnull(strstr(says, " heading \"1. The individual's details\"\n"));
	ck_assert_ptr_nonnull(strstr(says, "[1.1:0.0] \"Forename(s)\"\n"));
	ck_assert_ptr_nonnull(strstr(says, "[1.1:0.1] <text"));
	ck_assert_ptr_nonnull(strstr(says, "<choice placeholder> \"Choose an item.\""));
	ck_assert_ptr_nonnull(strstr(says, "<check-box> \"\xe2\x98\x90\""));
	ck_assert_ptr_nonnull(strstr(says, " footer \"Prevent Referral Form, version 3.1."));
	free(says);
}
END_TEST

static const struct {
	const char *name;
	size_t at;
	uint8_t octets[4];
	const char *says;
} cases[] = {
    {"saved fast", 10, {0x04, 0x02}, "doc unsupported"},
    {"under a password", 10, {0x00, 0x03}, "doc encrypted"},
    {"Word 95", 2, {0x68, 0x00}, "doc unsupported"},
    {"not Word's", 0, {0x00, 0x00}, "doc unsupported"},
    {"another table stream", 10, {0x00, 0x00}, "doc damaged"},
    {"more text than there is", 76, {0xff, 0xff, 0x0f, 0x00}, "doc damaged"},
    {"more text than the limit", 76, {0xff, 0xff, 0xff, 0x7f}, "doc limit"},
    {"no piece table", 154 + 33 * 8 + 4, {0}, "doc damaged"},
    {"a piece table elsewhere", 154 + 33 * 8, {0xff, 0xff, 0xff, 0x7f}, "doc damaged"},
    {"no properties of characters", 154 + 12 * 8 + 4, {0}, "doc damaged"},
    {"no properties of paragraphs", 154 + 13 * 8 + 4, {0}, "doc damaged"},
    {"no styles", 154 + 8 + 4, {0}, "doc unsupported"},
};

START_TEST(what_is_not_certain_is_not_read)
{
	size_t count = cases[_i].at >= 76 ? 4 : 2;

	memcpy(block + cases[_i].at, cases[_i].octets, count);
	char *says = first_line();
	ck_assert_msg(strncmp(says, cases[_i].says, strlen(cases[_i].says)) == 0, "%s: %s", cases[_i].name, says);
	free(says);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("doc");
	TCase *all = tcase_create("all");

	if (document_warm() < 0)
		return 1;
	tcase_add_checked_fixture(all, setup, NULL);
	tcase_add_test(all, a_form_of_word_97_is_read);
	tcase_add_loop_test(all, what_is_not_certain_is_not_read, 0, sizeof(cases) / sizeof(cases[0]));
	suite_add_tcase(suite, all);
	return run_suite(suite);
}
