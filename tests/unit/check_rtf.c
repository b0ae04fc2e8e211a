/* rtf: groups, destinations, charsets, tables and form fields as Word reads them; nothing is read past a limit. */
#include "message/form/document_reader.h"
#include "message/form/limits.h"
#include "tests/support/run_suite.h"
#include "tests/support/small_documents.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#define HEAD "rtf pages=0 image-pages=0 images=0\n"
#define FONTS                                                                                                          \
	"{\\fonttbl{\\f0\\fcharset0 Arial;}{\\f1\\fcharset204 Arial;}{\\f2\\fcharset2 Wingdings;}{\\f3\\fcharset128 "  \
	"Mincho;}}"

static const struct {
	const char *name, *rtf, *says;
} cases[] = {
    {"paragraphs", "{\\rtf1\\ansi a\\par b\n\r c\\par}", HEAD "1 \"a\"\n2 \"b c\"\n"},
    {"escapes and words for characters", "{\\rtf1 \\{a\\}\\\\\\~\\tab\\emdash x\\line y\\_\\-z}",
	HEAD "1 \"{a}\\\xc2\xa0\\t\xe2\x80\x94x\\ny\xe2\x80\x91z\"\n"},
    {"octets in the document's code page", "{\\rtf1\\ansi\\ansicpg1250 \\'b3}", HEAD "1 \"\xc5\x82\"\n"},
    {"octets in the font's charset", "{\\rtf1" FONTS "\\f0\\'e9{\\f1\\'e9}\\f3\\'82\\'a0}",
	HEAD "1 \"\xc3\xa9\xd0\xb9\xe3\x81\x82\"\n"},
    {"octets in a font of symbols", "{\\rtf1" FONTS "\\f2\\'a8\\u-3842 ?}", HEAD "1 \"\xe2\x98\x90\xe2\x98\x91\"\n"},
    {"Unicode with fallbacks", "{\\rtf1\\uc1 \\u233?{\\uc2\\u8217\\'92xb}\\u8217\\'92c\\uc0\\u-10179\\u-8704 d}",
	HEAD "1 \"\xc3\xa9\xe2\x80\x99"
	     "b\xe2\x80\x99"
	     "c\xf0\x9f\x98\x80"
	     "d\"\n"},
    {"no fallback reaches over a group's end", "{\\rtf1 {\\uc3\\u233 ab}cd}",
	HEAD "1 \"\xc3\xa9"
	     "cd\"\n"},
    {"destinations are not text", "{\\rtf1{\\info{\\title x}}{\\*\\unknown x{y}}{\\pict 0102}a{\\*\\annotation x}b}",
	"rtf pages=0 image-pages=0 images=1\n1 \"ab\"\n"},
    {"binary data are passed over", "{\\rtf1{\\*\\x\\bin3 }}{}a}", HEAD "1 \"a\"\n"},
    {"hidden text", "{\\rtf1 a{\\v x}\\v y\\v0 b\\v z\\plain c}",
	"rtf pages=0 image-pages=0 images=0 hidden\n1 \"abc\"\n"},
    {"deleted text", "{\\rtf1 a{\\deleted x}{\\revised b}}", "rtf pages=0 image-pages=0 images=0 changes\n1 \"ab\"\n"},
    {"headings by style and by level",
	"{\\rtf1{\\stylesheet{\\s0 Normal;}{\\s1 heading 1;}{\\s5\\sbasedon0 Title;}}"
	"\\pard\\s1 a\\par\\pard\\s5 b\\par\\pard\\outlinelevel0 c\\par\\pard d}",
	HEAD "1 heading \"a\"\n2 title \"b\"\n3 heading \"c\"\n4 \"d\"\n"},
    {"a table",
	"{\\rtf1\\trowd\\cellx1\\cellx2\\pard\\intbl a\\cell\\cell\\row\\pard\\intbl b\\cell c\\cell\\row\\pard d}",
	HEAD "1 [1.1:0.0] \"a\"\n2 [1.1:0.1] \"\"\n3 [1.1:1.0] \"b\"\n4 [1.1:1.1] \"c\"\n5 \"d\"\n"},
    {"merged cells are one", "{\\rtf1\\trowd\\cellx1\\clmrg\\cellx2\\cellx3\\pard\\intbl a\\cell\\cell b\\cell\\row}",
	HEAD "1 [1.1:0.0] \"a\"\n3 [1.1:0.2] \"b\"\n"},
    {"a table in a cell",
	"{\\rtf1\\pard\\intbl\\itap2 in\\nestcell{\\*\\nesttableprops\\trowd\\cellx1\\nestrow}{\\nonesttables\\par}"
	"\\pard\\intbl\\cell out\\cell\\row}",
	HEAD "1 [2.2:0.0] \"in\"\n3 [1.1:0.1] \"out\"\n"},
    {"header, footer and note", "{\\rtf1{\\header\\pard h\\par}{\\footer f}a{\\footnote n}b}",
	HEAD "2 header \"h\"\n4 footer \"f\"\n1 \"a\"\n5 note \"n\"\n1 \"b\"\n"},
    {"a text box", "{\\rtf1 a{\\shp{\\*\\shpinst{\\sp{\\sn x}{\\sv y}}{\\shptxt box\\par}}{\\shprslt z}}b}",
	HEAD "1 \"a\"\n2 \"box\"\n1 \"b\"\n"},
    {"an old and a new half", "{\\rtf1{\\upr{x}{\\*\\ud{a}}}}", HEAD "1 \"a\"\n"},
    {"a field is its result", "{\\rtf1{\\field{\\*\\fldinst REF x}{\\fldrslt seen}}}", HEAD "1 \"seen\"\n"},
    {"a form's text",
	"{\\rtf1 a{\\field{\\*\\fldinst FORMTEXT {\\*\\formfield{\\fftype0{\\*\\ffname T1}{\\*\\ffdeftext "
	"type}}}}{\\fldrslt Ann}}b}",
	HEAD "1 \"a\"\n1 <text name=T1> \"Ann\"\n1 \"b\"\n"},
    {"a form's boxes",
	"{\\rtf1{\\field{\\*\\fldinst FORMCHECKBOX {\\*\\formfield{\\fftype1\\ffres25\\ffdefres1}}}{\\fldrslt x}}"
	"{\\field{\\*\\fldinst FORMCHECKBOX {\\*\\formfield{\\fftype1\\ffres0\\ffdefres1}}}}}",
	HEAD "1 <check-box checked> \"\xe2\x98\x92\"\n1 <check-box> \"\xe2\x98\x90\"\n"},
    {"a form's choice",
	"{\\rtf1{\\field{\\*\\fldinst FORMDROPDOWN {\\*\\formfield{\\fftype2\\ffres1{\\*\\ffl Choose}{\\*\\ffl "
	"Male}}}}{\\fldrslt}}}",
	HEAD "1 <choice> \"Male\"\n"},
    {"blanks and NULs may follow", "{\\rtf1 a}\r\n \x1a", HEAD "1 \"a\"\n"},
    {"text behind the end", "{\\rtf1 a}{\\rtf1 b}", "rtf ambiguous pages=0 image-pages=0 images=0\n1 \"a\"\n"},
    {"an end that is missing", "{\\rtf1 a{b}", "rtf damaged pages=0 image-pages=0 images=0\n1 \"ab\"\n"},
    {"an escape that is cut", "{\\rtf1 a\\'4", "rtf damaged pages=0 image-pages=0 images=0\n"},
    {"an escape that is none", "{\\rtf1 \\'zz}", "rtf damaged pages=0 image-pages=0 images=0\n"},
    {"more binary data than there are", "{\\rtf1{\\bin99 x}}", "rtf damaged pages=0 image-pages=0 images=0\n"},
    {"a number that nothing holds", "{\\rtf1\\fs99999999999 a}", "rtf damaged pages=0 image-pages=0 images=0\n"},
    {"a word that nothing knows how to end", "{\\rtf1\\aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa b}",
	"rtf damaged pages=0 image-pages=0 images=0\n"},
};

