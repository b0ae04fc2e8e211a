#include "message/sanitise/text_kind.h"

#include <stdbool.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define TEXT_OCTETS  4096 /* behind these nobody looks for a beginning: browsers give up before */

/* What else a browser takes for the beginning of a page, where nothing says that it is other XML. */
static const char *const fragments[] = {
    "<base", "<center", "<div", "<embed", "<form", "<h1", "<img", "<link", "<meta", "<object"};

/* In lower case. */
static const struct {
	const char *text;
	enum file_kind kind;
} beginnings[] = {
    {"<!doctype html", KIND_HTML},
    {"<!doctype svg", KIND_SVG},
    {"<html", KIND_HTML},
    {"<head", KIND_HTML},
    {"<body", KIND_HTML},
    {"<script", KIND_HTML},
    {"<iframe", KIND_HTML},
    {"<svg", KIND_SVG},
    {"<svg:svg", KIND_SVG},
    {"<hta:application", KIND_SCRIPT},
    {"<scriptlet", KIND_SCRIPT},
    {"<?php", KIND_SCRIPT},
    {"#!/", KIND_SCRIPT},
    {"#! /", KIND_SCRIPT},
    {"@echo off", KIND_SCRIPT},
    {"#@~^", KIND_SCRIPT}, /* encoded by Microsoft's script encoder */
    {"windows registry editor version", KIND_SCRIPT},
    {"regedit4", KIND_SCRIPT},
    {"[internetshortcut]", KIND_SHORTCUT},
    {"[desktop entry]", KIND_SHORTCUT},
    {"<librarydescription", KIND_SHORTCUT},
    {"<persistedquery", KIND_SHORTCUT},
    {"<pcsettings", KIND_SHORTCUT},
    {"<jnlp", KIND_SHORTCUT},
};

/* The beginning of text as a browser sees it: in lower case, without the zeros of UTF-16 and the byte order mark. */
struct beginning {
	char text[TEXT_OCTETS + 1];
	const char *at;
	bool is_xml; /* it says so */
};

static void skip_past(struct beginning *beginning, const char *end)
{
	const char *found = strstr(beginning->at, end);

	beginning->at = found != NULL ? found + strlen(end) : beginning->at + strlen(beginning->at);
}

static void skip_prologue(struct beginning *beginning)
{
	for (;;) {
		beginning->at += strspn(beginning->at, " \t\r\n\f");
		if (strncmp(beginning->at, "<!--", 4) == 0)
			skip_past(beginning, "-->");
		else if (strncmp(beginning->at, "<?xml", 5) == 0) {
			beginning->is_xml = true;
			skip_past(beginning, "?>");
		} else
			return;
	}
}

static void read_beginning(struct beginning *beginning, const char *octets, size_t size)
{
	size_t length = 0;

	for (size_t i = 0; i < size && i < TEXT_OCTETS; i++) {
		char c = octets[i];
		bool is_mark = length == 0 && i < 3 && (unsigned char)c >= 0x80;
		if (c != '\0' && !is_mark)
			beginning->text[length++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
	}
	beginning->text[length] = '\0';
	beginning->at = beginning->text;
	beginning->is_xml = false;
	skip_prologue(beginning);
}

static bool is_letter(char c)
{
	return c >= 'a' && c <= 'z';
}

/* Where it ends in a letter, something else must follow. */
static bool is_at(const struct beginning *beginning, const char *text)
{
	size_t length = strlen(text);

	return strncmp(text, beginning->at, length) == 0 &&
	       !(is_letter(text[length - 1]) && is_letter(beginning->at[length]));
}

enum file_kind text_kind_find(const char *octets, size_t size)
{
	struct beginning beginning;

	read_beginning(&beginning, octets, size);
	for (size_t i = 0; i < COUNT(beginnings); i++)
		if (is_at(&beginning, beginnings[i].text))
			return beginnings[i].kind;
	for (size_t i = 0; i < COUNT(fragments) && !beginning.is_xml; i++)
		if (is_at(&beginning, fragments[i]))
			return KIND_HTML;
	return KIND_UNKNOWN;
}
