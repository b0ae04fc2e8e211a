/* odf: small texts, a row for each thing that goes or stays; and the limits. */
#include "message/sanitise/odf.h"

#include "message/form/xml.h"
#include "message/sanitise/limits.h"
#include "message/sanitise/package_writer.h"
#include "message/text.h"
#include "tests/support/run_suite.h"
#include "tests/support/small_documents.h"

#include <check.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ACTIVE UNSAFE_BIT(UNSAFE_ODF_ACTIVE)
#define LINK   " xmlns:xlink=\"http://www.w3.org/1999/xlink\" xlink:href="

static const struct {
	const char *name, *text;
	unsigned strip;
	enum cleaning_state state;
	unsigned found;
} cases[] = {{"text alone", "<text:p>a</text:p>", UINT_MAX, CLEANING_UNCHANGED, 0},
    {"a link", "<text:p><text:a" LINK "\"https://www.example.org\">a</text:a></text:p>", UINT_MAX, CLEANING_UNCHANGED,
	0},
    {"a link to a file", "<text:p><text:a" LINK "\"file:///a\">a</text:a></text:p>", UINT_MAX, CLEANING_DONE, ACTIVE},
    {"only looked for", "<text:p><text:a" LINK "\"file:///a\">a</text:a></text:p>", 0, CLEANING_UNCHANGED, ACTIVE},
    {"other classes stripped", "<text:p><text:script>a</text:script></text:p>", UNSAFE_BIT(UNSAFE_OFFICE_MACROS),
	CLEANING_UNCHANGED, ACTIVE},
    {"an object", "<draw:frame><draw:object" LINK "\"./Object 1\"/></draw:frame>", UINT_MAX, CLEANING_DONE, ACTIVE},
    {"an object that is the styles", "<draw:frame><draw:object" LINK "\"styles.xml\"/></draw:frame>", UINT_MAX,
	CLEANING_IMPOSSIBLE, ACTIVE},
    {"a form's own link", "<office:forms><form:form" LINK "\"\"/></office:forms>", UINT_MAX, CLEANING_UNCHANGED, 0},
    {"a form that submits", "<office:forms><form:form" LINK "\"http://x\"/></office:forms>", UINT_MAX, CLEANING_DONE,
	ACTIVE},
    {"a form with data", "<office:forms><form:form form:datasource=\"x\"/></office:forms>", UINT_MAX, CLEANING_DONE,
	ACTIVE},
    {"scripts without anything", "<office:scripts/>", UINT_MAX, CLEANING_UNCHANGED, 0},
    {"listeners without anything", "<office:event-listeners/>", UINT_MAX, CLEANING_UNCHANGED, 0},
    {"a script in a script",
	"<office:script xmlns:script=\"urn:oasis:names:tc:opendocument:xmlns:script:1.0\" "
	"script:language=\"ooo:Basic\"><office:script script:language=\"ooo:Basic\"/></office:script>",
	UINT_MAX, CLEANING_DONE, ACTIVE},
    {"no XML", "<text:p>", UINT_MAX, CLEANING_IMPOSSIBLE, 0}};

START_TEST(each_row_is_cleaned_as_it_says)
{
	struct small_document odt = small_odt(cases[_i].text, "");
	struct cleaning cleaning;

	ck_assert_int_eq(odf_clean((char *)odt.octets, odt.size, cases[_i].strip, &cleaning), 0);
	ck_assert_msg(cleaning.state == cases[_i].state && cleaning.found == cases[_i].found, "%s: state %d found %x",
	    cases[_i].name, cleaning.state, cleaning.found);
	ck_assert_ptr_null(cleaning.type);
	cleaning_clear(&cleaning);
	small_document_clear(&odt);
}
END_TEST

static void add_text(struct package_writer *writer, const char *name, const char *text)
{
	ck_assert_int_eq(package_writer_add(writer, name, text, strlen(text), true), 0);
}

static enum cleaning_state state_of(const char *content, const char *manifest)
{
	struct package_writer writer = {0};
	struct cleaning cleaning;
	char *octets = NULL;
	size_t size = 0;

	add_text(&writer, "mimetype", "application/vnd.oasis.opendocument.text");
	add_text(&writer, "content.xml", content);
	add_text(&writer, "META-INF/manifest.xml", manifest);
	ck_assert_int_eq(package_writer_finish(&writer, &octets, &size), 0);
	ck_assert_int_eq(odf_clean(octets, size, UINT_MAX, &cleaning), 0);
	enum cleaning_state state = cleaning.state;
	cleaning_clear(&cleaning);
	package_writer_clear(&writer);
	free(octets);
	return state;
}

static char *repeat(const char *head, const char *one, size_t count, const char *tail)
{
	struct text text = {0};

	text_append(&text, head, strlen(head));
	for (size_t i = 0; i < count; i++)
		text_append(&text, one, strlen(one));
	text_append(&text, tail, strlen(tail));
	return text_take(&text);
}

#define MANIFEST "<m:manifest xmlns:m=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\">"

START_TEST(a_manifest_and_objects_have_limits)
{
	for (size_t more = 0; more < 2; more++) {
		char *manifest =
		    repeat(MANIFEST, "<m:file-entry m:full-path='a'/>", LIMIT_ODF_MANIFEST + more, "</m:manifest>");
		/* Each name has a letter and its NUL; one more is taken at the limit itself. */
		char *content = repeat("<a xmlns:d='urn:oasis:names:tc:opendocument:xmlns:drawing:1.0' "
				       "xmlns:x='http://www.w3.org/1999/xlink'>",
		    "<d:object x:href='b'/>", LIMIT_ODF_OBJECTS / 2 + 1 + more, "</a>");
		ck_assert_int_eq(state_of("<a/>", manifest), more == 0 ? CLEANING_UNCHANGED : CLEANING_LIMIT);
		ck_assert_int_eq(
		    state_of(content, MANIFEST "</m:manifest>"), more == 0 ? CLEANING_DONE : CLEANING_LIMIT);
		free(manifest);
		free(content);
	}
}
END_TEST

START_TEST(what_is_encrypted_or_no_document_is_impossible)
{
	struct cleaning cleaning;

	ck_assert_int_eq(state_of("<a/>", MANIFEST "<m:encryption-data/></m:manifest>"), CLEANING_IMPOSSIBLE);
	ck_assert_int_eq(state_of("a", MANIFEST "</m:manifest>"), CLEANING_IMPOSSIBLE);
	ck_assert_int_eq(state_of("<a/>", "<!DOCTYPE a>" MANIFEST "</m:manifest>"), CLEANING_IMPOSSIBLE);
	ck_assert_int_eq(odf_clean("", 0, UINT_MAX, &cleaning), 0);
	ck_assert_int_eq(cleaning.state, CLEANING_IMPOSSIBLE);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("odf");
	TCase *tests = tcase_create("tests");

	xml_warm();
	tcase_set_timeout(tests, 60);
	tcase_add_loop_test(tests, each_row_is_cleaned_as_it_says, 0, sizeof(cases) / sizeof(cases[0]));
	tcase_add_test(tests, a_manifest_and_objects_have_limits);
	tcase_add_test(tests, what_is_encrypted_or_no_document_is_impossible);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
