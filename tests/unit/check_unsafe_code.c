/* Fields' codes, formulas, links and names: tables of what is unsafe, and of what looks like it. */
#include "message/sanitise/field_code.h"
#include "message/sanitise/formula_code.h"
#include "message/sanitise/link_target.h"
#include "message/sanitise/odf_part.h"
#include "message/sanitise/opc_name.h"
#include "message/sanitise/opc_type.h"
#include "message/sanitise/payload.h"
#include "rules/unsafe.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define MACROS	 UNSAFE_BIT(UNSAFE_OFFICE_MACROS)
#define EXTERNAL UNSAFE_BIT(UNSAFE_OFFICE_EXTERNAL)
#define EMBEDDED UNSAFE_BIT(UNSAFE_OFFICE_EMBEDDED)
#define DDE	 UNSAFE_BIT(UNSAFE_FIELDS_DDE)

static const struct {
	const char *code;
	unsigned classes;
} fields[] = {{"", 0}, {" PAGE ", 0}, {"DDE a b", DDE}, {" ddeauto", DDE}, {"D\302\255D\302\255E x", DDE},
    {"\"DDE\" x", DDE}, {"DDENOT", 0}, {"REF dde", 0}, {"\1 x", DDE}, {"DD\1 x", DDE}, {"IF \1 = 1", 0},
    {"= \1 + 1", 0}, {"QUOTE \"a\"", DDE}, {"INCLUDETEXT x", DDE}, {"IncludePicture x", DDE}, {"LINK x", DDE},
    {"IMPORT x", DDE}, {"EMBED x", EMBEDDED}, {"CONTROL Forms.TextBox.1", MACROS}, {"MACROBUTTON NoMacro x", 0},
    {"HYPERLINK", 0}, {"HYPERLINK \"https://www.example.org/a b\"", 0}, {"HYPERLINK https://www.example.org", 0},
    {"HYPERLINK \\l \"here\"", 0}, {"HYPERLINK \\l here", 0}, {"HYPERLINK mailto:a@b.example", 0},
    {"HYPERLINK tel:02083146000", 0}, {"HYPERLINK telnet:x", EXTERNAL}, {"HYPERLINK \"file:///c:/x\"", EXTERNAL},
    {"HYPERLINK \\o \"https://x\" \"file:///c:/x\"", EXTERNAL}, {"HYPERLINK \\n file:///x", EXTERNAL},
    {"HYPERLINK \"\1\"", EXTERNAL}, {"HYPERLINK \\\\host\\x", EXTERNAL}, {"HYPERLINK \\", 0}, {"HYPERLINK \\l", 0},
    {"HYPERLINK \"", 0}, {"FORMTEXT", 0}};

START_TEST(each_field_is_of_its_class)
{
	ck_assert_msg(field_code_classes(fields[_i].code) == fields[_i].classes, "%s: %x", fields[_i].code,
	    field_code_classes(fields[_i].code));
}
END_TEST

