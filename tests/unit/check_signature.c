/* signature: octets come into the family of what they are, and words are no signatures. */
#include "message/signature.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <string.h>

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
	enum family family = signature_family(contents[_i].octets, contents[_i].size, contents[_i].sniffed);

	ck_assert_msg(family == contents[_i].family, "%d: %d", _i, family);
}
END_TEST

START_TEST(a_pdf_may_begin_within_the_octets_that_count)
{
	char octets[SIGNATURE_OCTETS + 8];

	memset(octets, 'x', sizeof(octets));
	memcpy(octets + SIGNATURE_OCTETS - 5, "%PDF-", 5);
	ck_assert_int_eq(signature_family(octets, sizeof(octets), NULL), FAMILY_PDF);
	memset(octets, 'x', sizeof(octets));
	memcpy(octets + SIGNATURE_OCTETS - 4, "%PDF-", 5);
	ck_assert_int_eq(signature_family(octets, sizeof(octets), NULL), FAMILY_UNKNOWN);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

int main(void)
{
	Suite *suite = suite_create("signature");
	TCase *tcase = tcase_create("octets");

	tcase_add_loop_test(tcase, octets_have_a_family, 0, COUNT(contents));
	tcase_add_test(tcase, a_pdf_may_begin_within_the_octets_that_count);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
