/* file_class: what a file is by its names, its type and its octets, and what ordinary files are not. */
#include "message/sanitise/file_class.h"
#include "message/sanitise/limits.h"
#include "tests/support/run_suite.h"
#include "tests/support/small_documents.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))
#define OCTETS(text) (text), sizeof(text) - 1
#define BIT(class)   UNSAFE_BIT(UNSAFE_##class)
#define OCTET_STREAM "application/octet-stream"
#define WORD	     "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#define PROGRAM	     "MZ\x90\0\3\0\0\0"
#define SHORTCUT     "L\0\0\0\1\x14\2\0"
#define PNG	     "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1"
#define OLE	     "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

static struct file_class classify_as(
    enum part_role role, const char *type, const char *name, const char *octets, size_t size)
{
	struct facts_part part = {.declared_type = (char *)type, .role = role};
	struct file_class class = {0};
	/* Exactly as large, so that a sanitizer sees what is read behind it. */
	char *copy = malloc(size > 0 ? size : 1);

	if (size > 0)
		memcpy(copy, octets, size);
	if (name != NULL)
		part.names[part.name_count++] = (char *)name;
	ck_assert_int_eq(file_class_find(&part, copy, size, NULL, &class), 0);
	free(copy);
	return class;
}

static struct file_class classify(const char *type, const char *name, const char *octets, size_t size)
{
	return classify_as(PART_ATTACHMENT, type, name, octets, size);
}