static const struct {
	const char *formula;
	enum formula_syntax syntax;
	unsigned classes;
} formulas[] = {{"", FORMULA_OOXML, 0}, {"SUM(A1:B2)", FORMULA_OOXML, 0}, {"[1]Sheet1!A1", FORMULA_OOXML, EXTERNAL},
    {"A1+[1]Sheet1!A1", FORMULA_OOXML, EXTERNAL}, {"'[1]A b'!A1", FORMULA_OOXML, EXTERNAL},
    {"Table1[1]", FORMULA_OOXML, 0}, {"Table1[[#This Row],[a]]", FORMULA_OOXML, 0}, {"\"[1]\"", FORMULA_OOXML, 0},
    {"\"a\"\"[1]\"", FORMULA_OOXML, 0}, {"'A b'!A1", FORMULA_OOXML, 0}, {"cmd|'/c x'!A0", FORMULA_OOXML, DDE},
    {"'cmd|x'!A0", FORMULA_OOXML, DDE}, {"WEBSERVICE(A1)", FORMULA_OOXML, EXTERNAL},
    {"_xlfn.webservice (A1)", FORMULA_OOXML, EXTERNAL}, {"WEBSERVICES(A1)", FORMULA_OOXML, 0},
    {"WEBSERVICE", FORMULA_OOXML, 0}, {"CALL(\"a\")", FORMULA_OOXML, MACROS}, {"REGISTER.ID(1)", FORMULA_OOXML, MACROS},
    {"1+EXEC(A1)", FORMULA_OOXML, MACROS}, {"HYPERLINK(\"https://www.example.org\")", FORMULA_OOXML, 0},
    {"HYPERLINK(\"\\\\host\\x\")", FORMULA_OOXML, EXTERNAL}, {"HYPERLINK(\"file:///x\")", FORMULA_OOXML, EXTERNAL},
    {"\"Service: \"&A2", FORMULA_OOXML, 0}, {"\"File: \"&A2", FORMULA_OOXML, 0}, {"\"Service:\"&A2", FORMULA_OOXML, 0},
    {"IF(A2=\"MS-13\",1,2)", FORMULA_OOXML, 0}, {"A2=\"//\"", FORMULA_OOXML, 0}, {"\"// a\"", FORMULA_OOXML, 0},
    {"HYPERLINK(\"//host/x\")", FORMULA_OOXML, EXTERNAL}, {"HYPERLINK(\" service:x\")", FORMULA_OOXML, EXTERNAL},
    {"HYPERLINK(\"ms-word:ofe|u|https://x\")", FORMULA_OOXML, EXTERNAL},
    {"HYPERLINK(\".uno:Quit\")", FORMULA_OOXML, EXTERNAL}, {"'a", FORMULA_OOXML, 0}, {"\"a", FORMULA_OOXML, 0},
    {"[", FORMULA_OOXML, EXTERNAL}, {"a[", FORMULA_OOXML, 0}, {"of:=SUM([.A1:.B2])", FORMULA_OPENDOCUMENT, 0},
    {"of:=[$'A b'.A1]", FORMULA_OPENDOCUMENT, 0}, {"of:=['file:///x.ods'#$A.A1]", FORMULA_OPENDOCUMENT, EXTERNAL},
    {"of:=COM.MICROSOFT.WEBSERVICE(1)", FORMULA_OPENDOCUMENT, EXTERNAL}, {"of:=DDE(1;2)", FORMULA_OPENDOCUMENT, DDE}};

START_TEST(each_formula_is_of_its_class)
{
	unsigned classes = formula_code_classes(formulas[_i].formula, formulas[_i].syntax);

	ck_assert_msg(classes == formulas[_i].classes, "%s: %x", formulas[_i].formula, classes);
}
END_TEST

START_TEST(names_that_run_by_themselves_are_known)
{
	ck_assert(formula_name_is_automatic("Auto_Open"));
	ck_assert(formula_name_is_automatic("_xlnm.Auto_Close1"));
	ck_assert(!formula_name_is_automatic("_xlnm.Print_Area"));
	ck_assert(!formula_name_is_automatic("Auto"));
}
END_TEST

static const struct {
	const char *target;
	bool is_ordinary, is_outside, is_active;
} targets[] = {{"", true, false, false}, {"#a", true, false, false}, {"https://www.example.org", true, true, false},
    {"HTTP://x", true, true, false}, {"mailto:a@b.example", true, true, false}, {"http:\\\\x", false, true, false},
    {"http:///x", false, true, false}, {"https://x\\y", false, true, false}, {" https://x", false, true, false},
    {"ftp://x", false, true, false}, {"file:///x", false, true, false}, {"\\\\x\\y", false, true, false},
    {"//x/y", false, true, false}, {"C:\\x", false, true, false}, {"/x", false, true, false},
    {"a/b.png", false, false, false}, {"./a", false, false, false}, {"a/../b", false, false, false},
    {"a/../../b", false, true, false}, {"../a", false, true, false}, {"%2e%2e/a", false, true, false},
    {"javascript:x", false, true, true}, {" vnd.sun.star.script:x", false, true, true}, {".uno:x", false, true, true},
    {"macro:///x", false, true, true}};

START_TEST(each_target_is_what_it_is)
{
	const char *target = targets[_i].target;

	ck_assert_msg(link_target_is_ordinary(target) == targets[_i].is_ordinary, "%s", target);
	ck_assert_msg(link_target_is_outside(target) == targets[_i].is_outside, "%s", target);
	ck_assert_msg(link_target_is_active(target) == targets[_i].is_active, "%s", target);
}
END_TEST

static const struct {
	const char *owner, *target, *part;
} parts[] = {{"", "word/a.xml", "word/a.xml"}, {"word/a.xml", "b.xml", "word/b.xml"}, {"word/a.xml", "/b.xml", "b.xml"},
    {"word/a.xml", "../b.xml", "b.xml"}, {"word/a.xml", "../../../b.xml", "b.xml"},
    {"word/a.xml", "./x/.//b.xml", "word/x/b.xml"}, {"word/a.xml", "b%2Exml#c", "word/b.xml"},
    {"word/a.xml", "b%20c.xml", "word/b%20c.xml"}, {"word/a.xml", "#c", "word/a.xml"}, {"a", "b%2", "b%2"}};

