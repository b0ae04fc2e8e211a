/* docx: what Word shows becomes blocks, and what it does not show does not. */
#include "message/form/document_reader.h"
#include "tests/support/run_suite.h"
#include "tests/support/small_documents.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#define P(runs)		  "<w:p>" runs "</w:p>"
#define R(text)		  "<w:r><w:t>" text "</w:t></w:r>"
#define CELL(content)	  "<w:tc>" content "</w:tc>"
#define FIELD(kind)	  "<w:r><w:fldChar w:fldCharType=\"" kind "\"/></w:r>"
#define INSTRUCTION(text) "<w:r><w:instrText>" text "</w:instrText></w:r>"
#define FORM(data)	  "<w:r><w:fldChar w:fldCharType=\"begin\"><w:ffData>" data "</w:ffData></w:fldChar></w:r>"
#define SDT(properties, content)                                                                                       \
	"<w:sdt><w:sdtPr>" properties "</w:sdtPr><w:sdtContent>" content "</w:sdtContent></w:sdt>"
#define HEAD "docx pages=0 image-pages=0 images=0\n"

#define HIDDEN_STYLE                                                                                                   \
	"<w:style w:type=\"character\" w:styleId=\"Base\"><w:rPr><w:vanish/></w:rPr></w:style>"                        \
	"<w:style w:type=\"character\" w:styleId=\"Hidden\"><w:basedOn w:val=\"Base\"/></w:style>"                     \
	"<w:style w:type=\"paragraph\" w:styleId=\"HiddenToo\"><w:rPr><w:vanish/></w:rPr></w:style>"                   \
	"<w:style w:type=\"paragraph\" w:styleId=\"H1\"><w:name w:val=\"heading 1\"/></w:style>"                       \
	"<w:style w:type=\"paragraph\" w:styleId=\"T\"><w:name w:val=\"Title\"/></w:style>"