/* By its name alone. */
static const struct {
	const char *name;
	unsigned found;
} names[] = {
    {"form.exe", BIT(EXECUTABLE)},
    {"FORM.EXE", BIT(EXECUTABLE)},
    {"form.scr", BIT(EXECUTABLE)},
    {"form.com", BIT(EXECUTABLE)},
    {"form.pif", BIT(EXECUTABLE)},
    {"form.dll", BIT(EXECUTABLE)},
    {"form.cpl", BIT(EXECUTABLE)},
    {"form.msi", BIT(EXECUTABLE)},
    {"form.msix", BIT(EXECUTABLE)},
    {"form.appx", BIT(EXECUTABLE)},
    {"form.apk", BIT(EXECUTABLE)},
    {"form.jar", BIT(EXECUTABLE)},
    {"form.class", BIT(EXECUTABLE)},
    {"form.deb", BIT(EXECUTABLE)},
    {"form.rpm", BIT(EXECUTABLE)},
    {"form.xll", BIT(EXECUTABLE)},
    {"form.js", BIT(SCRIPT)},
    {"form.jse", BIT(SCRIPT)},
    {"form.vbs", BIT(SCRIPT)},
    {"form.vbe", BIT(SCRIPT)},
    {"form.wsf", BIT(SCRIPT)},
    {"form.wsh", BIT(SCRIPT)},
    {"form.hta", BIT(SCRIPT)},
    {"cases.mdb", BIT(SCRIPT)},
    {"cases.accdb", BIT(SCRIPT)},
    {"cases.accde", BIT(SCRIPT)},
    {"form.ps1", BIT(SCRIPT)},
    {"form.psm1", BIT(SCRIPT)},
    {"form.bat", BIT(SCRIPT)},
    {"form.cmd", BIT(SCRIPT)},
    {"form.sh", BIT(SCRIPT)},
    {"form.py", BIT(SCRIPT)},
    {"form.pl", BIT(SCRIPT)},
    {"form.php", BIT(SCRIPT)},
    {"form.reg", BIT(SCRIPT)},
    {"form.inf", BIT(SCRIPT)},
    {"form.scf", BIT(SCRIPT)},
    {"form.sct", BIT(SCRIPT)},
    {"form.chm", BIT(SCRIPT)},
    {"form.one", BIT(SCRIPT)},
    {"form.onepkg", BIT(SCRIPT)},
    {"form.slk", BIT(SCRIPT)},
    {"form.fdf", BIT(SCRIPT)},
    {"form.xdp", BIT(SCRIPT)},
    {"form@school.com", 0},
    {"@school.com", BIT(EXECUTABLE)},
    {"form.com@school.exe", BIT(EXECUTABLE)},
    {"form.lnk", BIT(SHORTCUT)},
    {"form.url", BIT(SHORTCUT)},
    {"form.odc", BIT(SHORTCUT)},
    {"form.desktop", BIT(SHORTCUT)},
    {"form.webloc", BIT(SHORTCUT)},
    {"form.library-ms", BIT(SHORTCUT)},
    {"form.search-ms", BIT(SHORTCUT)},
    {"form.searchConnector-ms", BIT(SHORTCUT)},
    {"form.settingcontent-ms", BIT(SHORTCUT)},
    {"form.rdp", BIT(SHORTCUT)},
    {"form.appref-ms", BIT(SHORTCUT)},
    {"form.theme", BIT(SHORTCUT)},
    {"form.website", BIT(SHORTCUT)},
    {"form.jnlp", BIT(SHORTCUT)},
    {"form.diagcab", BIT(SHORTCUT)},
    {"form.application", BIT(SHORTCUT)},
    {"form.iqy", BIT(SHORTCUT)},
    {"form.iso", BIT(DISK_IMAGE)},
    {"form.img", BIT(DISK_IMAGE)},
    {"form.vhd", BIT(DISK_IMAGE)},
    {"form.vhdx", BIT(DISK_IMAGE)},
    {"form.vmdk", BIT(DISK_IMAGE)},
    {"form.dmg", BIT(DISK_IMAGE)},
    {"form.udf", BIT(DISK_IMAGE)},
    {"form.zip", BIT(ARCHIVE)},
    {"form.7z", BIT(ARCHIVE)},
    {"form.rar", BIT(ARCHIVE)},
    {"form.tar.gz", BIT(ARCHIVE)},
    {"form.tgz", BIT(ARCHIVE)},
    {"form.bz2", BIT(ARCHIVE)},
    {"form.xz", BIT(ARCHIVE)},
    {"form.cab", BIT(ARCHIVE)},
    {"form.arj", BIT(ARCHIVE)},
    {"form.lzh", BIT(ARCHIVE)},
    {"form.ace", BIT(ARCHIVE)},
    {"form.js.gz", BIT(ARCHIVE) | BIT(SCRIPT)},
    {"form.txt.gz", BIT(ARCHIVE)},
    {"form.html", BIT(HTML_ATTACHMENT)},
    {"form.htm", BIT(HTML_ATTACHMENT)},
    {"form.xhtml", BIT(HTML_ATTACHMENT)},
    {"form.shtml", BIT(HTML_ATTACHMENT)},
    {"form.mht", BIT(HTML_ATTACHMENT)},
    {"form.mhtml", BIT(HTML_ATTACHMENT)},
    {"form.xht", BIT(HTML_ATTACHMENT)},
    {"form.svg", BIT(SVG_ATTACHMENT)},
    {"form.svgz", BIT(SVG_ATTACHMENT)},
    {"form.exe.", BIT(EXECUTABLE) | BIT(TYPE_MISMATCH)},
    {"form.pdf.exe", BIT(EXECUTABLE) | BIT(TYPE_MISMATCH)},
    {"form.pdf    .exe", BIT(EXECUTABLE) | BIT(TYPE_MISMATCH)},
    {"form.txt.lnk", BIT(SHORTCUT) | BIT(TYPE_MISMATCH)},
};

START_TEST(a_file_is_what_its_name_says)
{
	struct file_class class = classify(OCTET_STREAM, names[_i].name, OCTETS("x"));

	ck_assert_msg(class.found == names[_i].found, "%s: %x", names[_i].name, class.found);
	ck_assert(!class.hides_type && !class.is_past_limit);
	ck_assert(class.format == ((class.found & BIT(HTML_ATTACHMENT)) != 0 ? FORMAT_HTML : FORMAT_OTHER));
}
END_TEST

