/* contradiction: what programs mislabel every day passes, a program in the clothes of a document does not. */
#include "message/contradiction.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <string.h>

#define DOCX "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

static const struct {
	const char *type, *name, *other; /* the names; NULL for none */
	enum family octets;
	bool is_dangerous;
} parts[] = {
    /* Ordinary mail. */
    {DOCX, "form.docx", NULL, FAMILY_ZIP, false},
    {DOCX, NULL, NULL, FAMILY_OFFICE, false},
    {"application/octet-stream", "form.pdf", NULL, FAMILY_PDF, false},
    {"application/octet-stream", "form.docx", NULL, FAMILY_ZIP, false},
    {"application/octet-stream", NULL, NULL, FAMILY_EXECUTABLE, false},
    {"application/msword", "form.docx", NULL, FAMILY_ZIP, false},
    {"application/zip", "form.docx", NULL, FAMILY_ZIP, false},
    {DOCX, "form.doc", NULL, FAMILY_ZIP, false},
    {"application/msword", "form.doc", NULL, FAMILY_OFFICE, false},
    {"application/msword", "form.docx", NULL, FAMILY_OLE, false},
    {"text/rtf", "form.doc", NULL, FAMILY_OFFICE, false},
    {"image/jpeg", "photo.png", NULL, FAMILY_IMAGE, false},
    {"image/x-emz", "oledata.mso", NULL, FAMILY_ARCHIVE, false},
    {"image/x-emz", "image001.emz", NULL, FAMILY_ARCHIVE, false},
    {"image/x-wmz", "image001.wmz", NULL, FAMILY_ARCHIVE, false},
    {"image/jpeg", "photo.pdf", NULL, FAMILY_IMAGE, false},
    {"text/plain", "notes.md", NULL, FAMILY_UNKNOWN, false},
    {"text/plain", "form.docx", NULL, FAMILY_ZIP, false},
    {"text/plain", "form.pdf", NULL, FAMILY_PDF, false},
    {"application/vnd.ms-excel", "pupils.csv", NULL, FAMILY_UNKNOWN, false},
    {"text/calendar", "invite.ics", NULL, FAMILY_UNKNOWN, false},
    {"text/plain", "invite.ics", NULL, FAMILY_UNKNOWN, false},
    {"text/html", "page.html", NULL, FAMILY_HTML, false},
    {"application/vnd.ms-outlook", "mail.msg", NULL, FAMILY_OLE, false},
    {"application/pdf", "form.pdf", NULL, FAMILY_UNKNOWN, false},
    {"application/pdf", "form", NULL, FAMILY_PDF, false},
    {"application/x-msdownload", "form.pdf", NULL, FAMILY_PDF, false},
    {"application/x-msi", "setup.msi", NULL, FAMILY_OLE, false},
    {"application/java-archive", "tool.jar", NULL, FAMILY_ZIP, false},
    {"application/x-msdos-program", "tool.exe", NULL, FAMILY_EXECUTABLE, false},
    {"application/zip", "forms.zip", NULL, FAMILY_ZIP, false},
    {"application/gzip", "forms.tar.gz", NULL, FAMILY_ARCHIVE, false},
    /* Case systems export tables and letters as HTML; text is shown as text, whatever it begins with. */
    {"application/vnd.ms-excel", "pupils.xls", NULL, FAMILY_HTML, false},
    {"application/octet-stream", "letter.doc", NULL, FAMILY_HTML, false},
    {"application/msword", NULL, NULL, FAMILY_HTML, false},
    {"text/plain", "notes.txt", NULL, FAMILY_HTML, false},
    {"text/csv", "pupils.csv", NULL, FAMILY_HTML, false},
    {"application/octet-stream", "backup.log", NULL, FAMILY_SCRIPT, false},
    {"text/plain", NULL, NULL, FAMILY_SCRIPT, false},
    {"text/plain", "page.html", NULL, FAMILY_HTML, false},
    {"text/plain", "data.xml", NULL, FAMILY_UNKNOWN, false},
    /* Names and types against each other. */
    {"text/plain", "page.html", NULL, FAMILY_UNKNOWN, true},
    {"text/plain", "page.html", NULL, FAMILY_SCRIPT, true},
    {"text/plain", "page.html", "page.exe", FAMILY_HTML, true},
    {"application/msword", "page.html", NULL, FAMILY_HTML, true},
    {"text/plain", "run.sh", NULL, FAMILY_SCRIPT, true},
    {"application/pdf", "form.exe", NULL, FAMILY_UNKNOWN, true},
    {DOCX, "form.js", NULL, FAMILY_UNKNOWN, true},
    {"text/plain", "form.bat", NULL, FAMILY_UNKNOWN, true},
    {"image/png", "photo.scr", NULL, FAMILY_IMAGE, true},
    {"image/png", "photo.svg", NULL, FAMILY_UNKNOWN, true},
    {"application/pdf", "form.pdf.lnk", NULL, FAMILY_PDF, true},
    {"application/pdf", "form.docx", NULL, FAMILY_PDF, true},
    {"application/pdf", "form.html", NULL, FAMILY_PDF, true},
    {"text/html", "form.pdf", NULL, FAMILY_PDF, true},
    {"application/octet-stream", "form.pdf", "form.exe", FAMILY_PDF, true},
    {"application/octet-stream", "form.pdf", "form.docx", FAMILY_PDF, true},
    {"application/zip", "form.exe", NULL, FAMILY_ZIP, true},
    {"text/html", "page.exe", NULL, FAMILY_HTML, true},
    /* Octets against names and types. */
    {"application/pdf", "form.pdf", NULL, FAMILY_EXECUTABLE, true},
    {"application/octet-stream", "form.docx", NULL, FAMILY_EXECUTABLE, true},
    {"image/jpeg", NULL, NULL, FAMILY_SCRIPT, true},
    {"image/jpeg", "photo.jpg", NULL, FAMILY_HTML, true},
    {"text/plain", "notes.txt", NULL, FAMILY_SHORTCUT, true},
    {"text/plain", "notes.txt", NULL, FAMILY_EXECUTABLE, true},
    {"text/xml", NULL, NULL, FAMILY_HTML, true},
    {"text/plain", "notes.xml", NULL, FAMILY_HTML, true},
    {"text/xml", "notes.txt", NULL, FAMILY_SCRIPT, true},
    {"application/vnd.ms-excel", "pupils.xls", NULL, FAMILY_SCRIPT, true},
    {"application/vnd.ms-excel", "pupils.xls", NULL, FAMILY_EXECUTABLE, true},
    {"application/vnd.ms-excel", "pupils.pdf", NULL, FAMILY_HTML, true},
    {"application/vnd.ms-excel", "pupils.hta", NULL, FAMILY_HTML, true},
    {"application/pdf", "form.pdf", NULL, FAMILY_SHORTCUT, true},
    {DOCX, "form.docx", NULL, FAMILY_ARCHIVE, true},
    {"application/pdf", "form.pdf", NULL, FAMILY_ZIP, true},
    {"application/pdf", "form.pdf", NULL, FAMILY_OLE, true},
    {"application/pdf", "form.pdf", NULL, FAMILY_OFFICE, true},
    {"application/octet-stream", "form.docx", NULL, FAMILY_PDF, true},
    {"application/zip", "forms.zip", NULL, FAMILY_EXECUTABLE, true},
    {"application/zip", "forms.zip", NULL, FAMILY_HTML, true},
    {"text/html", "page.html", NULL, FAMILY_EXECUTABLE, true},
    {"text/html", "page.html", NULL, FAMILY_IMAGE, true},
    {"text/html", "page.html", NULL, FAMILY_ARCHIVE, true},
};

