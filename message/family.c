#include "message/family.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* One type, or with a "/" or "." at the end all that begin so; the first that fits. application/x-msdownload is
 * missing: web servers say it of whatever is to be saved. */
static const struct {
	const char *type;
	enum family family;
} types[] = {
    {"application/hta", FAMILY_SCRIPT},
    {"application/ics", FAMILY_CALENDAR},
    {"application/java-archive", FAMILY_EXECUTABLE},
    {"application/javascript", FAMILY_SCRIPT},
    {"application/ecmascript", FAMILY_SCRIPT},
    {"application/msword", FAMILY_OFFICE},
    {"application/pdf", FAMILY_PDF},
    {"application/x-pdf", FAMILY_PDF},
    {"application/rtf", FAMILY_OFFICE},
    {"application/x-rtf", FAMILY_OFFICE},
    {"application/vnd.microsoft.portable-executable", FAMILY_EXECUTABLE},
    {"application/vnd.ms-cab-compressed", FAMILY_ARCHIVE},
    {"application/vnd.ms-excel", FAMILY_OFFICE},
    {"application/vnd.ms-excel.", FAMILY_OFFICE},
    {"application/vnd.ms-office", FAMILY_OFFICE},
    {"application/vnd.ms-outlook", FAMILY_MAIL},
    {"application/vnd.ms-powerpoint", FAMILY_OFFICE},
    {"application/vnd.ms-powerpoint.", FAMILY_OFFICE},
    {"application/vnd.ms-word.", FAMILY_OFFICE},
    {"application/vnd.oasis.opendocument.", FAMILY_OFFICE},
    {"application/vnd.openxmlformats-officedocument", FAMILY_OFFICE},
    {"application/vnd.openxmlformats-officedocument.", FAMILY_OFFICE},
    {"application/vnd.rar", FAMILY_ARCHIVE},
    {"application/gzip", FAMILY_ARCHIVE},
    {"application/x-gzip", FAMILY_ARCHIVE},
    {"application/x-7z-compressed", FAMILY_ARCHIVE},
    {"application/x-bzip2", FAMILY_ARCHIVE},
    {"application/x-iso9660-image", FAMILY_ARCHIVE},
    {"application/x-rar", FAMILY_ARCHIVE},
    {"application/x-rar-compressed", FAMILY_ARCHIVE},
    {"application/x-tar", FAMILY_ARCHIVE},
    {"application/x-xz", FAMILY_ARCHIVE},
    {"application/zip", FAMILY_ZIP},
    {"application/x-zip", FAMILY_ZIP},
    {"application/x-zip-compressed", FAMILY_ZIP},
    {"application/x-bat", FAMILY_SCRIPT},
    {"application/x-csh", FAMILY_SCRIPT},
    {"application/x-javascript", FAMILY_SCRIPT},
    {"application/x-perl", FAMILY_SCRIPT},
    {"application/x-powershell", FAMILY_SCRIPT},
    {"application/x-python", FAMILY_SCRIPT},
    {"application/x-sh", FAMILY_SCRIPT},
    {"application/x-shellscript", FAMILY_SCRIPT},
    {"application/x-dosexec", FAMILY_EXECUTABLE},
    {"application/x-elf", FAMILY_EXECUTABLE},
    {"application/x-executable", FAMILY_EXECUTABLE},
    {"application/x-mach-binary", FAMILY_EXECUTABLE},
    {"application/x-ms-dos-executable", FAMILY_EXECUTABLE},
    {"application/x-msdos-program", FAMILY_EXECUTABLE},
    {"application/x-msi", FAMILY_EXECUTABLE},
    {"application/x-pie-executable", FAMILY_EXECUTABLE},
    {"application/x-sharedlib", FAMILY_EXECUTABLE},
    {"application/x-ms-shortcut", FAMILY_SHORTCUT},
    {"application/internet-shortcut", FAMILY_SHORTCUT},
    {"application/xhtml+xml", FAMILY_HTML},
    {"application/xml", FAMILY_TEXT},
    {"application/json", FAMILY_TEXT},
    {"audio/", FAMILY_MEDIA},
    {"image/svg+xml", FAMILY_HTML},
    {"image/", FAMILY_IMAGE},
    {"message/rfc822", FAMILY_MAIL},
    {"message/global", FAMILY_MAIL},
    {"text/calendar", FAMILY_CALENDAR},
    {"text/directory", FAMILY_CALENDAR},
    {"text/vcard", FAMILY_CALENDAR},
    {"text/x-vcalendar", FAMILY_CALENDAR},
    {"text/x-vcard", FAMILY_CALENDAR},
    {"text/html", FAMILY_HTML},
    {"text/javascript", FAMILY_SCRIPT},
    {"text/ecmascript", FAMILY_SCRIPT},
    {"text/vbscript", FAMILY_SCRIPT},
    {"text/rtf", FAMILY_OFFICE},
    {"text/x-msdos-batch", FAMILY_SCRIPT},
    {"text/x-perl", FAMILY_SCRIPT},
    {"text/x-php", FAMILY_SCRIPT},
    {"text/x-python", FAMILY_SCRIPT},
    {"text/x-sh", FAMILY_SCRIPT},
    {"text/x-shellscript", FAMILY_SCRIPT},
    {"text/x-script.", FAMILY_SCRIPT},
    {"text/", FAMILY_TEXT},
    {"video/", FAMILY_MEDIA},
};