/* Without a name, and with nothing said of the type. */
static const struct {
	const char *octets;
	size_t size;
	unsigned found;
	enum file_format format;
} contents[] = {
    {OCTETS(PROGRAM), BIT(EXECUTABLE), FORMAT_OTHER},
    {OCTETS("\177ELF\2\1\1"), BIT(EXECUTABLE), FORMAT_OTHER},
    {OCTETS("\xcf\xfa\xed\xfe\7\0\0\1"), BIT(EXECUTABLE), FORMAT_OTHER},
    {OCTETS("\xca\xfe\xba\xbe\0\0\0\x34"), BIT(EXECUTABLE), FORMAT_OTHER},
    {OCTETS("dex\n035\0"), BIT(EXECUTABLE), FORMAT_OTHER},
    {OCTETS("!<arch>\ndebian-binary   "), BIT(EXECUTABLE), FORMAT_OTHER},
    {OCTETS("\xed\xab\xee\xdb\3\0"), BIT(EXECUTABLE), FORMAT_OTHER},
    {OCTETS("#!/bin/sh\nid\n"), BIT(SCRIPT), FORMAT_OTHER},
    {OCTETS("\r\n@echo off\r\n"), BIT(SCRIPT), FORMAT_OTHER},
    {OCTETS("<?php phpinfo();"), BIT(SCRIPT), FORMAT_OTHER},
    {OCTETS("#@~^EgAAAA=="), BIT(SCRIPT), FORMAT_OTHER},
    {OCTETS("\xff\xfeW\0i\0n\0d\0o\0w\0s\0 \0R\0e\0g\0i\0s\0t\0r\0y\0 \0E\0d\0i\0t\0o\0r\0 \0V\0e\0r\0s\0i\0o\0n\0 \0"),
	BIT(SCRIPT), FORMAT_OTHER},
    {OCTETS("ITSF\3\0\0\0"), BIT(SCRIPT), FORMAT_OTHER},
    {OCTETS("\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1\x53\x78\xd0\x29\x96\xd3"), BIT(SCRIPT), FORMAT_OTHER},
    {OCTETS(SHORTCUT), BIT(SHORTCUT), FORMAT_OTHER},
    {OCTETS("[InternetShortcut]\r\nURL=file://x\r\n"), BIT(SHORTCUT), FORMAT_OTHER},
    {OCTETS("[Desktop Entry]\nExec=id\n"), BIT(SHORTCUT), FORMAT_OTHER},
    {OCTETS("<?xml version=\"1.0\"?><libraryDescription xmlns=\"x\">"), BIT(SHORTCUT), FORMAT_OTHER},
    {OCTETS("vhdxfile"), BIT(DISK_IMAGE), FORMAT_OTHER},
    {OCTETS("conectix"), BIT(DISK_IMAGE), FORMAT_OTHER},
    {OCTETS("KDMV\1"), BIT(DISK_IMAGE), FORMAT_OTHER},
    {OCTETS("7z\xbc\xaf\x27\x1c\0\4"), BIT(ARCHIVE), FORMAT_OTHER},
    {OCTETS("Rar!\x1a\7\0"), BIT(ARCHIVE), FORMAT_OTHER},
    {OCTETS("MSCF\0\0\0\0"), BIT(ARCHIVE), FORMAT_OTHER},
    {OCTETS("BZh91AY&SYxx"), BIT(ARCHIVE), FORMAT_OTHER},
    {OCTETS("\xfd"
	    "7zXZ\0"),
	BIT(ARCHIVE), FORMAT_OTHER},
    {OCTETS("\x60\xea\x2a\0"), BIT(ARCHIVE), FORMAT_OTHER},
    {OCTETS("xx-lh5-xxxxxxxxxxxxxxxx"), BIT(ARCHIVE), FORMAT_OTHER},
    {OCTETS("xxxxxxx**ACE**"), BIT(ARCHIVE), FORMAT_OTHER},
    {OCTETS("\x1f\x8b\x08\0"), BIT(ARCHIVE), FORMAT_OTHER},
    {OCTETS("PK\3\4"), BIT(ARCHIVE), FORMAT_OTHER},
    {OCTETS("\xef\xbb\xbf <!-- x --> <!DOCTYPE html>"), BIT(HTML_ATTACHMENT), FORMAT_HTML},
    {OCTETS("<html><body>"), BIT(HTML_ATTACHMENT), FORMAT_HTML},
    {OCTETS("<\0h\0t\0m\0l\0>\0"), BIT(HTML_ATTACHMENT), FORMAT_HTML},
    {OCTETS("<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\">"), BIT(HTML_ATTACHMENT), FORMAT_HTML},
    {OCTETS("<div>"), BIT(HTML_ATTACHMENT), FORMAT_HTML},
    {OCTETS("<svg xmlns=\"http://www.w3.org/2000/svg\">"), BIT(SVG_ATTACHMENT), FORMAT_OTHER},
    {OCTETS("%PDF-1.7\n"), 0, FORMAT_PDF},
    {OCTETS("x\n%PDF-1.7\n"), 0, FORMAT_PDF},
    {OCTETS("GIF89a\1\0\1\0%PDF-1.7\n"), 0, FORMAT_PDF},
    {OCTETS("%!PS-Adobe-3.0 PDF-1.7\n"), 0, FORMAT_PDF},
    {OCTETS("%!PS-Adobe-3.0\n PDF-1.7\n"), 0, FORMAT_OTHER},
    {OCTETS("%FDF-1.2\n"), BIT(SCRIPT), FORMAT_OTHER},
    {OCTETS("{\\rtf1 x}"), 0, FORMAT_RTF},
    {OCTETS(OLE), 0, FORMAT_OLE},
    {OCTETS("<?xml version=\"1.0\"?><office:document xmlns:office=\"x\">"), 0, FORMAT_FLAT_ODF},
    {OCTETS("<?xml version=\"1.0\"?><div/>"), 0, FORMAT_OTHER},
    {OCTETS("<style>\n<title/>"), 0, FORMAT_OTHER},
    {OCTETS("<htmlish>"), 0, FORMAT_OTHER},
    {OCTETS("MZ begins a word"), 0, FORMAT_OTHER},
    {OCTETS("text that mentions <script> and #!/bin/sh"), 0, FORMAT_OTHER},
    {OCTETS(PNG), 0, FORMAT_OTHER},
    {OCTETS(""), 0, FORMAT_OTHER},
};