START_TEST(an_rtf_says_what_word_shows)
{
	char *says = small_document_says(cases[_i].rtf, strlen(cases[_i].rtf));

	ck_assert_msg(strcmp(says, cases[_i].says) == 0, "%s:\n%s", cases[_i].name, says);
	free(says);
}
END_TEST

static char *nested_groups(unsigned depth)
{
	char *rtf = malloc(2 * (size_t)depth + 16);

	strcpy(rtf, "{\\rtf1 ");
	memset(rtf + 7, '{', depth - 1);
	rtf[7 + depth - 1] = 'a';
	memset(rtf + 7 + depth, '}', depth);
	rtf[7 + 2 * depth] = '\0';
	return rtf;
}

START_TEST(groups_nest_to_the_limit)
{
	char *rtf = nested_groups(LIMIT_RTF_GROUPS + (unsigned)_i);
	char *says = small_document_says(rtf, strlen(rtf));

	ck_assert_str_eq(says, _i == 0 ? HEAD "1 \"a\"\n" : "rtf limit pages=0 image-pages=0 images=0\n");
	free(says);
	free(rtf);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("rtf");
	TCase *all = tcase_create("all");

	if (document_warm() < 0)
		return 1;
	tcase_add_loop_test(all, an_rtf_says_what_word_shows, 0, sizeof(cases) / sizeof(cases[0]));
	tcase_add_loop_test(all, groups_nest_to_the_limit, 0, 2);
	suite_add_tcase(suite, all);
	return run_suite(suite);
}