static const struct {
	const char *name, *body, *says;
} cases[] =
    {
	{"runs of one paragraph are one text", P(R("Na") R("me")), HEAD "2 \"Name\"\n"},
	{"tabs and breaks",
	    P("<w:pPr><w:tabs><w:tab w:val=\"left\"/></w:tabs></w:pPr><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t>"
	      "<w:br/><w:t>c</w:t><w:noBreakHyphen/></w:r>"),
	    HEAD "2 \"a\\tb\\nc\xe2\x80\x91\"\n"},
	{"entities are characters", P(R("&lt;&amp;&#233;")), HEAD "2 \"<&\xc3\xa9\"\n"},
	{"a table has cells, empty ones too",
	    "<w:tbl><w:tr>" CELL(P(R("Name"))) CELL(P("")) "</w:tr><w:tr>" CELL(P(R("Age")))
		CELL(P(R("9"))) "</w:tr></w:tbl>",
	    HEAD "2 [1.1:0.0] \"Name\"\n5 [1.1:0.1] \"\"\n6 [1.1:1.0] \"Age\"\n8 [1.1:1.1] \"9\"\n"},
	{"a table in a cell",
	    "<w:tbl><w:tr>" CELL("<w:tbl><w:tr>" CELL(P(R("in"))) "</w:tr></w:tbl>" P(""))
		CELL(P(R("out"))) "</w:tr></w:tbl>" P(R("after")),
	    HEAD "2 [2.2:0.0] \"in\"\n6 [1.1:0.1] \"out\"\n8 \"after\"\n"},
	{"spans and merged cells",
	    "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"2\"/></w:tcPr>" P(R("a")) "</w:tc>" CELL(
		P(R("b"))) "</w:tr><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr>" P("") "</w:tc>" CELL(P(R("c"))) "</w:tr></"
													     "w:tbl>",
	    HEAD "2 [1.1:0.0] \"a\"\n4 [1.1:0.2] \"b\"\n8 [1.1:1.1] \"c\"\n"},
	{"a deleted run is not text", P(R("a") "<w:del><w:r><w:delText>b</w:delText></w:r></w:del>" R("c")),
	    "docx pages=0 image-pages=0 images=0 changes\n2 \"ac\"\n"},
	{"an inserted run is text", P("<w:ins>" R("a") "</w:ins>"),
	    "docx pages=0 image-pages=0 images=0 changes\n2 \"a\"\n"},
	{"moved text counts once", P("<w:moveFrom>" R("a") "</w:moveFrom><w:moveTo>" R("a") "</w:moveTo>"),
	    "docx pages=0 image-pages=0 images=0 changes\n2 \"a\"\n"},
	{"a deleted row is none",
	    "<w:tbl><w:tr><w:trPr><w:del/></w:trPr>" CELL(P(R("x"))) "</w:tr><w:tr>" CELL(P(R("y"))) "</w:tr></w:tbl>",
	    "docx pages=0 image-pages=0 images=0 changes hidden\n4 [1.1:1.0] \"y\"\n"},
	{"hidden by itself", P("<w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t></w:r>" R("y")),
	    "docx pages=0 image-pages=0 images=0 hidden\n2 \"y\"\n"},
	{"not hidden where vanish is off", P("<w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t>x</w:t></w:r>"),
	    HEAD "2 \"x\"\n"},
	{"only the mark of the paragraph is hidden", P("<w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr>" R("x")),
	    HEAD "2 \"x\"\n"},
	{"hidden by the style of a style", P("<w:r><w:rPr><w:rStyle w:val=\"Hidden\"/></w:rPr><w:t>x</w:t></w:r>"),
	    "docx pages=0 image-pages=0 images=0 hidden\n"},
	{"shown against its style",
	    P("<w:r><w:rPr><w:rStyle w:val=\"Hidden\"/><w:vanish w:val=\"false\"/></w:rPr><w:t>x</w:t></w:r>"),
	    HEAD "2 \"x\"\n"},
	{"hidden by the paragraph's style", P("<w:pPr><w:pStyle w:val=\"HiddenToo\"/></w:pPr>" R("x")),
	    "docx pages=0 image-pages=0 images=0 hidden\n"},
	{"hidden twice is shown",
	    P("<w:pPr><w:pStyle w:val=\"HiddenToo\"/></w:pPr><w:r><w:rPr><w:rStyle w:val=\"Hidden\"/>"
	      "</w:rPr><w:t>x</w:t></w:r>"),
	    HEAD "2 \"x\"\n"},
	{"what was hidden before a change of format is not",
	    P("<w:r><w:rPr><w:rPrChange><w:rPr><w:vanish/></w:rPr>"
	      "</w:rPrChange></w:rPr><w:t>x</w:t></w:r>"),
	    HEAD "2 \"x\"\n"},
	{"headings and titles",
	    P("<w:pPr><w:pStyle w:val=\"T\"/></w:pPr>" R("a")) P("<w:pPr><w:pStyle w:val=\"H1\"/></w:pPr>" R("b"))
		P("<w:pPr><w:outlineLvl w:val=\"1\"/></w:pPr>" R("c")),
	    HEAD "2 title \"a\"\n3 heading \"b\"\n4 heading \"c\"\n"},
	{"a content control with its prompt",
	    P(R("Name: ") SDT("<w:alias w:val=\"Your name\"/><w:tag w:val=\"name\"/>"
			      "<w:showingPlcHdr/><w:text/>",
		R("Click here")) R(".")),
	    HEAD "2 \"Name: \"\n2 <text name=name alias=Your name placeholder> \"Click here\"\n2 \".\"\n"},
	{"a filled content control", P(SDT("<w:tag w:val=\"n\"/><w:date/>", R("1 May"))),
	    HEAD "2 <date name=n> \"1 May\"\n"},
	{"an empty content control", P(SDT("<w:dropDownList/>", "")), HEAD "2 <choice> \"\"\n"},
	{"a checked box", P(SDT("<w14:checkbox><w14:checked w14:val=\"1\"/></w14:checkbox>", R("x"))),
	    HEAD "2 <check-box checked> \"x\"\n"},
	{"an unchecked box", P(SDT("<w14:checkbox><w14:checked w14:val=\"0\"/></w14:checkbox>", R("o"))),
	    HEAD "2 <check-box> \"o\"\n"},
	{"a control over paragraphs is one field", SDT("", P(R("a")) P(R("b"))) P(R("c")),
	    HEAD "2 <text> \"a\\nb\"\n4 \"c\"\n"},
	{"a control over a cell",
	    "<w:tbl><w:tr>" SDT("<w:tag w:val=\"t\"/>", CELL(P(R("a")))) CELL(P(R("b"))) "</w:tr></w:tbl>",
	    HEAD "2 [1.1:0.0] <text name=t> \"a\"\n4 [1.1:0.1] \"b\"\n"},
	{"a control over other controls is a group",
	    SDT("<w:tag w:val=\"all\"/>", P(R("a") SDT("<w:tag w:val=\"t\"/>", R("b")))),
	    HEAD "2 \"a\"\n2 <text name=t> \"b\"\n"},
	{"a locked control is a label", P(SDT("<w:lock w:val=\"sdtContentLocked\"/>", R("a"))), HEAD "2 \"a\"\n"},
	{"a field is its result", P(FIELD("begin") INSTRUCTION(" REF x ") FIELD("separate") R("seen") FIELD("end")),
	    HEAD "2 \"seen\"\n"},
	{"a field in a field's instruction is not seen",
	    P(FIELD("begin") INSTRUCTION("IF ") FIELD("begin") INSTRUCTION("REF x") FIELD("separate") R("unseen")
		    FIELD("end") FIELD("separate") R("seen") FIELD("end")),
	    HEAD "2 \"seen\"\n"},
	{"FORMTEXT",
	    P(FORM("<w:name w:val=\"Text1\"/><w:textInput><w:default w:val=\"type\"/></w:textInput>")
		    INSTRUCTION(" FORMTEXT ") FIELD("separate") R("Ann") FIELD("end")),
	    HEAD "2 <text name=Text1> \"Ann\"\n"},
	{"FORMTEXT as its default",
	    P(FORM("<w:textInput><w:default w:val=\"type\"/></w:textInput>") INSTRUCTION("FORMTEXT") FIELD("separate")
		    R("type") FIELD("end")),
	    HEAD "2 <text placeholder> \"type\"\n"},
	{"FORMCHECKBOX",
	    P(FORM("<w:checkBox><w:default w:val=\"0\"/><w:checked/></w:checkBox>") INSTRUCTION("FORMCHECKBOX")
		    FIELD("separate") FIELD("end") FORM("<w:checkBox><w:default w:val=\"1\"/></w:checkBox>")
			INSTRUCTION("FORMCHECKBOX") FIELD("end")
			    FORM("<w:checkBox><w:default w:val=\"1\"/><w:checked w:val=\"0\"/></w:checkBox>")
				INSTRUCTION("FORMCHECKBOX") FIELD("end")),
	    HEAD "2 <check-box checked> \"\xe2\x98\x92\"\n2 <check-box checked> \"\xe2\x98\x92\"\n2 <check-box> "
		 "\"\xe2\x98\x90\"\n"},
	{"FORMDROPDOWN",
	    P(FORM("<w:ddList><w:result w:val=\"1\"/><w:default w:val=\"0\"/><w:listEntry w:val=\"Choose\"/>"
		   "<w:listEntry w:val=\"Female\"/></w:ddList>") INSTRUCTION("FORMDROPDOWN") FIELD("end")),
	    HEAD "2 <choice> \"Female\"\n"},
	{"FORMDROPDOWN as its default",
	    P(FORM("<w:ddList><w:listEntry w:val=\"Choose\"/></w:ddList>") INSTRUCTION("FORMDROPDOWN") FIELD("end")),
	    HEAD "2 <choice placeholder> \"Choose\"\n"},
	{"a place to click and type", P(FIELD("begin") INSTRUCTION("MACROBUTTON NoMacro [Type here]") FIELD("end")),
	    HEAD "2 <text placeholder> \"[Type here]\"\n"},
	{"symbols of boxes",
	    P("<w:r><w:sym w:font=\"Wingdings\" w:char=\"F0A8\"/><w:sym w:font=\"Wingdings\" "
	      "w:char=\"F0FE\"/><w:sym w:font=\"Wingdings 2\" w:char=\"0052\"/></w:r>"),
	    HEAD "2 \"\xe2\x98\x90\xe2\x98\x91\xe2\x98\x91\"\n"},
	{"of alternatives one is read",
	    P(
		R("a") "<w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><wps:txbx><w:txbxContent>" P(
		    R("box")) "</w:txbxContent></wps:txbx></"
			      "mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>" P(R("box")) "</"
												      "w:txbxContent></"
												      "v:textbox></"
												      "w:pict></"
												      "mc:Fallback></"
												      "mc:"
												      "AlternateContent"
												      "></w:r>" R("b")),
	    HEAD "2 \"a\"\n3 \"box\"\n2 \"b\"\n"},
	{"what is not understood is not read",
	    P("<mc:AlternateContent><mc:Choice Requires=\"zz\">" R(
		"x") "</mc:Choice>"
		     "<mc:Fallback>" R("y") "</mc:Fallback></mc:AlternateContent>"),
	    HEAD "2 \"y\"\n"},
	{"headers, footers and notes",
	    P(R("a") "<w:r><w:footnoteReference w:id=\"2\"/></w:r>") "<w:sectPr><w:headerReference "
								     "r:id=\"rIdH\"/><w:footerReference "
								     "r:id=\"rIdF\"/></w:sectPr>",
	    HEAD "2 \"a\"\n4 header \"Top\"\n6 footer \"Bottom\"\n8 note \"Note\"\n"},
	{"another document inside is not read", P(R("a")) "<w:altChunk r:id=\"rId9\"/>" P(R("b")),
	    "docx unsupported pages=0 image-pages=0 images=0\n2 \"a\"\n"},
	{"nothing but a picture", P("<w:r><w:drawing><a:blip/></w:drawing></w:r>"),
	    "docx image pages=0 image-pages=0 images=1\n"},
	{"mathematics is text", P("<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>"), HEAD "2 \"x\"\n"},
};

START_TEST(a_docx_says_what_word_shows)
{
	struct small_document docx = small_docx(cases[_i].body, HIDDEN_STYLE);
	char *says = small_document_says(docx.octets, docx.size);

	ck_assert_msg(strcmp(says, cases[_i].says) == 0, "%s:\n%s", cases[_i].name, says);
	free(says);
	small_document_clear(&docx);
}
END_TEST

START_TEST(every_docx_is_recognised)
{
	struct small_document docx = small_docx(P(R("a")), "");

	ck_assert_int_eq(document_recognise(docx.octets, docx.size), DOCUMENT_FORMAT_DOCX);
	small_document_clear(&docx);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("docx");
	TCase *all = tcase_create("all");

	if (document_warm() < 0)
		return 1;
	tcase_add_loop_test(all, a_docx_says_what_word_shows, 0, sizeof(cases) / sizeof(cases[0]));
	tcase_add_test(all, every_docx_is_recognised);
	suite_add_tcase(suite, all);
	return run_suite(suite);
}
