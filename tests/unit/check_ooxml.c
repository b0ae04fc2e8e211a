/* ooxml: small packages, a row for each thing that goes or stays; and the limits at their values and past them. */
#include "message/sanitise/ooxml.h"

#include "message/form/limits.h"
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
#include <sys/resource.h>
#include <time.h>

#define P(runs)	    "<w:p>" runs "</w:p>"
#define T(text)	    "<w:r><w:t>" text "</w:t></w:r>"
#define MARK(kind)  "<w:r><w:fldChar w:fldCharType=\"" kind "\"/></w:r>"
#define CODE(code)  "<w:r><w:instrText>" code "</w:instrText></w:r>"
#define FIELD(code) MARK("begin") CODE(code) MARK("separate") T("seen") MARK("end")
#define MACROS	    UNSAFE_BIT(UNSAFE_OFFICE_MACROS)
#define EXTERNAL    UNSAFE_BIT(UNSAFE_OFFICE_EXTERNAL)
#define EMBEDDED    UNSAFE_BIT(UNSAFE_OFFICE_EMBEDDED)
#define DDE	    UNSAFE_BIT(UNSAFE_FIELDS_DDE)
#define ALL	    UINT_MAX
#define ENOUGH_CPU  20.0 /* seconds, under sanitizers too */

static const struct {
	const char *name, *body;
	unsigned strip;
	enum cleaning_state state;
	unsigned found, removed;
} cases[] = {
    {"text alone", P(T("a")), ALL, CLEANING_UNCHANGED, 0, 0},
    {"an ordinary field", P(FIELD("PAGE")), ALL, CLEANING_UNCHANGED, 0, 0},
    {"DDE", P(FIELD("DDE x")), ALL, CLEANING_DONE, DDE, DDE},
    {"DDE, only looked for", P(FIELD("DDE x")), 0, CLEANING_UNCHANGED, DDE, 0},
    {"DDE, while other things are stripped", P(FIELD("DDE x")), MACROS, CLEANING_UNCHANGED, DDE, 0},
    {"two classes, one stripped", P(FIELD("DDE x") FIELD("EMBED x")), DDE, CLEANING_DONE, DDE | EMBEDDED, DDE},
    {"a chunk", "<w:altChunk/>" P(T("a")), ALL, CLEANING_DONE, EMBEDDED, EMBEDDED},
    {"a field that never ends", P(MARK("begin") CODE("DDE x")), ALL, CLEANING_DONE, DDE, DDE},
    {"an end without a beginning", P(MARK("end") MARK("separate")), ALL, CLEANING_UNCHANGED, 0, 0},
    {"a mark of no kind", P(MARK("begin") MARK("strange")), ALL, CLEANING_IMPOSSIBLE, 0, 0},
    {"an end that some do not see", P(MARK("begin") "<mc:Choice>" MARK("end") "</mc:Choice>"), ALL, CLEANING_IMPOSSIBLE,
	0, 0},
};

START_TEST(each_row_is_cleaned_as_it_says)
{
	struct small_document docx = small_docx(cases[_i].body, "");
	struct cleaning cleaning;

	ck_assert_int_eq(ooxml_clean((char *)docx.octets, docx.size, cases[_i].strip, &cleaning), 0);
	ck_assert_msg(cleaning.state == cases[_i].state && cleaning.found == cases[_i].found &&
			  cleaning.removed == cases[_i].removed,
	    "%s: state %d found %x removed %x", cases[_i].name, cleaning.state, cleaning.found, cleaning.removed);
	ck_assert_msg((cleaning.octets != NULL) == (cleaning.state == CLEANING_DONE), "%s", cases[_i].name);
	cleaning_clear(&cleaning);
	small_document_clear(&docx);
}
END_TEST

START_TEST(a_cleaned_document_says_the_same)
{
	struct small_document docx = small_docx(P(T("a") FIELD("QUOTE 68") T("b")) P(FIELD("FORMTEXT")), "");
	struct cleaning cleaning;

	char *before = small_document_says(docx.octets, docx.size);
	ck_assert_int_eq(ooxml_clean((char *)docx.octets, docx.size, ALL, &cleaning), 0);
	ck_assert_int_eq(cleaning.state, CLEANING_DONE);
	char *after = small_document_says(cleaning.octets, cleaning.size);
	ck_assert_str_eq(before, after);
	free(before);
	free(after);
	cleaning_clear(&cleaning);
	small_document_clear(&docx);
}
END_TEST