static const struct {
	const char *extension;
	enum family family;
} extensions[] = {
    {"txt", FAMILY_TEXT},
    {"text", FAMILY_TEXT},
    {"csv", FAMILY_TEXT},
    {"json", FAMILY_TEXT},
    {"log", FAMILY_TEXT},
    {"md", FAMILY_TEXT},
    {"xml", FAMILY_TEXT},
    {"bmp", FAMILY_IMAGE},
    {"gif", FAMILY_IMAGE},
    {"heic", FAMILY_IMAGE},
    {"heif", FAMILY_IMAGE},
    {"jfif", FAMILY_IMAGE},
    {"jpe", FAMILY_IMAGE},
    {"jpeg", FAMILY_IMAGE},
    {"jpg", FAMILY_IMAGE},
    {"png", FAMILY_IMAGE},
    {"tif", FAMILY_IMAGE},
    {"tiff", FAMILY_IMAGE},
    {"webp", FAMILY_IMAGE},
    {"aac", FAMILY_MEDIA},
    {"avi", FAMILY_MEDIA},
    {"m4a", FAMILY_MEDIA},
    {"mov", FAMILY_MEDIA},
    {"mp3", FAMILY_MEDIA},
    {"mp4", FAMILY_MEDIA},
    {"mpeg", FAMILY_MEDIA},
    {"ogg", FAMILY_MEDIA},
    {"opus", FAMILY_MEDIA},
    {"wav", FAMILY_MEDIA},
    {"webm", FAMILY_MEDIA},
    {"wma", FAMILY_MEDIA},
    {"wmv", FAMILY_MEDIA},
    {"pdf", FAMILY_PDF},
    {"doc", FAMILY_OFFICE},
    {"docm", FAMILY_OFFICE},
    {"docx", FAMILY_OFFICE},
    {"dot", FAMILY_OFFICE},
    {"dotm", FAMILY_OFFICE},
    {"dotx", FAMILY_OFFICE},
    {"odp", FAMILY_OFFICE},
    {"ods", FAMILY_OFFICE},
    {"odt", FAMILY_OFFICE},
    {"ott", FAMILY_OFFICE},
    {"pps", FAMILY_OFFICE},
    {"ppsx", FAMILY_OFFICE},
    {"ppt", FAMILY_OFFICE},
    {"pptm", FAMILY_OFFICE},
    {"pptx", FAMILY_OFFICE},
    {"rtf", FAMILY_OFFICE},
    {"xls", FAMILY_OFFICE},
    {"xlsb", FAMILY_OFFICE},
    {"xlsm", FAMILY_OFFICE},
    {"xlsx", FAMILY_OFFICE},
    {"xlt", FAMILY_OFFICE},
    {"ics", FAMILY_CALENDAR},
    {"ifb", FAMILY_CALENDAR},
    {"vcf", FAMILY_CALENDAR},
    {"vcs", FAMILY_CALENDAR},
    {"eml", FAMILY_MAIL},
    {"msg", FAMILY_MAIL},
    {"zip", FAMILY_ZIP},
    {"7z", FAMILY_ARCHIVE},
    {"ace", FAMILY_ARCHIVE},
    {"arj", FAMILY_ARCHIVE},
    {"bz2", FAMILY_ARCHIVE},
    {"cab", FAMILY_ARCHIVE},
    {"gz", FAMILY_ARCHIVE},
    {"img", FAMILY_ARCHIVE},
    {"iso", FAMILY_ARCHIVE},
    {"lzh", FAMILY_ARCHIVE},
    {"rar", FAMILY_ARCHIVE},
    {"tar", FAMILY_ARCHIVE},
    {"tgz", FAMILY_ARCHIVE},
    {"vhd", FAMILY_ARCHIVE},
    {"vhdx", FAMILY_ARCHIVE},
    {"xz", FAMILY_ARCHIVE},
    {"zst", FAMILY_ARCHIVE},
    {"htm", FAMILY_HTML},
    {"html", FAMILY_HTML},
    {"shtml", FAMILY_HTML},
    {"svg", FAMILY_HTML},
    {"svgz", FAMILY_HTML},
    {"xhtm", FAMILY_HTML},
    {"xhtml", FAMILY_HTML},
    {"bash", FAMILY_SCRIPT},
    {"bat", FAMILY_SCRIPT},
    {"cmd", FAMILY_SCRIPT},
    {"hta", FAMILY_SCRIPT},
    {"js", FAMILY_SCRIPT},
    {"jse", FAMILY_SCRIPT},
    {"mjs", FAMILY_SCRIPT},
    {"php", FAMILY_SCRIPT},
    {"pl", FAMILY_SCRIPT},
    {"ps1", FAMILY_SCRIPT},
    {"psm1", FAMILY_SCRIPT},
    {"py", FAMILY_SCRIPT},
    {"pyw", FAMILY_SCRIPT},
    {"reg", FAMILY_SCRIPT},
    {"sct", FAMILY_SCRIPT},
    {"sh", FAMILY_SCRIPT},
    {"vb", FAMILY_SCRIPT},
    {"vbe", FAMILY_SCRIPT},
    {"vbs", FAMILY_SCRIPT},
    {"wsc", FAMILY_SCRIPT},
    {"wsf", FAMILY_SCRIPT},
    {"wsh", FAMILY_SCRIPT},
    {"desktop", FAMILY_SHORTCUT},
    {"library-ms", FAMILY_SHORTCUT},
    {"lnk", FAMILY_SHORTCUT},
    {"scf", FAMILY_SHORTCUT},
    {"search-ms", FAMILY_SHORTCUT},
    {"settingcontent-ms", FAMILY_SHORTCUT},
    {"url", FAMILY_SHORTCUT},
    {"webloc", FAMILY_SHORTCUT},
    {"website", FAMILY_SHORTCUT},
    {"appx", FAMILY_EXECUTABLE},
    {"chm", FAMILY_EXECUTABLE},
    {"com", FAMILY_EXECUTABLE},
    {"cpl", FAMILY_EXECUTABLE},
    {"dll", FAMILY_EXECUTABLE},
    {"exe", FAMILY_EXECUTABLE},
    {"jar", FAMILY_EXECUTABLE},
    {"jnlp", FAMILY_EXECUTABLE},
    {"msc", FAMILY_EXECUTABLE},
    {"msi", FAMILY_EXECUTABLE},
    {"msix", FAMILY_EXECUTABLE},
    {"msp", FAMILY_EXECUTABLE},
    {"mst", FAMILY_EXECUTABLE},
    {"ocx", FAMILY_EXECUTABLE},
    {"pif", FAMILY_EXECUTABLE},
    {"scr", FAMILY_EXECUTABLE},
    {"sys", FAMILY_EXECUTABLE},
    {"xll", FAMILY_EXECUTABLE},
};

