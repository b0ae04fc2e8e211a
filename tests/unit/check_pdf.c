/* pdf: labels and fields of one row are neighbours, values come from the fields, and what cannot be read is said. */
#include "message/form/document_reader.h"
#include "tests/support/run_suite.h"
#include "tests/support/small_documents.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEAD	    "pdf pages=1 image-pages=0 images=0\n"
#define BOX	    "\xe2\x98\x90"
#define CHECKED_BOX "\xe2\x98\x92"

/* One page of 200 by 200 points with this content and these annotations, all of them fields unless `fields` says. */
static char *make_pdf(const char *content, const char *annotations, const char *fields, const char *more)
{
	char *pdf = NULL;

	if (asprintf(&pdf,
		"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[%s]/DA(/F 9 Tf 0 g)/DR<</Font<</F 5 0 "
		"R>>>>>>>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 "
		"R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>/XObject<</I 9 0 "
		"R>>>>/Annots[%s]>>endobj\n"
		"4 0 obj<</Length %zu>>stream\n%s\nendstream endobj\n5 0 "
		"obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica"
		"/Encoding/WinAnsiEncoding>>endobj\n%s\ntrailer<</Root 1 0 R/Size 10>>\n%%%%EOF\n",
		fields, annotations, strlen(content) + 1, content, more) < 0)
		abort();
	return pdf;
}

#define TEXT(x, y, text)     "BT /F 10 Tf " #x " " #y " Td (" text ") Tj ET\n"
#define WIDGET(number, rest) #number " 0 obj<</Type/Annot/Subtype/Widget/P 3 0 R/DA(/F 9 Tf 0 g)" rest ">>endobj\n"
#define BOX_LOOK	     "/AP<</N<</Yes 9 0 R/Off 9 0 R>>>>"
#define FORM_LOOK	     "9 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 1>>stream\n \nendstream endobj\n"
#define IMAGE                                                                                                          \
	"9 0 obj<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length "       \
	"1>>stream\nx\nendstream endobj\n"

static const struct {
	const char *name, *content, *annotations, *fields, *more, *says;
} cases[] = {
    {"rows from top to bottom, whatever their order in the file",
	TEXT(20, 100, "Age") TEXT(120, 150, "Ann") TEXT(20, 150, "Name") TEXT(120, 100, "9"), "", "", "",
	"\"Name\"\n\"Ann\"\n\"Age\"\n\"9\"\n"},
    {"words of a line are one piece", TEXT(20, 150, "Date of birth"), "", "", "", "\"Date of birth\"\n"},
    {"a field without appearance", TEXT(20, 150, "Name"), "6 0 R", "6 0 R",
	WIDGET(6, "/FT/Tx/T(name)/TU(Your name)/V(Ann)/Rect[80 145 180 165]"),
	"\"Name\"\n<text name=name alias=Your name> \"Ann\"\n"},
    {"an empty field", TEXT(20, 150, "Name"), "6 0 R", "6 0 R", WIDGET(6, "/FT/Tx/T(name)/Rect[80 145 180 165]"),
	"\"Name\"\n<text name=name> \"\"\n"},
    {"a value in UTF-16", "", "6 0 R", "6 0 R", WIDGET(6, "/FT/Tx/T(n)/V<feff0142>/Rect[80 145 180 165]"),
	"<text name=n> \"\xc5\x82\"\n"},
    {"the picture of a value is no text of the page", TEXT(20, 150, "Name") TEXT(85, 150, "Ann"), "6 0 R", "6 0 R",
	WIDGET(6, "/FT/Tx/T(n)/V(Ann)/Rect[80 145 180 165]"), "\"Name\"\n<text name=n> \"Ann\"\n"},
    {"check boxes", TEXT(20, 150, "Yes"), "6 0 R 7 0 R", "6 0 R 7 0 R",
	WIDGET(6, "/FT/Btn/T(y)/V/Yes/AS/Yes/Rect[50 150 60 160]" BOX_LOOK)
	    WIDGET(7, "/FT/Btn/T(n)/V/Off/AS/Off/Rect[90 150 100 160]" BOX_LOOK) FORM_LOOK,
	"\"Yes\"\n<check-box name=y checked> \"" CHECKED_BOX "\"\n<check-box name=n> \"" BOX "\"\n"},
    {"check boxes without appearance", "", "6 0 R 7 0 R", "6 0 R 7 0 R",
	WIDGET(6, "/FT/Btn/T(y)/V/Yes/AS/Yes/Rect[50 150 60 160]")
	    WIDGET(7, "/FT/Btn/T(n)/V/Off/AS/Off/Rect[90 150 100 160]"),
	"<check-box name=y checked> \"" CHECKED_BOX "\"\n<check-box name=n> \"" BOX "\"\n"},
    {"a choice", "", "6 0 R", "6 0 R", WIDGET(6, "/FT/Ch/Ff 131072/T(c)/Opt[(Red)(Blue)]/V(Blue)/Rect[80 145 180 165]"),
	"<choice name=c> \"Blue\"\n"},
    {"a button to push is no field", TEXT(20, 150, "Send"), "6 0 R", "6 0 R",
	WIDGET(6, "/FT/Btn/Ff 65536/T(p)/Rect[80 145 180 165]"), "\"Send\"\n"},
    {"what is typed over the page is text", TEXT(20, 150, "Name"), "6 0 R", "",
	"6 0 obj<</Type/Annot/Subtype/FreeText/Contents(Ann)/DA(/F 9 Tf)/Rect[80 148 180 162]>>endobj\n",
	"\"Name\"\n\"Ann\"\n"},
    {"a note is a comment", TEXT(20, 150, "Name"), "6 0 R", "",
	"6 0 obj<</Type/Annot/Subtype/Text/Contents(Ann)/Rect[80 148 180 162]>>endobj\n", "\"Name\"\n"},
};