START_TEST(each_target_names_its_part)
{
	char *part = opc_name_resolve(parts[_i].owner, parts[_i].target);

	ck_assert_str_eq(part, parts[_i].part);
	free(part);
}
END_TEST

START_TEST(relationships_are_somebodys)
{
	char *owner = NULL;

	ck_assert_int_eq(opc_name_owner("_rels/.rels", &owner), 0);
	ck_assert_str_eq(owner, "");
	free(owner);
	ck_assert_int_eq(opc_name_owner("word/_RELS/a.xml.RELS", &owner), 0);
	ck_assert_str_eq(owner, "word/a.xml");
	free(owner);
	owner = NULL;
	ck_assert_int_eq(opc_name_owner("word/a.xml.rels", &owner), -ENOENT);
	ck_assert_int_eq(opc_name_owner("word_rels/a.xml.rels", &owner), -ENOENT);
	ck_assert_int_eq(opc_name_owner("word/_rels/a.xml", &owner), -ENOENT);
	ck_assert_ptr_null(owner);
}
END_TEST

START_TEST(types_are_known_whoever_wrote_them)
{
	ck_assert_uint_eq(opc_type_relation_classes("http://purl.oclc.org/ooxml/x/OLEOBJECT"), EMBEDDED);
	ck_assert_uint_eq(opc_type_relation_classes("vbaProject"), MACROS);
	ck_assert_uint_eq(opc_type_relation_classes("http://x/styles"), 0);
	ck_assert_uint_eq(opc_type_part_classes(NULL), EMBEDDED);
	ck_assert_uint_eq(opc_type_part_classes("image/png"), 0);
	ck_assert_uint_eq(opc_type_part_classes("application/vnd.ms-office.VBAPROJECT"), MACROS);
	ck_assert_uint_eq(opc_type_part_classes("application/x-msdownload"), EMBEDDED);
	ck_assert_ptr_null(
	    opc_type_main("application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"));
	ck_assert_str_eq(opc_type_main("application/vnd.ms-word.document.macroEnabled.main+xml")->extension, "docx");
	ck_assert_ptr_null(opc_type_main("application/vnd.ms-excel.addin.macroEnabled.main+xml")->clean_type);
}
END_TEST

START_TEST(parts_of_an_opendocument_are_known_by_their_paths)
{
	ck_assert(odf_part_is_active("Basic/a.xml") && odf_part_is_active("Object 1/Scripts/x"));
	ck_assert(odf_part_is_active("META-INF/macrosignatures.xml"));
	ck_assert(!odf_part_is_active("Pictures/Basic.png") && !odf_part_is_active("Basics/a"));
	ck_assert(odf_part_is_needed("content.xml") && odf_part_is_needed("META-INF/manifest.xml"));
	ck_assert(!odf_part_is_needed("Object 1/content.xml"));
	ck_assert(odf_part_is_within("Object 1/a", "Object 1") && odf_part_is_within("Object 1", "Object 1/"));
	ck_assert(!odf_part_is_within("Object 10", "Object 1") && !odf_part_is_within("a", ""));
}
END_TEST

START_TEST(payloads_are_known_by_their_first_octets)
{
	ck_assert(payload_is("MZx", 3));
	ck_assert(!payload_is("M", 1));
	ck_assert(payload_is("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8));
	ck_assert(!payload_is("\xd0\xcf\x11\xe0\xa1\xb1\x1a", 7));
	ck_assert(!payload_is("\x89PNG", 4));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("unsafe code");
	TCase *tests = tcase_create("tests");

	tcase_add_loop_test(tests, each_field_is_of_its_class, 0, sizeof(fields) / sizeof(fields[0]));
	tcase_add_loop_test(tests, each_formula_is_of_its_class, 0, sizeof(formulas) / sizeof(formulas[0]));
	tcase_add_test(tests, names_that_run_by_themselves_are_known);
	tcase_add_loop_test(tests, each_target_is_what_it_is, 0, sizeof(targets) / sizeof(targets[0]));
	tcase_add_loop_test(tests, each_target_names_its_part, 0, sizeof(parts) / sizeof(parts[0]));
	tcase_add_test(tests, relationships_are_somebodys);
	tcase_add_test(tests, types_are_known_whoever_wrote_them);
	tcase_add_test(tests, parts_of_an_opendocument_are_known_by_their_paths);
	tcase_add_test(tests, payloads_are_known_by_their_first_octets);
	suite_add_tcase(suite, tests);
	return run_suite(suite);
}
