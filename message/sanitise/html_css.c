#include "message/sanitise/html_css.h"

#include "message/sanitise/html_url.h"
#include "rules/unsafe.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define ACTIVE	   UNSAFE_BIT(UNSAFE_HTML_ACTIVE)
#define REMOTE	   UNSAFE_BIT(UNSAFE_HTML_REMOTE)
#define NAME_SIZE  40
#define VALUE_SIZE 512
#define URL_SIZE   64 /* enough to know its scheme */

/* Sorted. */
static const char *const properties[] = {"background", "background-color", "border", "border-bottom",
    "border-bottom-color", "border-bottom-style", "border-bottom-width", "border-collapse", "border-color",
    "border-left", "border-left-color", "border-left-style", "border-left-width", "border-radius", "border-right",
    "border-right-color", "border-right-style", "border-right-width", "border-spacing", "border-style", "border-top",
    "border-top-color", "border-top-style", "border-top-width", "border-width", "box-sizing", "caption-side", "clear",
    "color", "direction", "display", "empty-cells", "float", "font", "font-family", "font-size", "font-style",
    "font-variant", "font-weight", "height", "letter-spacing", "line-height", "list-style-type", "margin",
    "margin-bottom", "margin-left", "margin-right", "margin-top", "max-height", "max-width", "min-height", "min-width",
    "opacity", "overflow", "overflow-wrap", "padding", "padding-bottom", "padding-left", "padding-right", "padding-top",
    "table-layout", "text-align", "text-decoration", "text-indent", "text-transform", "unicode-bidi", "vertical-align",
    "visibility", "white-space", "width", "word-break", "word-spacing", "word-wrap"};

static const char *const functions[] = {"rgb", "rgba", "hsl", "hsla"};

static char to_lower(char octet)
{
	return octet >= 'A' && octet <= 'Z' ? (char)(octet - 'A' + 'a') : octet;
}

static int hex_value(char octet)
{
	octet = to_lower(octet);
	if (octet >= '0' && octet <= '9')
		return octet - '0';
	return octet >= 'a' && octet <= 'f' ? octet - 'a' + 10 : -1;
}

static bool is_blank(char octet)
{
	return (unsigned char)octet <= ' ' || octet == 0x7f;
}

/* An escape behind its backslash: up to six digits, and a blank; or any octet. What is no ASCII is of no interest. */
static size_t append_escaped(const char *at, size_t left, struct text *plain)
{
	unsigned character = 0;
	size_t length = 0;

	while (length < 6 && length < left && hex_value(at[length]) >= 0)
		character = character << 4 | (unsigned)hex_value(at[length++]);
	if (length == 0 && left > 0) {
		text_append_octet(plain, to_lower(at[0]));
		return 1;
	}
	if (character > ' ' && character < 0x7f)
		text_append_octet(plain, to_lower((char)character));
	return length < left && is_blank(at[length]) ? length + 1 : length;
}

static size_t comment_length(const char *at, size_t left)
{
	if (left < 2 || at[0] != '/' || at[1] != '*')
		return 0;
	for (size_t i = 2; i + 1 < left; i++)
		if (at[i] == '*' && at[i + 1] == '/')
			return i + 2;
	return 0;
}

struct leniency {
	bool drops_comments;
	bool resolves_escapes;
};

/* Lower case, without blanks: what a lenient reader might make of it. */
static void append_plain(const char *css, size_t length, struct leniency how, struct text *plain)
{
	for (size_t i = 0; i < length;) {
		size_t comment = how.drops_comments ? comment_length(css + i, length - i) : 0;
		if (comment > 0) {
			i += comment;
		} else if (css[i] == '\\' && how.resolves_escapes) {
			i++;
			i += append_escaped(css + i, length - i, plain);
		} else {
			if (!is_blank(css[i]))
				text_append_octet(plain, to_lower(css[i]));
			i++;
		}
	}
}

