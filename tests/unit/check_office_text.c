/* office_text: what is unsafe in Office's own XML and in web archives, and what is not. */
#include "message/sanitise/office_text.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#define MACROS	 UNSAFE_BIT(UNSAFE_OFFICE_MACROS)
#define EXTERNAL UNSAFE_BIT(UNSAFE_OFFICE_EXTERNAL)
#define EMBEDDED UNSAFE_BIT(UNSAFE_OFFICE_EMBEDDED)
#define DDE	 UNSAFE_BIT(UNSAFE_FIELDS_DDE)

#define HEAD  "<?xml version=\"1.0\" encoding=\"UTF-8\"?><?mso-application progid=\"Word.Document\"?>"
#define LATIN "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>"
#define WORD_2003(body)                                                                                                \
	HEAD "<w:wordDocument xmlns:w=\"http://schemas.microsoft.com/office/word/2003/wordml\">" body                  \
	     "</w:wordDocument>"
#define FLAT(parts)                                                                                                    \
	HEAD "<pkg:package xmlns:pkg=\"http://schemas.microsoft.com/office/2006/xmlPackage\">" parts "</pkg:package>"
#define PART(type, content) "<pkg:part pkg:name=\"/a\" pkg:contentType=\"" type "\">" content "</pkg:part>"
#define RELATION(type, target)                                                                                         \
	PART("application/vnd.openxmlformats-package.relationships+xml",                                               \
	    "<pkg:xmlData><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"      \
	    "<Relationship Id=\"a\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/" type  \
	    "\" Target=\"" target "\" TargetMode=\"External\"/></Relationships></pkg:xmlData>")
#define SHEET(head, attributes)                                                                                        \
	head "<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" "                                       \
	     "xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\"><Cell " attributes "/></Workbook>"
#define ARCHIVE(body)                                                                                                  \
	"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"a\"\r\n\r\n--a\r\n\r\n" body "\r\n--a--\r\n"

static const struct {
	const char *octets;
	unsigned found;
} cases[] = {
    {WORD_2003("<w:body><w:p><w:r><w:t>caf\303\251</w:t></w:r></w:p></w:body>"), 0},
    {WORD_2003("<w:docSuppData><w:binData w:name=\"editdata.mso\">AAAA</w:binData></w:docSuppData>"), MACROS},
    {WORD_2003("<w:docOleData><w:binData w:name=\"oledata.mso\">AAAA</w:binData></w:docOleData>"), EMBEDDED},
    {WORD_2003("<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>D\302\255DE a</w:instrText></w:r>"
	       "<w:r><w:fldChar w:fldCharType=\"end\"/></w:r></w:p>"),
	DDE},
    {WORD_2003("<w:fldSimple w:instr=\"PAGE\"/>"), 0},
    {WORD_2003("<w:fldSimple w:instr=\"DDEAUTO a b\"/>"), DDE},
    {FLAT(PART("application/xml", "<pkg:xmlData><a/></pkg:xmlData>")), 0},
    {FLAT(PART("image/png", "<pkg:binaryData>AAAA</pkg:binaryData>")), 0},
    {FLAT(PART("application/vnd.ms-office.vbaProject", "<pkg:binaryData>AAAA</pkg:binaryData>")), MACROS},
    {FLAT(RELATION("hyperlink", "https://www.example.org/")), 0},
    {FLAT(RELATION("hyperlink", "file:///a")), EXTERNAL},
    {FLAT(RELATION("attachedTemplate", "https://www.example.org/a.dotm")), EXTERNAL},
    {SHEET(HEAD, "ss:Formula=\"=SUM(R[-2]C:R[-1]C)\""), 0},
    {SHEET(HEAD, "ss:Formula=\"=cmd|'/c a'!A0\""), DDE},
    {SHEET(HEAD, "ss:Formula=\"=cmd&#124;'/c a'!A0\""), DDE},
    {SHEET(LATIN, "ss:Data=\"\xe9\" ss:Formula=\"=cmd|'/c a'!A0\""), DDE},
    {SHEET(LATIN, "ss:Data=\"\xe9\""), 0},
    {"\xef\xbb\xbf" SHEET("", "ss:Formula=\"=cmd|'/c a'!A0\""), DDE},
    {HEAD "<a xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">", 0}, /* nobody opens it */
    {ARCHIVE("<html><body>Letter</body></html>"), 0},
    {ARCHIVE("QWN0aXZlTWltZQAAAfAEAAAA"), MACROS},
    {ARCHIVE("Q W\r\nN0-aXZlT\tWltZQAAAfAE"), MACROS},
    {ARCHIVE("ActiveMime"), MACROS},
    {ARCHIVE("QWN0aXZlTWl"), 0},
};

static struct cleaning look(const char *text, unsigned strip)
{
	size_t size = strlen(text);
	char *copy = malloc(size);
	struct cleaning cleaning = {0};

	memcpy(copy, text, size);
	ck_assert(office_text_looks(copy, size));
	ck_assert_int_eq(office_text_unsafe(copy, size, strip, &cleaning), 0);
	free(copy);
	return cleaning;
}

START_TEST(each_is_of_its_class_and_never_rewritten)
{
	struct cleaning cleaning = look(cases[_i].octets, ~0U);

	ck_assert_msg(cleaning.found == cases[_i].found, "%d: %x", _i, cleaning.found);
	ck_assert_int_eq(cleaning.state, cases[_i].found != 0 ? CLEANING_IMPOSSIBLE : CLEANING_UNCHANGED);
	ck_assert_ptr_null(cleaning.octets);
}
END_TEST

START_TEST(what_is_allowed_stays)
{
	struct cleaning cleaning = look(cases[1].octets, 0);

	ck_assert_uint_eq(cleaning.found, MACROS);
	ck_assert_int_eq(cleaning.state, CLEANING_UNCHANGED);
}
END_TEST

START_TEST(sixteen_bits_are_read_as_well)
{
	static const char text[] = SHEET("<?xml version=\"1.0\"?>", "ss:Formula=\"=cmd|'/c a'!A0\"");
	char wide[2 * sizeof(text)] = "\xff\xfe";
	struct cleaning cleaning = {0};

	for (size_t i = 0; i < sizeof(text) - 1; i++)
		wide[2 * i + 2] = text[i];
	ck_assert(office_text_looks(wide, sizeof(wide)));
	ck_assert_int_eq(office_text_unsafe(wide, sizeof(wide), ~0U, &cleaning), 0);
	ck_assert_uint_eq(cleaning.found, DDE);
}
END_TEST

START_TEST(other_text_is_none)
{
	static const char *const others[] = {"", "Dear all,\n", "<?xml version=\"1.0\"?><case/>", "<html><body>",
	    "MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nHello"};

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		ck_assert_msg(!office_text_looks(others[i], strlen(others[i])), "%zu", i);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("office_text");
	TCase *all = tcase_create("all");

	tcase_add_loop_test(all, each_is_of_its_class_and_never_rewritten, 0, (int)(sizeof(cases) / sizeof(cases[0])));
	tcase_add_test(all, what_is_allowed_stays);
	tcase_add_test(all, sixteen_bits_are_read_as_well);
	tcase_add_test(all, other_text_is_none);
	suite_add_tcase(suite, all);
	return run_suite(suite);
}