/* At the very beginning. */
static const struct {
	const char *octets;
	size_t length;
	enum family family;
} signatures[] = {
    {"\x7f"
     "ELF",
	4, FAMILY_EXECUTABLE},
    {"\xca\xfe\xba\xbe", 4, FAMILY_EXECUTABLE},		 /* Mach-O for two processors, Java class */
    {"\xce\xfa\xed\xfe", 4, FAMILY_EXECUTABLE},		 /* Mach-O */
    {"\xcf\xfa\xed\xfe", 4, FAMILY_EXECUTABLE},		 /* Mach-O, 64 bit */
    {"L\0\0\0\x01\x14\x02\0", 8, FAMILY_SHORTCUT},	 /* MS-SHLLINK section 2.1 */
    {"%PDF-", 5, FAMILY_PDF},				 /* ISO 32000-1 section 7.5.2 */
    {"{\\rtf", 5, FAMILY_OFFICE},			 /* RTF 1.9.1 */
    {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8, FAMILY_OLE}, /* MS-CFB section 2.2 */
    {"PK\x03\x04", 4, FAMILY_ZIP},			 /* APPNOTE section 4.3.7 */
    {"PK\x05\x06", 4, FAMILY_ZIP},			 /* an empty one */
    {"Rar!\x1a\x07", 6, FAMILY_ARCHIVE},
    {"7z\xbc\xaf\x27\x1c", 6, FAMILY_ARCHIVE},
    {"MSCF\0\0\0\0", 8, FAMILY_ARCHIVE}, /* cabinet */
    {"\x1f\x8b\x08", 3, FAMILY_ARCHIVE}, /* RFC 1952 */
    {"\xfd"
     "7zXZ\0",
	6, FAMILY_ARCHIVE},
    {"\x28\xb5\x2f\xfd", 4, FAMILY_ARCHIVE}, /* RFC 8878 */
    {"\x89PNG\r\n\x1a\n", 8, FAMILY_IMAGE},
    {"\xff\xd8\xff", 3, FAMILY_IMAGE}, /* JPEG */
    {"GIF87a", 6, FAMILY_IMAGE},
    {"GIF89a", 6, FAMILY_IMAGE},
    {"II*\0", 4, FAMILY_IMAGE}, /* TIFF */
    {"MM\0*", 4, FAMILY_IMAGE},
};