static bool begins_with(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

static bool is_font_data(const char *url)
{
	return begins_with(url, "data:font/") || begins_with(url, "data:application/font") ||
	       begins_with(url, "data:application/x-font") || begins_with(url, "data:image/svg+xml");
}

/* The address behind "url(". */
static unsigned judge_url(const char *at)
{
	char url[URL_SIZE];
	size_t length = 0;

	at += *at == '"' || *at == '\'';
	while (length < sizeof(url) - 1 && *at != '\0' && strchr(")\"'", *at) == NULL)
		url[length++] = *at++;
	url[length] = '\0';
	switch (html_url_kind(url)) {
	case HTML_URL_WEB:
		return REMOTE;
	case HTML_URL_UNC:
		return REMOTE | ACTIVE;
	case HTML_URL_ACTIVE:
		return is_font_data(url) ? 0 : ACTIVE;
	case HTML_URL_HARMLESS:
		return REMOTE; /* ftp: */
	default:
		return 0;
	}
}

static unsigned judge_urls(const char *plain)
{
	unsigned found = 0;

	for (const char *at = plain; (at = strstr(at, "url(")) != NULL;)
		found |= judge_url(at += strlen("url("));
	return found;
}

/* Every style of Outlook says behavior:url(#default#VML). */
static unsigned judge_behaviours(const char *plain)
{
	static const char key[] = "behavior:";

	for (const char *at = plain; (at = strstr(at, key)) != NULL;) {
		at += strlen(key);
		if (begins_with(at, "url("))
			at += strlen("url(");
		at += *at == '"' || *at == '\'';
		if (!begins_with(at, "#default#vml"))
			return ACTIVE;
	}
	return 0;
}

static unsigned judge_plain(const char *plain)
{
	static const struct {
		const char *key;
		unsigned found;
	} keys[] = {{"expression(", ACTIVE}, {"-moz-binding", ACTIVE}, {"javascript:", ACTIVE}, {"vbscript:", ACTIVE},
	    {"-o-link", ACTIVE}, {"@import", REMOTE}, {"image-set(", REMOTE}, {"image(", REMOTE},
	    {"alphaimageloader", REMOTE}, {"src('", REMOTE}, {"src(\"", REMOTE}};
	unsigned found = judge_urls(plain) | judge_behaviours(plain);

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (strstr(plain, keys[i].key) != NULL)
			found |= keys[i].found;
	return found;
}

int html_css_judge(const char *css, size_t length, unsigned *found)
{
	struct text plain;
	int r = 0;

	text_init(&plain);
	for (unsigned i = 0; i < 4 && r == 0; i++) {
		const struct leniency how = {.drops_comments = (i & 1) != 0, .resolves_escapes = (i & 2) != 0};
		text_reset(&plain);
		append_plain(css, length, how, &plain);
		*found |= judge_plain(text_string(&plain));
		r = plain.error;
	}
	text_clear(&plain);
	return r;
}

static int compare_names(const void *key, const void *item)
{
	return strcmp(key, *(const char *const *)item);
}

static bool is_property(const char *name)
{
	return bsearch(name, properties, sizeof(properties) / sizeof(properties[0]), sizeof(properties[0]),
		   compare_names) != NULL;
}

static bool is_word_octet(char octet)
{
	octet = to_lower(octet);
	return (octet >= 'a' && octet <= 'z') || (octet >= '0' && octet <= '9') || octet == '-' || octet == '_';
}

/* The word before a parenthesis is a function that makes a colour. */
static bool is_allowed_function(const char *value, size_t parenthesis)
{
	size_t start = parenthesis;

	while (start > 0 && is_word_octet(value[start - 1]))
		start--;
	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
		if (parenthesis - start == strlen(functions[i]) &&
		    strncmp(value + start, functions[i], parenthesis - start) == 0)
			return true;
	return false;
}

/* Words, numbers, colours; in quotation marks also letters of any script. */
static bool is_value(const char *value)
{
	char quote = '\0';

	for (size_t i = 0; value[i] != '\0'; i++) {
		char octet = value[i];
		if (quote != '\0' && octet == quote)
			quote = '\0';
		else if (quote == '\0' && (octet == '"' || octet == '\''))
			quote = octet;
		else if (quote == '\0' && octet == '(' && !is_allowed_function(value, i))
			return false;
		else if (!is_word_octet(octet) && strchr(quote == '\0' ? " #%.,()+!" : " ,.", octet) == NULL &&
			 (unsigned char)octet < 0x80)
			return false;
	}
	return value[0] != '\0' && quote == '\0';
}

/* Trimmed, blanks in a row made one. False when it is longer than we take. */
static bool copy_squeezed(const char *from, size_t length, char *to, size_t size)
{
	size_t taken = 0;

	for (size_t i = 0; i < length; i++) {
		if (is_blank(from[i])) {
			if (taken > 0 && to[taken - 1] != ' ')
				to[taken++] = ' ';
		} else {
			to[taken++] = from[i];
		}
		if (taken == size)
			return false;
	}
	taken -= taken > 0 && to[taken - 1] == ' ';
	to[taken] = '\0';
	return true;
}

static void append_declaration(const char *declaration, size_t length, size_t start, struct text *text)
{
	char name[NAME_SIZE], value[VALUE_SIZE];
	const char *colon = memchr(declaration, ':', length);

	if (colon == NULL || !copy_squeezed(declaration, (size_t)(colon - declaration), name, sizeof(name)))
		return;
	for (char *at = name; *at != '\0'; at++)
		*at = to_lower(*at);
	size_t value_length = length - (size_t)(colon + 1 - declaration);
	if (!is_property(name) || !copy_squeezed(colon + 1, value_length, value, sizeof(value)) || !is_value(value))
		return;
	if (text->length > start)
		text_append(text, "; ", 2);
	text_append(text, name, strlen(name));
	text_append(text, ": ", 2);
	text_append(text, value, strlen(value));
}

/* Up to a semicolon out of quotation marks; or to the end. */
static size_t declaration_length(const char *at)
{
	char quote = '\0';
	size_t length = 0;

	for (; at[length] != '\0' && (quote != '\0' || at[length] != ';'); length++)
		if (quote == '\0' ? at[length] == '"' || at[length] == '\'' : at[length] == quote)
			quote = quote == '\0' ? at[length] : '\0';
	return length;
}

void html_css_append(const char *style, struct text *text)
{
	size_t start = text->length;

	while (*style != '\0') {
		size_t length = declaration_length(style);
		append_declaration(style, length, start, text);
		style += length;
		style += *style == ';';
	}
}