/* Borrows. */
static struct facts_part make_part(const char *type, const char *name, const char *other)
{
	struct facts_part part = {.declared_type = (char *)type, .role = PART_ATTACHMENT};

	if (name != NULL)
		part.names[part.name_count++] = (char *)name;
	if (other != NULL)
		part.names[part.name_count++] = (char *)other;
	return part;
}

START_TEST(parts_are_told_apart)
{
	struct facts_part part = make_part(parts[_i].type, parts[_i].name, parts[_i].other);

	ck_assert_msg(contradiction_is_dangerous(&part, parts[_i].octets) == parts[_i].is_dangerous, "%s, %s: %d",
	    parts[_i].type, parts[_i].name != NULL ? parts[_i].name : "no name", (int)parts[_i].octets);
}
END_TEST

START_TEST(text_of_the_mail_may_look_like_anything_that_is_text)
{
	struct facts_part part = make_part("text/plain", NULL, NULL);

	part.role = PART_BODY;
	ck_assert(!contradiction_is_dangerous(&part, FAMILY_HTML));
	ck_assert(!contradiction_is_dangerous(&part, FAMILY_SCRIPT));
	ck_assert(!contradiction_is_dangerous(&part, FAMILY_SHORTCUT));
	ck_assert(contradiction_is_dangerous(&part, FAMILY_EXECUTABLE));
	ck_assert(contradiction_is_dangerous(&part, FAMILY_ARCHIVE));
}
END_TEST

START_TEST(what_nobody_knows_contradicts_nothing)
{
	for (enum family octets = FAMILY_UNKNOWN; octets < FAMILY_COUNT; octets++) {
		struct facts_part part = make_part("application/octet-stream", "form.unheard-of", NULL);
		ck_assert_msg(!contradiction_is_dangerous(&part, octets), "%d", (int)octets);
	}
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

int main(void)
{
	Suite *suite = suite_create("contradiction");
	TCase *tcase = tcase_create("pairs");

	tcase_add_loop_test(tcase, parts_are_told_apart, 0, COUNT(parts));
	tcase_add_test(tcase, text_of_the_mail_may_look_like_anything_that_is_text);
	tcase_add_test(tcase, what_nobody_knows_contradicts_nothing);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