/* At the beginning of text, behind blanks and comments, caseless; something that is no letter follows. */
static const struct {
	const char *text;
	enum family family;
} beginnings[] = {
    {"<!doctype html", FAMILY_HTML},
    {"<!doctype svg", FAMILY_HTML},
    {"<html", FAMILY_HTML},
    {"<head", FAMILY_HTML},
    {"<body", FAMILY_HTML},
    {"<script", FAMILY_HTML},
    {"<iframe", FAMILY_HTML},
    {"<svg", FAMILY_HTML},
    {"<hta:application", FAMILY_HTML},
    {"#!/", FAMILY_SCRIPT},
    {"#! /", FAMILY_SCRIPT},
    {"@echo off", FAMILY_SCRIPT},
    {"<?php", FAMILY_SCRIPT},
    {"[internetshortcut]", FAMILY_SHORTCUT},
};

/* What libmagic says of octets that have none of our signatures, and does not guess at. */
static const enum family sniffed_families[] = {
    FAMILY_IMAGE, FAMILY_MEDIA, FAMILY_PDF, FAMILY_OFFICE, FAMILY_ZIP, FAMILY_ARCHIVE};

static bool type_fits(const char *listed, const char *type)
{
	size_t length = strlen(listed);
	char last = listed[length - 1];

	if (last == '/' || last == '.')
		return strncasecmp(listed, type, length) == 0;
	return strcasecmp(listed, type) == 0;
}

enum family family_of_type(const char *type)
{
	for (size_t i = 0; i < COUNT(types); i++)
		if (type_fits(types[i].type, type))
			return types[i].family;
	return FAMILY_UNKNOWN;
}

