/* family: types, names and octets come into the family that programs would open them as. */
#include "message/family.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <string.h>

static const struct {
	const char *type;
	enum family family;
} types[] = {
    {"text/plain", FAMILY_TEXT},
    {"text/x-anything", FAMILY_TEXT},
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

#define OCTETS(text) (text), sizeof(text) - 1

static const struct {
	const char *octets;
	size_t size;
	const char *sniffed;
	enum family family;
} contents[] = {
    {OCTETS(""), NULL, FAMILY_UNKNOWN},
    {OCTETS("Hello"), NULL, FAMILY_UNKNOWN},
    {OCTETS("Hello"), "text/plain", FAMILY_UNKNOWN},
    {OCTETS("%PDF-1.7\n"), NULL, FAMILY_PDF},
    {OCTETS("scanned\n\n%PDF-1.7\n"), NULL, FAMILY_PDF},
    {OCTETS("MZ\x90\0\x03\0"), NULL, FAMILY_EXECUTABLE},
    {OCTETS("MZ is a school"), NULL, FAMILY_UNKNOWN},
    {OCTETS("MZ"), NULL, FAMILY_UNKNOWN},
    {OCTETS("\x7f"
	    "ELF\x02"),
	NULL, FAMILY_EXECUTABLE},
    {OCTETS("PK\x03\x04"), NULL, FAMILY_ZIP},
    {OCTETS("PK\x03"), NULL, FAMILY_UNKNOWN},
    {OCTETS("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "application/msword", FAMILY_OLE},
    {OCTETS("{\\rtf1"), NULL, FAMILY_OFFICE},
    {OCTETS("Rar!\x1a\x07\x01"), NULL, FAMILY_ARCHIVE},
    {OCTETS("\x89PNG\r\n\x1a\n"), NULL, FAMILY_IMAGE},
    {OCTETS("L\0\0\0\x01\x14\x02\0"), NULL, FAMILY_SHORTCUT},
    {OCTETS("<html><body>"), NULL, FAMILY_HTML},
    {OCTETS("\r\n <!DOCTYPE HTML>"), NULL, FAMILY_HTML},
    {OCTETS("\xef\xbb\xbf<html>"), NULL, FAMILY_HTML},
    {OCTETS("\xff\xfe<\0h\0t\0m\0l\0>\0"), NULL, FAMILY_HTML},
    {OCTETS("<!-- saved --><html>"), NULL, FAMILY_HTML},
    {OCTETS("<?xml version=\"1.0\"?>\n<svg xmlns="), NULL, FAMILY_HTML},
    {OCTETS("<?xml version=\"1.0\"?>\n<form>"), "text/xml", FAMILY_UNKNOWN},
    {OCTETS("<!-- never closed <html>"), NULL, FAMILY_UNKNOWN},
    {OCTETS("<header>"), NULL, FAMILY_UNKNOWN},
    {OCTETS("<htmlish>"), NULL, FAMILY_UNKNOWN},
    {OCTETS("I like <html>"), "text/html", FAMILY_UNKNOWN},
    {OCTETS("#!/bin/sh\n"), NULL, FAMILY_SCRIPT},
    {OCTETS("#! important"), "text/x-shellscript", FAMILY_UNKNOWN},
    {OCTETS("[InternetShortcut]\r\nURL="), NULL, FAMILY_SHORTCUT},
    {OCTETS("\xe9tat"), "application/x-dosexec", FAMILY_UNKNOWN},
    {OCTETS("BZh91AY&SY"), "application/x-bzip2", FAMILY_ARCHIVE},
    {OCTETS("ID3\x03"), "audio/mpeg", FAMILY_MEDIA},
};

START_TEST(octets_have_a_family)
{
	enum family family = family_of_octets(contents[_i].octets, contents[_i].size, contents[_i].sniffed);

	ck_assert_msg(family == contents[_i].family, "%d: %d", _i, family);
}
END_TEST

START_TEST(a_pdf_may_begin_within_the_octets_that_count)
{
	char octets[FAMILY_OCTETS_MIN + 8];

	memset(octets, 'x', sizeof(octets));
	memcpy(octets + FAMILY_OCTETS_MIN - 5, "%PDF-", 5);
	ck_assert_int_eq(family_of_octets(octets, sizeof(octets), NULL), FAMILY_PDF);
	memset(octets, 'x', sizeof(octets));
	memcpy(octets + FAMILY_OCTETS_MIN - 4, "%PDF-", 5);
	ck_assert_int_eq(family_of_octets(octets, sizeof(octets), NULL), FAMILY_UNKNOWN);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

int main(void)
{
	Suite *suite = suite_create("family");
	TCase *tcase = tcase_create("tables");

	tcase_add_loop_test(tcase, types_have_a_family, 0, COUNT(types));
	tcase_add_loop_test(tcase, names_have_a_family, 0, COUNT(names));
	tcase_add_loop_test(tcase, octets_have_a_family, 0, COUNT(contents));
	tcase_add_test(tcase, a_pdf_may_begin_within_the_octets_that_count);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
