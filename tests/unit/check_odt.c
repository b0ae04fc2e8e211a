/* odt: what LibreOffice shows becomes blocks, and what it does not show does not. */
#include "message/form/document_reader.h"
#include "tests/support/run_suite.h"
#include "tests/support/small_documents.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define P(content)    "<text:p>" content "</text:p>"
#define CELL(content) "<table:table-cell>" content "</table:table-cell>"
#define HEAD	      "odt pages=0 image-pages=0 images=0\n2 footer \"Bottom\"\n"
#define HIDDEN	      "odt pages=0 image-pages=0 images=0 hidden\n2 footer \"Bottom\"\n"
#define BOX	      "\xe2\x98\x90"
#define CHECKED_BOX   "\xe2\x98\x92"

#define STYLES                                                                                                         \
	"<style:style style:name=\"T1\" style:family=\"text\"><style:text-properties "                                 \
	"text:display=\"none\"/></style:style>"                                                                        \
	"<style:style style:name=\"T2\" style:family=\"text\"><style:text-properties "                                 \
	"text:display=\"true\"/></style:style>"                                                                        \
	"<style:style style:name=\"T3\" style:family=\"text\" style:parent-style-name=\"T1\"/>"                        \
	"<style:style style:name=\"P1\" style:family=\"paragraph\"><style:text-properties "                            \
	"text:display=\"none\"/></style:style>"                                                                        \
	"<style:style style:name=\"Title\" style:family=\"paragraph\"/>"                                               \
	"<style:style style:name=\"P2\" style:family=\"paragraph\" style:parent-style-name=\"Title\"/>"

static const struct {
	const char *name, *text, *says;
} cases[] = {
    {"white space collapses", P(" a  b<text:s text:c=\"2\"/>c<text:tab/>d<text:line-break/>\n e"),
	HEAD "4 \"a b  c\\td\\n e\"\n"},
    {"headings and titles", "<text:h>a</text:h><text:p text:style-name=\"P2\">b</text:p>",
	HEAD "4 heading \"a\"\n5 title \"b\"\n"},
    {"a table has cells, empty and repeated ones too",
	"<table:table><table:table-row>" CELL(
	    P("a")) "<table:table-cell table:number-columns-repeated=\"2\"/>"
		    "</table:table-row><table:table-row><table:table-cell table:number-columns-spanned=\"2\">" P(
			"b") "</table:table-cell><table:covered-table-cell/>" CELL(P("c")) "</table:table-row></"
											   "table:table>",
	HEAD "4 [1.1:0.0] \"a\"\n6 [1.1:0.1] \"\"\n7 [1.1:0.2] \"\"\n8 [1.1:1.0] \"b\"\n11 [1.1:1.2] \"c\"\n"},
    {"deletions are kept apart",
	"<text:tracked-changes><text:changed-region><text:deletion>" P(
	    "x") "</text:deletion></text:changed-region></text:tracked-changes>" P("a"),
	"odt pages=0 image-pages=0 images=0 changes\n2 footer \"Bottom\"\n4 \"a\"\n"},
    {"a hidden section", "<text:section text:display=\"none\">" P("x") "</text:section>" P("a"), HIDDEN "4 \"a\"\n"},
    {"a section hidden by condition",
	"<text:section text:display=\"condition\" text:is-hidden=\"true\">" P(
	    "x") "</text:section><text:section text:display=\"condition\">" P("a") "</text:section>",
	HIDDEN "4 \"a\"\n"},
    {"hidden text of a style, its heirs and its exceptions",
	P("<text:span text:style-name=\"T1\">x<text:span text:style-name=\"T2\">a</text:span></text:span>"
	  "<text:span text:style-name=\"T3\">y</text:span>b"),
	HIDDEN "4 \"ab\"\n"},
    {"a hidden paragraph",
	"<text:p text:style-name=\"P1\">x</text:p>" P("x<text:hidden-paragraph text:is-hidden=\"true\"/>y") P("a"),
	HIDDEN "6 \"a\"\n"},
    {"comments are not text", P("a<office:annotation>" P("x") "</office:annotation>b"), HEAD "4 \"ab\"\n"},
    {"a note stands aside",
	P("a<text:note><text:note-citation>1</text:note-citation><text:note-body>" P(
	    "n") "</text:note-body></text:note>b"),
	HEAD "4 \"a\"\n6 note \"n\"\n4 \"b\"\n"},
    {"a text box stands aside", P("a<draw:frame><draw:text-box>" P("box") P("two") "</draw:text-box></draw:frame>b"),
	HEAD "4 \"a\"\n5 \"box\"\n6 \"two\"\n4 \"b\"\n"},
    {"a placeholder", P("a <text:placeholder>&lt;name&gt;</text:placeholder>"),
	HEAD "4 \"a \"\n4 <text placeholder> \"<name>\"\n"},
    {"an input field", P("<text:text-input text:description=\"Name\">Ann</text:text-input>"),
	HEAD "4 <text alias=Name> \"Ann\"\n"},
    {"a content control",
	P("<loext:content-control loext:showing-place-holder=\"true\" loext:tag=\"t\">Click</loext:content-control>"
	  "<loext:content-control loext:checkbox=\"true\" loext:checked=\"true\">x</loext:content-control>"
	  "<loext:content-control><loext:list-item loext:value=\"a\"/>a</loext:content-control>"),
	HEAD "4 <text name=t placeholder> \"Click\"\n4 <check-box checked> \"x\"\n4 <choice> \"a\"\n"},
    {"field marks",
	P("<field:fieldmark-start text:name=\"m\" field:type=\"vnd.oasis.opendocument.field.FORMTEXT\"/>Ann"
	  "<field:fieldmark-end/>.<field:fieldmark text:name=\"c\" "
	  "field:type=\"vnd.oasis.opendocument.field.FORMCHECKBOX\">"
	  "<field:param field:name=\"Checkbox_Checked\" field:value=\"true\"/></field:fieldmark>"),
	HEAD "4 <text name=m> \"Ann\"\n4 \".\"\n4 <check-box name=c checked> \"" CHECKED_BOX "\"\n"},
    {"a field mark that is no form's", P("<field:fieldmark-start field:type=\"x.HYPERLINK\"/>a<field:fieldmark-end/>b"),
	HEAD "4 \"ab\"\n"},
    {"form controls stand where they are drawn",
	"<office:forms><form:form><form:text xml:id=\"c1\" form:name=\"n\" form:value=\"old\" "
	"form:current-value=\"Ann\"/>"
	"<form:checkbox xml:id=\"c2\" form:name=\"b\" form:label=\"Yes\" form:current-state=\"checked\"/>"
	"<form:listbox xml:id=\"c3\" form:name=\"l\"><form:option form:label=\"one\"/>"
	"<form:option form:label=\"two\" form:current-selected=\"true\"/></form:listbox>"
	"<form:textarea xml:id=\"c4\"><text:p>long</text:p></form:textarea></form:form></office:forms>" P(
	    "a<draw:control draw:control=\"c2\"/>") P("<draw:control draw:control=\"c1\"/>")
	    P("<draw:control draw:control=\"c3\"/>")
		P("<draw:control draw:control=\"c9\"/><draw:control draw:control=\"c4\"/>"),
	HEAD "4 \"a\"\n4 <check-box name=b alias=Yes checked> \"" CHECKED_BOX "\"\n4 \"Yes\"\n5 <text name=n> \"Ann\"\n"
	     "6 <choice name=l> \"two\"\n7 <text> \"long\\n\"\n"},
    {"nothing but a picture", "<text:p><draw:frame><draw:image/></draw:frame></text:p>",
	"odt image pages=0 image-pages=0 images=1\n2 footer \"Bottom\"\n"},
};