enum family family_of_name(const char *name)
{
	size_t end = strlen(name);

	while (end > 0 && (name[end - 1] == ' ' || name[end - 1] == '.'))
		end--;
	size_t start = end;
	while (start > 0 && name[start - 1] != '.')
		start--;
	for (size_t i = 0; start > 0 && i < COUNT(extensions); i++)
		if (strlen(extensions[i].extension) == end - start &&
		    strncasecmp(extensions[i].extension, name + start, end - start) == 0)
			return extensions[i].family;
	return FAMILY_UNKNOWN;
}

/* "MZ" may begin a word; the header of a program has zeros among its 64 octets. */
static bool is_dos_program(const char *octets, size_t size)
{
	return size > 2 && (memcmp(octets, "MZ", 2) == 0 || memcmp(octets, "ZM", 2) == 0) &&
	       memchr(octets, '\0', size < 64 ? size : 64) != NULL;
}

static enum family by_signature(const char *octets, size_t size)
{
	if (is_dos_program(octets, size))
		return FAMILY_EXECUTABLE;
	for (size_t i = 0; i < COUNT(signatures); i++)
		if (size >= signatures[i].length && memcmp(signatures[i].octets, octets, signatures[i].length) == 0)
			return signatures[i].family;
	return FAMILY_UNKNOWN;
}

/* The beginning of text as a browser sees it: in lower case, without the zeros of UTF-16, byte order marks, XML
 * declaration and comments before it. */
struct beginning {
	char text[FAMILY_OCTETS_MIN + 1];
	const char *at;
};

static void skip_past(struct beginning *beginning, const char *end)
{
	const char *found = strstr(beginning->at, end);

	beginning->at = found != NULL ? found + strlen(end) : beginning->at + strlen(beginning->at);
}

static void read_beginning(struct beginning *beginning, const char *octets, size_t size)
{
	size_t length = 0;

	for (size_t i = 0; i < size && i < FAMILY_OCTETS_MIN; i++) {
		char c = octets[i];
		if (c != '\0' && !(length == 0 && (unsigned char)c >= 0x80))
			beginning->text[length++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
	}
	beginning->text[length] = '\0';
	beginning->at = beginning->text;
	for (;;) {
		beginning->at += strspn(beginning->at, " \t\r\n\f");
		if (strncmp(beginning->at, "<!--", 4) == 0)
			skip_past(beginning, "-->");
		else if (strncmp(beginning->at, "<?xml", 5) == 0)
			skip_past(beginning, "?>");
		else
			return;
	}
}

static enum family by_beginning(const char *octets, size_t size)
{
	struct beginning beginning;

	read_beginning(&beginning, octets, size);
	for (size_t i = 0; i < COUNT(beginnings); i++) {
		size_t length = strlen(beginnings[i].text);
		char next;
		if (strncmp(beginnings[i].text, beginning.at, length) != 0)
			continue;
		next = beginning.at[length];
		if (beginnings[i].text[0] == '#' || next < 'a' || next > 'z')
			return beginnings[i].family;
	}
	return FAMILY_UNKNOWN;
}

static enum family by_sniffed(const char *sniffed)
{
	enum family family = sniffed != NULL ? family_of_type(sniffed) : FAMILY_UNKNOWN;

	for (size_t i = 0; i < COUNT(sniffed_families); i++)
		if (sniffed_families[i] == family)
			return family;
	return FAMILY_UNKNOWN;
}

enum family family_of_octets(const char *octets, size_t size, const char *sniffed)
{
	enum family family = by_signature(octets, size);

	if (family == FAMILY_UNKNOWN)
		family = by_beginning(octets, size);
	if (family == FAMILY_UNKNOWN)
		family = by_sniffed(sniffed);
	/* Readers take a PDF that begins later (ISO 32000-1 annex H, note 13). */
	if (family == FAMILY_UNKNOWN && memmem(octets, size < FAMILY_OCTETS_MIN ? size : FAMILY_OCTETS_MIN, "%PDF-", 5))
		family = FAMILY_PDF;
	return family;
}
