#include "message/signature.h"

#include <stdbool.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

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
	char text[SIGNATURE_OCTETS + 1];
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

	for (size_t i = 0; i < size && i < SIGNATURE_OCTETS; i++) {
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

enum family signature_family(const char *octets, size_t size, const char *sniffed)
{
	enum family family = by_signature(octets, size);

	if (family == FAMILY_UNKNOWN)
		family = by_beginning(octets, size);
	if (family == FAMILY_UNKNOWN)
		family = by_sniffed(sniffed);
	/* Readers take a PDF that begins later (ISO 32000-1 annex H, note 13). */
	if (family == FAMILY_UNKNOWN && memmem(octets, size < SIGNATURE_OCTETS ? size : SIGNATURE_OCTETS, "%PDF-", 5))
		family = FAMILY_PDF;
	return family;
}