static const struct {
	const char *octets;
	size_t size;
	unsigned found;
} addresses[] = {
    {OCTETS("Dear colleague,\r\n\tplease see\f"), 0},
    {OCTETS(""), 0},
    {OCTETS("%PDF-1.7\n\1\0"), 0},
    {OCTETS(PNG), 0},
    {OCTETS("\xe9\1\2"), BIT(EXECUTABLE)},
    {OCTETS("text\0"), BIT(EXECUTABLE)},
    {OCTETS(PROGRAM), BIT(EXECUTABLE)},
};

START_TEST(an_address_is_no_program_where_its_octets_are_none)
{
	struct file_class class =
	    classify(OCTET_STREAM, "hello@school.example.com", addresses[_i].octets, addresses[_i].size);

	ck_assert_uint_eq(class.found & BIT(EXECUTABLE), addresses[_i].found);
}
END_TEST

START_TEST(a_file_is_what_its_octets_are)
{
	struct file_class class = classify(OCTET_STREAM, NULL, contents[_i].octets, contents[_i].size);

	ck_assert_msg(class.found == contents[_i].found, "%d: %x", _i, class.found);
	ck_assert_int_eq(class.format, contents[_i].format);
	ck_assert(!class.hides_type && !class.is_past_limit);
}
END_TEST

