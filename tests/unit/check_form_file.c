/* form_file: the digest of a file is of its own octets, however it comes, and is left out only where there are none. */
#include "message/form/form_file.h"

#include "tests/support/run_suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* As sha256sum(1) says. */
#define ABC_DIGEST   "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define EMPTY_DIGEST "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define FORM_DIGEST  "8888fce827f8500b51b64392a92a267a21d46539d421301ce9f2ccd3bc59ecf4"
#define PDF_DIGEST   "9a3c6cb240b9a1157aebae2fc7c9e04754347b1703897e4e165c2165fc49551b"

static struct facts facts;
static struct form_rule rule;
static struct form_files files;

static void setup(void)
{
	facts_init(&facts);
	files = (struct form_files){.rule = &rule, .facts = &facts};
}

static void teardown(void)
{
	facts_clear(&facts);
}

/* The only report has this digest; NULL for none. */
static void digest_is(const char *expected)
{
	char text[2 * FORM_DIGEST_SIZE + 1] = "";

	ck_assert_uint_eq(facts.form_count, 1);
	ck_assert(facts.forms[0].has_digest == (expected != NULL));
	for (size_t i = 0; i < FORM_DIGEST_SIZE && expected != NULL; i++)
		snprintf(text + 2 * i, 3, "%02x", facts.forms[0].digest[i]);
	ck_assert_str_eq(text, expected != NULL ? expected : "");
}

START_TEST(what_nobody_can_read_has_a_digest_where_it_has_octets)
{
	static const struct {
		const char *octets, *digest;
	} rows[] = {{"abc", ABC_DIGEST}, {"", EMPTY_DIGEST}, {NULL, NULL}};

	form_file_add_unreadable(&files, 3, rows[_i].octets, rows[_i].octets != NULL ? strlen(rows[_i].octets) : 0);
	digest_is(rows[_i].digest);
	ck_assert_uint_eq(facts.forms[0].part, 3);
	ck_assert_int_eq(facts.forms[0].state, FORM_UNREADABLE);
}
END_TEST

START_TEST(a_file_has_the_digest_of_its_octets_also_when_it_comes_in_an_archive)
{
	static const struct {
		const char *name, *digest;
	} rows[] = {{"form.docx", FORM_DIGEST}, {"form.zip", FORM_DIGEST}, {"form.pdf", PDF_DIGEST}};
	static char octets[1 << 20];
	const char *top = getenv("top_srcdir");
	char path[4096];
	bool is_known = false;

	snprintf(path, sizeof(path), "%s/tests/cases/files/%s", top != NULL ? top : ".", rows[_i].name);
	FILE *stream = fopen(path, "rb");
	ck_assert_ptr_nonnull(stream);
	size_t size = fread(octets, 1, sizeof(octets), stream);
	fclose(stream);
	ck_assert_int_eq(form_file_read(&files, 0, octets, size, &is_known), 0);
	ck_assert(is_known);
	digest_is(rows[_i].digest);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("form_file");
	TCase *tcase = tcase_create("digests");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, what_nobody_can_read_has_a_digest_where_it_has_octets, 0, 3);
	tcase_add_loop_test(tcase, a_file_has_the_digest_of_its_octets_also_when_it_comes_in_an_archive, 0, 3);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