/* Without the places, which the fonts of the system may move a little. */
static char *without_places(const char *says)
{
	char *plain = strdup(says), *to = plain;

	for (const char *line = strchr(says, '\n') + 1; *line != '\0'; line = strchr(line, '\n') + 1) {
		const char *from = strstr(line, ") ") + 2;
		size_t length = (size_t)(strchr(line, '\n') + 1 - from);
		memcpy(to, from, length);
		to += length;
	}
	*to = '\0';
	return plain;
}

START_TEST(a_pdf_says_what_its_page_shows)
{
	char *pdf = make_pdf(cases[_i].content, cases[_i].annotations, cases[_i].fields, cases[_i].more);
	char *says = small_document_says(pdf, strlen(pdf)), *plain = without_places(says);

	ck_assert_msg(strncmp(says, HEAD, strlen(HEAD)) == 0, "%s: %s", cases[_i].name, says);
	ck_assert_msg(strcmp(plain, cases[_i].says) == 0, "%s:\n%s", cases[_i].name, says);
	free(plain);
	free(says);
	free(pdf);
}
END_TEST

START_TEST(a_hidden_field_is_not_there)
{
	char *pdf = make_pdf("", "6 0 R", "6 0 R", WIDGET(6, "/FT/Tx/F 2/T(n)/V(Ann)/Rect[80 145 180 165]"));
	char *says = small_document_says(pdf, strlen(pdf));

	ck_assert_str_eq(says, "pdf pages=1 image-pages=0 images=0 hidden\n");
	free(says);
	free(pdf);
}
END_TEST

START_TEST(what_cannot_be_read_is_said)
{
	char *image = make_pdf("100 0 0 100 20 20 cm /I Do", "", "", IMAGE),
	     *stand_in = make_pdf(TEXT(20, 150, "Please wait..."), "", "", "");
	char *cut = make_pdf(TEXT(20, 150, "Name"), "", "", "");
	cut[strlen(cut) - 3] = '\0';
	const struct {
		const char *pdf, *says;
	} made[] = {{image, "pdf image pages=1 image-pages=1 images=1\n"}, {stand_in, "pdf unsupported pages=1 "},
	    {cut, "pdf damaged pages=1 image-pages=0 images=0\n1 "}, {"%PDF-1.7\n%%EOF\n", "pdf damaged pages=0 "}};

	char *says = small_document_says(made[_i].pdf, strlen(made[_i].pdf));
	ck_assert_msg(strncmp(says, made[_i].says, strlen(made[_i].says)) == 0, "%s", says);
	free(says);
	free(image);
	free(stand_in);
	free(cut);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("pdf");
	TCase *all = tcase_create("all");

	if (document_warm() < 0)
		return 1;
	tcase_add_loop_test(all, a_pdf_says_what_its_page_shows, 0, sizeof(cases) / sizeof(cases[0]));
	tcase_add_test(all, a_hidden_field_is_not_there);
	tcase_add_loop_test(all, what_cannot_be_read_is_said, 0, 4);
	suite_add_tcase(suite, all);
	return run_suite(suite);
}