/* Nothing is wrong with these. */
static const struct {
	const char *type, *name, *octets;
	size_t size;
	enum file_format format;
} ordinary[] = {
    {"application/pdf", "Referral.docx.pdf", OCTETS("%PDF-1.4\n"), FORMAT_PDF},
    {OCTET_STREAM, "Referral form (1).doc", OCTETS(OLE), FORMAT_OLE},
    {"application/msword", "form.doc", OCTETS("{\\rtf1 x}"), FORMAT_RTF},
    {"application/msword", "form.doc", OCTETS("Just words."), FORMAT_OTHER},
    {"application/msword", "form.doc", OCTETS("<html><body>as a program exports it"), FORMAT_HTML},
    {"application/vnd.ms-excel", "cases.xls", OCTETS("<html><table>"), FORMAT_HTML},
    {"application/msword", "cut-off.docx", OCTETS("PK\3\4"), FORMAT_OOXML},
    {"image/jpeg", "photo.jpg", OCTETS(PNG), FORMAT_OTHER},
    {"image/png", "logo.jpg.png", OCTETS(PNG), FORMAT_OTHER},
    {"image/heic", "IMG_0001.HEIC",
	OCTETS("\0\0\0\x18"
	       "ftypheic"),
	FORMAT_OTHER},
    {"image/webp", "photo.webp", OCTETS("RIFF\0\0\0\0WEBP"), FORMAT_OTHER},
    {"image/tiff", "fax.tif", OCTETS("II*\0\x08\0\0\0"), FORMAT_OTHER},
    {"image/bmp", "screen.bmp", OCTETS("BM\0\0\0\0\0\0\0\0"), FORMAT_OTHER},
    {"image/x-emz", "image001.emz", OCTETS("\x1f\x8b\x08\0"), FORMAT_OTHER},
    {OCTET_STREAM, "image001.wmz", OCTETS("\x1f\x8b\x08\0"), FORMAT_OTHER},
    {"text/plain", "notes.txt", OCTETS("<html> is how a page begins"), FORMAT_OTHER},
    {OCTET_STREAM, "notes.txt", OCTETS("#!/bin/sh is how a script begins"), FORMAT_OTHER},
    {"text/plain", "readme", OCTETS("<div> is an element"), FORMAT_OTHER},
    {"text/plain", NULL, OCTETS("<html>"), FORMAT_OTHER},
    {"text/csv", "register.csv", OCTETS("a,b\n"), FORMAT_OTHER},
    {"text/plain", "register.csv", OCTETS("a,b\n"), FORMAT_OTHER},
    {"application/xml", "data.xml", OCTETS("<?xml version=\"1.0\"?><case/>"), FORMAT_OTHER},
    {"application/json", "data.json", OCTETS("{\"html\": \"<script>\"}"), FORMAT_OTHER},
    {"text/calendar", "invite.ics", OCTETS("BEGIN:VCALENDAR\r\n"), FORMAT_OTHER},
    {"text/vcard", "Terry.vcf", OCTETS("BEGIN:VCARD\r\n"), FORMAT_OTHER},
    {"text/html", "ATT00001.htm", OCTETS("<html><body>Sent from my telephone"), FORMAT_HTML},
    {"text/html", "att00012.HTML", OCTETS("<html>"), FORMAT_HTML},
    {OCTET_STREAM, "mail.eml", OCTETS("From: terry@school.example.org\r\n"), FORMAT_OTHER},
    {"application/vnd.ms-outlook", "mail.msg", OCTETS(OLE), FORMAT_OLE},
    {OCTET_STREAM, "template.oft", OCTETS(OLE), FORMAT_OLE},
    {"application/pkcs7-signature", "smime.p7s", OCTETS("0\x82\1\1"), FORMAT_OTHER},
    {"application/pgp-keys", "key.asc", OCTETS("-----BEGIN PGP PUBLIC KEY BLOCK-----\n"), FORMAT_OTHER},
    {"application/ms-tnef", "winmail.dat", OCTETS("\x78\x9f\x3e\x22"), FORMAT_OTHER},
    {"audio/mpeg", "call.mp3", OCTETS("ID3\3\0"), FORMAT_OTHER},
    {"video/mp4", "clip.mp4",
	OCTETS("\0\0\0\x18"
	       "ftypmp42"),
	FORMAT_OTHER},
    {OCTET_STREAM, "Letter from Ms. Jones", OCTETS("%PDF-1.4\n"), FORMAT_PDF},
    {OCTET_STREAM, "Rota 3.Mar", OCTETS("x"), FORMAT_OTHER},
    {OCTET_STREAM, "Meeting at 2.pm", OCTETS("x"), FORMAT_OTHER},
    {"application/x-msdownload", "form.pdf", OCTETS("%PDF-1.4\n"), FORMAT_PDF},
    {"application/zip", "form.rtf", OCTETS("{\\rtf1 x}"), FORMAT_RTF},
    {OCTET_STREAM,
	"\xe2\x80\xaa"
	"form.pdf",
	OCTETS("%PDF-1.4\n"), FORMAT_PDF},
};

START_TEST(an_ordinary_file_is_of_no_class)
{
	struct file_class class =
	    classify(ordinary[_i].type, ordinary[_i].name, ordinary[_i].octets, ordinary[_i].size);

	ck_assert_msg(class.found == 0, "%d: %x", _i, class.found);
	ck_assert_int_eq(class.format, ordinary[_i].format);
	ck_assert(!class.hides_type && !class.is_past_limit);
}
END_TEST

