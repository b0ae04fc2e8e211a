/* family: types and names come into the family that programs would open them as. */
#include "message/family.h"
#include "tests/support/run_suite.h"

#include <check.h>

static const struct {
	const char *type;
	enum family family;
} types[] = {
    {"text/plain", FAMILY_TEXT},
    {"text/x-anything", FAMILY_TEXT},
    {"text/xml", FAMILY_XML},
    {"text/html", FAMILY_HTML},
    {"text/rtf", FAMILY_OFFICE},
    {"text/calendar", FAMILY_CALENDAR},
    {"image/jpeg", FAMILY_IMAGE},
    {"image/svg+xml", FAMILY_HTML},
    {"audio/mpeg", FAMILY_MEDIA},
    {"video/mp4", FAMILY_MEDIA},
    {"application/pdf", FAMILY_PDF},
    {"application/msword", FAMILY_OFFICE},
    {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", FAMILY_OFFICE},
    {"application/vnd.oasis.opendocument.text", FAMILY_OFFICE},
    {"application/zip", FAMILY_ZIP},
    {"application/x-7z-compressed", FAMILY_ARCHIVE},
    {"application/x-msdos-program", FAMILY_EXECUTABLE},
    {"application/x-msdownload", FAMILY_UNKNOWN},
    {"application/octet-stream", FAMILY_UNKNOWN},
    {"application/pdfx", FAMILY_UNKNOWN},
    {"", FAMILY_UNKNOWN},
};

START_TEST(types_have_a_family)
{
	ck_assert_msg(family_of_type(types[_i].type) == types[_i].family, "%s", types[_i].type);
}
END_TEST

static const struct {
	const char *name;
	enum family family;
} names[] = {
    {"form.docx", FAMILY_OFFICE},
    {"form.PDF", FAMILY_PDF},
    {"form.pdf.exe", FAMILY_EXECUTABLE},
    {"form.exe.pdf", FAMILY_PDF},
    {"form.exe . .", FAMILY_EXECUTABLE},
    {"page.htm", FAMILY_HTML},
    {"data.xml", FAMILY_XML},
    {"run.bat", FAMILY_SCRIPT},
    {"form.lnk", FAMILY_SHORTCUT},
    {"form", FAMILY_UNKNOWN},
    {"exe", FAMILY_UNKNOWN},
    {"form.", FAMILY_UNKNOWN},
    {"", FAMILY_UNKNOWN},
    {"...", FAMILY_UNKNOWN},
    {"form.unheard-of", FAMILY_UNKNOWN},
};

START_TEST(names_have_a_family)
{
	ck_assert_msg(family_of_name(names[_i].name) == names[_i].family, "%s", names[_i].name);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

int main(void)
{
	Suite *suite = suite_create("family");
	TCase *tcase = tcase_create("tables");

	tcase_add_loop_test(tcase, types_have_a_family, 0, COUNT(types));
	tcase_add_loop_test(tcase, names_have_a_family, 0, COUNT(names));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