START_TEST(what_is_no_package_is_impossible)
{
	static const char *const files[] = {"", "PK\3\4", "text", "<w:document/>"};
	struct cleaning cleaning;

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		ck_assert_int_eq(ooxml_clean(files[i], strlen(files[i]), ALL, &cleaning), 0);
		ck_assert_int_eq(cleaning.state, CLEANING_IMPOSSIBLE);
		ck_assert_uint_eq(cleaning.found, 0);
	}
}
END_TEST

/* `count` times `one` between `head` and `tail`. */
static char *repeat(const char *head, const char *one, size_t count, const char *tail)
{
	size_t length = strlen(one), size = strlen(head) + length * count + strlen(tail) + 1;
	char *text = malloc(size), *at = stpcpy(text, head);

	for (size_t i = 0; i < count; i++, at += length)
		memcpy(at, one, length);
	strcpy(at, tail);
	return text;
}

/* The state of a docx with this body, deflated, in bounded time. */
static enum cleaning_state state_of(const char *body)
{
	struct small_document docx = small_docx(body, "");
	struct cleaning cleaning;
	clock_t began = clock();

	ck_assert_int_eq(ooxml_clean((char *)docx.octets, docx.size, ALL, &cleaning), 0);
	ck_assert_double_lt((double)(clock() - began) / CLOCKS_PER_SEC, ENOUGH_CPU);
	enum cleaning_state state = cleaning.state;
	cleaning_clear(&cleaning);
	small_document_clear(&docx);
	return state;
}

#define OPEN_FIELD MARK("begin") CODE("IF ")

static const struct {
	const char *name, *head, *one, *tail;
	size_t most; /* that is read */
	enum cleaning_state at_most;
} limits[] = {
    {"fields in fields", "<w:p>", OPEN_FIELD, "</w:p>", LIMIT_FIELD_DEPTH, CLEANING_UNCHANGED},
    {"octets of a field's code", "<w:p>" MARK("begin") "<w:r><w:instrText>", "x", "</w:instrText></w:r></w:p>",
	LIMIT_FIELD_CODE, CLEANING_UNCHANGED},
    /* The mark is a piece as well. */
    {"pieces of a field's code", "<w:p>" MARK("begin"), "<w:r><w:t/></w:r>", "</w:p>", LIMIT_FIELD_PIECES - 1,
	CLEANING_UNCHANGED},
    /* Within w:document and w:body. */
    {"elements in elements", "", "<w:p>", "", LIMIT_XML_DEPTH - 2, CLEANING_UNCHANGED},
    {"sheets", "<x:sheets xmlns:x=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">", "<x:sheet/>",
	"</x:sheets>", LIMIT_SHEETS, CLEANING_UNCHANGED},
};

START_TEST(each_limit_holds_at_its_value_and_one_past_it)
{
	for (size_t more = 0; more < 2; more++) {
		size_t count = limits[_i].most + more;
		bool is_nested = strcmp(limits[_i].one, "<w:p>") == 0;
		char *tail = is_nested ? repeat("", "</w:p>", count, "") : strdup(limits[_i].tail);
		char *body = repeat(limits[_i].head, limits[_i].one, count, tail);
		enum cleaning_state state = state_of(body);
		ck_assert_msg(state == (more == 0 ? limits[_i].at_most : CLEANING_LIMIT), "%s: %zu: %d",
		    limits[_i].name, count, state);
		free(body);
		free(tail);
	}
}
END_TEST

START_TEST(namespaces_have_a_limit)
{
	for (size_t more = 0; more < 2; more++) {
		struct text body = {0};
		char declaration[64];
		/* small_docx() declares eight itself; 200 of an element, the rest of another. */
		size_t count = LIMIT_XML_NAMESPACES - 8 + more;
		text_append(&body, "<w:p", 4);
		for (size_t i = 0; i < count; i++) {
			int length = snprintf(
			    declaration, sizeof(declaration), "%s xmlns:n%zu=\"urn:n\"", i == 200 ? "><w:r" : "", i);
			text_append(&body, declaration, (size_t)length);
		}
		text_append(&body, "/></w:p>", 8);
		ck_assert_int_eq(state_of(text_string(&body)), more == 0 ? CLEANING_UNCHANGED : CLEANING_LIMIT);
		text_clear(&body);
	}
}
END_TEST