static const struct {
	const char *type, *name, *octets;
	size_t size;
	unsigned found;
} mismatches[] = {
    {"application/pdf", "form.pdf", OCTETS(PROGRAM), BIT(EXECUTABLE)},
    {WORD, NULL, OCTETS(PROGRAM), BIT(EXECUTABLE)},
    {"text/plain", "form.txt", OCTETS(PROGRAM), BIT(EXECUTABLE)},
    {"image/jpeg", "photo.jpg", OCTETS(SHORTCUT), BIT(SHORTCUT)},
    {"image/jpeg", "photo.jpg", OCTETS("#!/bin/sh"), BIT(SCRIPT)},
    {"image/jpeg", "photo.jpg", OCTETS("<html>"), BIT(HTML_ATTACHMENT)},
    {"application/pdf", "form.pdf", OCTETS("<svg/>"), BIT(SVG_ATTACHMENT)},
    {"application/pdf", "form.pdf", OCTETS("Rar!\x1a\7\0"), BIT(ARCHIVE)},
    {"application/pdf", "form.pdf", OCTETS("conectix"), BIT(DISK_IMAGE)},
    {OCTET_STREAM, "invite.ics", OCTETS(PROGRAM), BIT(EXECUTABLE)},
    {OCTET_STREAM, "form.docx", OCTETS("\x1f\x8b\x08\0"), BIT(ARCHIVE)},
};

START_TEST(a_page_that_is_no_text_of_the_mail_is_a_file)
{
	static const char *const called[] = {
	    "ATT.htm", "ATT01.htm", "ATT00001.htm.html", "ATT00001.hta", "aATT00001.htm"};

	for (size_t i = 0; i < sizeof(called) / sizeof(called[0]); i++)
		ck_assert_msg(classify("text/html", called[i], OCTETS("<html>")).found != 0, "%s", called[i]);
	ck_assert_uint_ne(classify(OCTET_STREAM, "ATT00001.htm", OCTETS("<html>")).found, 0);
}
END_TEST

START_TEST(a_document_that_is_something_else_says_so)
{
	struct file_class class =
	    classify(mismatches[_i].type, mismatches[_i].name, mismatches[_i].octets, mismatches[_i].size);

	ck_assert_msg(class.found == (mismatches[_i].found | BIT(TYPE_MISMATCH)), "%d: %x", _i, class.found);
	ck_assert(!class.hides_type);
}
END_TEST

/* The octets are those of a PDF. */
static const struct {
	const char *name;
	bool hides;
} hidings[] = {
    {"form.pdf", false},
    {"form.docx.pdf", false},
    {"form\xe2\x80\xaexcod.pdf", true},
    {"form.docx       .pdf", true},
    {"form.pdf.", true},
    {"form.pdf ", false},
    {"form       final.pdf", false},
};

START_TEST(a_name_alone_may_be_at_fault)
{
	struct file_class class = classify("application/pdf", hidings[_i].name, OCTETS("%PDF-1.4\n"));

	ck_assert_uint_eq(class.found, hidings[_i].hides ? BIT(TYPE_MISMATCH) : 0);
	ck_assert(class.hides_type == hidings[_i].hides);
	ck_assert_int_eq(class.format, FORMAT_PDF);
}
END_TEST

START_TEST(a_second_name_counts_like_the_first)
{
	struct facts_part part = {
	    .declared_type = OCTET_STREAM, .names = {"form.pdf", "form.js"}, .name_count = 2, .role = PART_ATTACHMENT};
	struct file_class class = {0};

	ck_assert_int_eq(file_class_find(&part, "x", 1, NULL, &class), 0);
	ck_assert_uint_eq(class.found, BIT(SCRIPT));
}
END_TEST

static const struct {
	const char *type, *octets;
	size_t size;
	unsigned found;
	enum file_format format;
} bodies[] = {
    {"text/plain", OCTETS("<html> is how a page begins"), 0, FORMAT_OTHER},
    {"text/plain", OCTETS("#!/bin/sh"), 0, FORMAT_OTHER},
    {"text/plain", OCTETS("[InternetShortcut]"), 0, FORMAT_OTHER},
    {"text/plain", OCTETS("%PDF- is how one begins"), 0, FORMAT_OTHER},
    {"text/plain", OCTETS(""), 0, FORMAT_OTHER},
    {"text/html", OCTETS("Hello"), 0, FORMAT_HTML},
    {"text/html", OCTETS("<html><svg>"), 0, FORMAT_HTML},
    {"text/html", OCTETS("<svg>"), 0, FORMAT_HTML},
    {"text/plain", OCTETS(PROGRAM), BIT(EXECUTABLE), FORMAT_OTHER},
};