START_TEST(an_odt_says_what_libreoffice_shows)
{
	struct small_document odt = small_odt(cases[_i].text, STYLES);
	char *says = small_document_says(odt.octets, odt.size);

	ck_assert_msg(strcmp(says, cases[_i].says) == 0, "%s:\n%s", cases[_i].name, says);
	free(says);
	small_document_clear(&odt);
}
END_TEST

START_TEST(other_packages_are_not_read_as_text)
{
	static const struct {
		const char *type, *manifest, *says;
	} packages[] = {{"application/vnd.oasis.opendocument.spreadsheet", "<a/>", "odt unsupported"},
	    {"application/vnd.oasis.opendocument.text",
		"<manifest xmlns=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"><encryption-data/></manifest>",
		"odt encrypted"},
	    {"application/vnd.oasis.opendocument.text", "<a/>", "odt damaged"},
	    {"application/zip", "<a/>", "unknown unsupported"}};
	const struct zip_part parts[] = {{"mimetype", packages[_i].type, strlen(packages[_i].type)},
	    {"META-INF/manifest.xml", packages[_i].manifest, strlen(packages[_i].manifest)}};
	struct small_document zip = small_zip(parts, 2);
	char *says = small_document_says(zip.octets, zip.size);

	ck_assert_msg(strncmp(says, packages[_i].says, strlen(packages[_i].says)) == 0, "%s", says);
	free(says);
	small_document_clear(&zip);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("odt");
	TCase *all = tcase_create("all");

	if (document_warm() < 0)
		return 1;
	tcase_add_loop_test(all, an_odt_says_what_libreoffice_shows, 0, sizeof(cases) / sizeof(cases[0]));
	tcase_add_loop_test(all, other_packages_are_not_read_as_text, 0, 4);
	suite_add_tcase(suite, all);
	return run_suite(suite);
}