/* Of a package of one part of `size` octets beside the document, all the same. */
static enum cleaning_state state_of_bomb(char octet, size_t size, size_t count)
{
	struct package_writer writer = {0};
	struct cleaning cleaning;
	char name[32], *part = malloc(size + 1), *octets = NULL;
	size_t total = 0;
	clock_t began = clock();

	memset(part, octet, size);
	for (size_t i = 0; i < count; i++) {
		snprintf(name, sizeof(name), "part%zu.xml", i);
		ck_assert_int_eq(package_writer_add(&writer, name, part, size, false), 0);
	}
	ck_assert_int_eq(package_writer_finish(&writer, &octets, &total), 0);
	began = clock();
	ck_assert_int_eq(ooxml_clean(octets, total, ALL, &cleaning), 0);
	ck_assert_double_lt((double)(clock() - began) / CLOCKS_PER_SEC, 1.0);
	enum cleaning_state state = cleaning.state;
	cleaning_clear(&cleaning);
	package_writer_clear(&writer);
	free(octets);
	free(part);
	return state;
}

START_TEST(what_grows_past_a_limit_ends_at_once)
{
	/* More entries, or more octets, than are read; the directory alone says so. */
	ck_assert_int_eq(state_of_bomb('x', 1, LIMIT_PACKAGE_ENTRIES + 1), CLEANING_LIMIT);
	ck_assert_int_eq(state_of_bomb('\0', LIMIT_PACKAGE_TOTAL / 16, 17), CLEANING_LIMIT);
}
END_TEST

static void add_text(struct package_writer *writer, const char *name, const char *text)
{
	ck_assert_int_eq(package_writer_add(writer, name, text, strlen(text), false), 0);
}

#define TYPES_HEAD "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
#define LINKS_HEAD "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"

/* Of a package with this list of types and these relationships, and a part of zeros. */
static enum cleaning_state state_of_package(const char *types, const char *links, size_t zeros)
{
	struct package_writer writer = {0};
	struct cleaning cleaning;
	char *octets = NULL, *part = calloc(zeros + 1, 1);
	size_t size = 0;

	add_text(&writer, "[Content_Types].xml", types);
	add_text(&writer, "_rels/.rels", links);
	add_text(&writer, "main.xml", "<a/>");
	if (zeros > 0)
		ck_assert_int_eq(package_writer_add(&writer, "zeros.png", part, zeros, false), 0);
	ck_assert_int_eq(package_writer_finish(&writer, &octets, &size), 0);
	ck_assert_int_eq(ooxml_clean(octets, size, ALL, &cleaning), 0);
	enum cleaning_state state = cleaning.state;
	cleaning_clear(&cleaning);
	package_writer_clear(&writer);
	free(octets);
	free(part);
	return state;
}

/* `count` times `before`, a number and `after`, between `head` and `tail`. */
static char *number(const char *head, const char *before, const char *after, size_t count, const char *tail)
{
	struct text text = {0};
	char one[256];

	text_append(&text, head, strlen(head));
	for (size_t i = 0; i < count; i++)
		text_append(&text, one, (size_t)snprintf(one, sizeof(one), "%s%zu%s", before, i, after));
	text_append(&text, tail, strlen(tail));
	return text_take(&text);
}

#define MAIN_LINK "<Relationship Id=\"r\" Type=\"x/officeDocument\" Target=\"main.xml\"/>"
#define XML_TYPE                                                                                                       \
	"<Default Extension=\"xml\" ContentType=\"application/xml\"/><Default Extension=\"png\" ContentType=\"image/"  \
	"png\"/>"