START_TEST(of_the_text_of_a_mail_only_the_octets_count)
{
	struct file_class class = classify_as(PART_BODY, bodies[_i].type, NULL, bodies[_i].octets, bodies[_i].size);

	ck_assert_msg(class.found == bodies[_i].found, "%d: %x", _i, class.found);
	ck_assert_int_eq(class.format, bodies[_i].format);
}
END_TEST

START_TEST(a_container_is_none)
{
	struct file_class class = classify_as(PART_CONTAINER, "message/rfc822", "form.exe", NULL, 0);

	ck_assert_uint_eq(class.found, 0);
	ck_assert_int_eq(class.format, FORMAT_OTHER);
}
END_TEST

/* Declared types, of octets that say nothing. */
static const struct {
	const char *type;
	unsigned found;
} types[] = {
    {"application/x-dosexec", BIT(EXECUTABLE)},
    {"application/java-archive", BIT(EXECUTABLE)},
    {"text/javascript", BIT(SCRIPT)},
    {"application/hta", BIT(SCRIPT)},
    {"application/onenote", BIT(SCRIPT)},
    {"application/internet-shortcut", BIT(SHORTCUT)},
    {"application/x-iso9660-image", BIT(DISK_IMAGE)},
    {"application/zip", BIT(ARCHIVE)},
    {"application/x-7z-compressed", BIT(ARCHIVE)},
    {"text/html", BIT(HTML_ATTACHMENT)},
    {"application/xhtml+xml", BIT(HTML_ATTACHMENT)},
    {"image/svg+xml", BIT(SVG_ATTACHMENT)},
    {"text/plain", 0},
    {OCTET_STREAM, 0},
    {"application/x-msdownload", 0},
};

START_TEST(a_declared_type_counts)
{
	ck_assert_uint_eq(classify(types[_i].type, NULL, OCTETS("x")).found, types[_i].found);
}
END_TEST

START_TEST(a_package_is_a_document_whatever_it_is_called)
{
	static const struct {
		const char *type, *name;
		unsigned found;
	} rows[] = {{WORD, "form.docx", 0}, {"application/msword", "form.doc", 0}, {OCTET_STREAM, NULL, 0},
	    {"application/zip", "form.docx", 0}, {"application/zip", "form.zip", BIT(ARCHIVE)}};
	struct small_document docx = small_docx("", ""), odt = small_odt("", "");

	for (int i = 0; i < COUNT(rows); i++) {
		struct file_class one = classify(rows[i].type, rows[i].name, (char *)docx.octets, docx.size);
		struct file_class other = classify(rows[i].type, rows[i].name, (char *)odt.octets, odt.size);
		ck_assert_uint_eq(one.found, rows[i].found);
		ck_assert_int_eq(one.format, FORMAT_OOXML);
		ck_assert_uint_eq(other.found, rows[i].found);
		ck_assert_int_eq(other.format, FORMAT_ODF);
	}
	small_document_clear(&docx);
	small_document_clear(&odt);
}
END_TEST

/* Where in a file of 40,000 zeros something makes it a disk image. */
static const struct {
	size_t at;
	const char *octets;
	bool is_image;
} images[] = {{0x8001, "CD001", true}, {0x8801, "CD001", true}, {0x9001, "NSR02", true}, {0x8000, "CD001", false},
    {40000 - 512, "conectix", true}, {40000 - 511, "conectix", false}};

START_TEST(a_disk_image_is_known_by_what_is_far_behind)
{
	char *octets = calloc(1, 40000);

	memcpy(octets + images[_i].at, images[_i].octets, strlen(images[_i].octets));
	unsigned found = classify(OCTET_STREAM, "form.bin", octets, 40000).found;
	ck_assert_uint_eq(found, images[_i].is_image ? BIT(DISK_IMAGE) : 0);
	free(octets);
}
END_TEST