START_TEST(types_and_relationships_have_limits)
{
	for (size_t more = 0; more < 2; more++) {
		char *types = number(TYPES_HEAD XML_TYPE, "<Override PartName=\"/p",
		    "\" ContentType=\"application/xml\"/>", LIMIT_OPC_TYPES - 2 + more, "</Types>");
		char *links = number(LINKS_HEAD MAIN_LINK, "<Relationship Id=\"r",
		    "\" Type=\"x/y\" Target=\"main.xml\"/>", LIMIT_OPC_RELATIONS - 1 + more, "</Relationships>");
		enum cleaning_state state = more == 0 ? CLEANING_UNCHANGED : CLEANING_LIMIT;
		ck_assert_int_eq(state_of_package(types, LINKS_HEAD MAIN_LINK "</Relationships>", 0), state);
		ck_assert_int_eq(state_of_package(TYPES_HEAD XML_TYPE "</Types>", links, 0), state);
		free(types);
		free(links);
	}
}
END_TEST

START_TEST(a_part_may_not_grow_too_much)
{
	const char *types = TYPES_HEAD XML_TYPE "</Types>", *links = LINKS_HEAD MAIN_LINK "</Relationships>";

	ck_assert_int_eq(state_of_package(types, links, LIMIT_PACKAGE_RATIO_FROM), CLEANING_UNCHANGED);
	ck_assert_int_eq(state_of_package(types, links, LIMIT_PACKAGE_RATIO_FROM * 4), CLEANING_LIMIT);
}
END_TEST

START_TEST(ambiguous_packages_are_impossible)
{
	static const struct {
		const char *types, *links;
	} rows[] = {{TYPES_HEAD XML_TYPE "<Default Extension=\"XML\" ContentType=\"text/plain\"/></Types>",
			LINKS_HEAD MAIN_LINK "</Relationships>"},
	    {TYPES_HEAD XML_TYPE "</Types>", LINKS_HEAD MAIN_LINK MAIN_LINK "</Relationships>"},
	    {TYPES_HEAD XML_TYPE "</Types>", LINKS_HEAD "</Relationships>"},
	    {TYPES_HEAD XML_TYPE "</Types>", LINKS_HEAD "<Relationship Id=\"a\"/>" MAIN_LINK "</Relationships>"},
	    {TYPES_HEAD XML_TYPE "<Override PartName=\"/a\"/></Types>", LINKS_HEAD MAIN_LINK "</Relationships>"},
	    {"<!DOCTYPE a [<!ENTITY b \"c\">]>" TYPES_HEAD XML_TYPE "</Types>",
		LINKS_HEAD MAIN_LINK "</Relationships>"}};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ck_assert_msg(state_of_package(rows[i].types, rows[i].links, 0) == CLEANING_IMPOSSIBLE, "row %zu", i);
}
END_TEST

/* The worst that is within the limits: many references, edits and pieces in as much XML as a part may have. */
START_TEST(the_worst_within_the_limits_takes_bounded_time_and_memory)
{
	struct rusage usage;

	char *links = repeat("<w:p>", "<w:fldSimple w:instr=\"DDE x\"/>", (16U << 20) / 31, "</w:p>");
	ck_assert_int_eq(state_of(links), CLEANING_DONE);
	free(links);
	char *names = repeat("<x:a xmlns:x=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">",
	    "<x:definedName localSheetId=\"999\"/>", (16U << 20) / 36, "</x:a>");
	ck_assert_int_eq(state_of(names), CLEANING_UNCHANGED);
	free(names);
	ck_assert_int_eq(getrusage(RUSAGE_SELF, &usage), 0);
#ifndef SANITIZED
	ck_assert_int_lt(usage.ru_maxrss, 256 << 10);
#endif
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("ooxml");
	TCase *tests = tcase_create("tests");

	xml_warm();
	tcase_set_timeout(tests, 120);
	tcase_add_loop_test(tests, each_row_is_cleaned_as_it_says, 0, sizeof(cases) / sizeof(cases[0]));
	tcase_add_test(tests, a_cleaned_document_says_the_same);
	tcase_add_test(tests, what_is_no_package_is_impossible);
	tcase_add_loop_test(
	    tests, each_limit_holds_at_its_value_and_one_past_it, 0, sizeof(limits) / sizeof(limits[0]));
	tcase_add_test(tests, namespaces_have_a_limit);
	tcase_add_test(tests, what_grows_past_a_limit_ends_at_once);
	tcase_add_test(tests, types_and_relationships_have_limits);
	tcase_add_test(tests, a_part_may_not_grow_too_much);
	tcase_add_test(tests, ambiguous_packages_are_impossible);
	tcase_add_test(tests, the_worst_within_the_limits_takes_bounded_time_and_memory);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