/* Headers of pictures; %s are replaced by width and height. */
static const struct {
	const char *octets;
	size_t size;
	bool is_bomb;
} pictures[] = {
    {OCTETS("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x40\0\0\0\x40\0"), false}, /* 16384 * 16384 = 2^28 */
    {OCTETS("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x40\0\0\0\x40\1"), true},
    {OCTETS("\xff\xd8\xff\xe0\0\4xx\xff\xc0\0\x11\x08\x40\0\x40\0\3"), false},
    {OCTETS("\xff\xd8\xff\xe0\0\4xx\xff\xc2\0\x11\x08\x40\1\x40\0\3"), true},
    {OCTETS("GIF89a\0\x40\0\x40"), false},
    {OCTETS("GIF89a\1\x40\0\x40"), true},
    {OCTETS("BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\0\x40\0\0\0\xc0\xff\xff"), false},
    {OCTETS("BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\1\x40\0\0\0\x40\0\0"), true},
    {OCTETS("II*\0\x08\0\0\0\2\0\0\1\3\0\1\0\0\0\0\x40\0\0\1\1\4\0\1\0\0\0\0\x40\0\0\0\0\0\0"), false},
    {OCTETS("II*\0\x08\0\0\0\2\0\0\1\3\0\1\0\0\0\0\x40\0\0\1\1\4\0\1\0\0\0\1\x40\0\0\0\0\0\0"), true},
    {OCTETS("MM\0*\0\0\0\x08\0\2\1\0\0\4\0\0\0\1\0\0\x40\0\1\1\0\4\0\0\0\1\0\0\x40\1\0\0\0\0"), true},
};

START_TEST(a_picture_may_have_so_many_pixels)
{
	struct file_class class = classify("image/png", "photo.png", pictures[_i].octets, pictures[_i].size);

	ck_assert_uint_eq(LIMIT_IMAGE_PIXELS, 1U << 28);
	ck_assert_uint_eq(class.found, pictures[_i].is_bomb ? BIT(BOMB) : 0);
	ck_assert(class.is_past_limit == pictures[_i].is_bomb);
}
END_TEST

START_TEST(an_installer_is_a_program)
{
	char octets[2048] = OLE;

	octets[30] = 9; /* sectors of 512 octets */
	octets[48] = 1; /* the directory in the second */
	memcpy(octets + 1024 + 80, "\x84\x10\x0c\0\0\0\0\0\xc0\0\0\0\0\0\0\x46", 16);
	ck_assert_uint_eq(classify(OCTET_STREAM, NULL, octets, sizeof(octets)).found, BIT(EXECUTABLE));
	octets[1024 + 80] = 0x06; /* Word */
	ck_assert_uint_eq(classify(OCTET_STREAM, NULL, octets, sizeof(octets)).found, 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("file_class");
	TCase *tcase = tcase_create("files");

	tcase_add_loop_test(tcase, a_file_is_what_its_name_says, 0, COUNT(names));
	tcase_add_loop_test(tcase, an_address_is_no_program_where_its_octets_are_none, 0,
	    (int)(sizeof(addresses) / sizeof(addresses[0])));
	tcase_add_loop_test(tcase, a_file_is_what_its_octets_are, 0, COUNT(contents));
	tcase_add_loop_test(tcase, an_ordinary_file_is_of_no_class, 0, COUNT(ordinary));
	tcase_add_test(tcase, a_page_that_is_no_text_of_the_mail_is_a_file);
	tcase_add_loop_test(tcase, a_document_that_is_something_else_says_so, 0, COUNT(mismatches));
	tcase_add_loop_test(tcase, a_name_alone_may_be_at_fault, 0, COUNT(hidings));
	tcase_add_test(tcase, a_second_name_counts_like_the_first);
	tcase_add_loop_test(tcase, of_the_text_of_a_mail_only_the_octets_count, 0, COUNT(bodies));
	tcase_add_test(tcase, a_container_is_none);
	tcase_add_loop_test(tcase, a_declared_type_counts, 0, COUNT(types));
	tcase_add_test(tcase, a_package_is_a_document_whatever_it_is_called);
	tcase_add_loop_test(tcase, a_disk_image_is_known_by_what_is_far_behind, 0, COUNT(images));
	tcase_add_loop_test(tcase, a_picture_may_have_so_many_pixels, 0, COUNT(pictures));
	tcase_add_test(tcase, an_installer_is_a_program);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
