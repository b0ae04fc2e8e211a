#include "message/sanitise/field_code.h"

#include "message/sanitise/link_target.h"
#include "rules/unsafe.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#define KEYWORD_MOST 32
#define TARGET_MOST  4096

static const struct {
	const char *keyword;
	enum unsafe_class class;
} keywords[] = {{"DDE", UNSAFE_FIELDS_DDE}, {"DDEAUTO", UNSAFE_FIELDS_DDE}, {"INCLUDE", UNSAFE_FIELDS_DDE},
    {"INCLUDETEXT", UNSAFE_FIELDS_DDE}, {"INCLUDEPICTURE", UNSAFE_FIELDS_DDE}, {"IMPORT", UNSAFE_FIELDS_DDE},
    {"LINK", UNSAFE_FIELDS_DDE}, {"QUOTE", UNSAFE_FIELDS_DDE}, {"RD", UNSAFE_FIELDS_DDE},
    {"DATABASE", UNSAFE_FIELDS_DDE}, {"PRINT", UNSAFE_FIELDS_DDE}, {"EMBED", UNSAFE_OFFICE_EMBEDDED},
    {"CONTROL", UNSAFE_OFFICE_MACROS}, {"HTMLCONTROL", UNSAFE_OFFICE_MACROS}, {"HTMLACTIVEX", UNSAFE_OFFICE_MACROS}};

static bool is_letter(char octet)
{
	return (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z');
}

/* What shows nothing or may be dropped: no part of a word, and no end of one. */
static bool is_invisible(char octet)
{
	return (octet & 0x80) != 0 || ((unsigned char)octet < ' ' && strchr("\t\n\r", octet) == NULL) || octet == 0x7f;
}

/* The first word in capitals; "=" for a formula; false when a nested field makes it, or a part of it. */
static bool take_keyword(const char **code, char ret_keyword[KEYWORD_MOST + 1])
{
	const char *at = *code;
	size_t length = 0;

	while (*at != '\0' && *at != FIELD_CODE_NESTED && !is_letter(*at) && *at != '=')
		at++;
	for (; is_letter(*at) || (is_invisible(*at) && *at != '\0' && *at != FIELD_CODE_NESTED); at++)
		if (is_letter(*at) && length < KEYWORD_MOST)
			ret_keyword[length++] = (char)(*at & ~0x20);
	ret_keyword[length] = '\0';
	*code = at;
	return *at != FIELD_CODE_NESTED;
}

/* Where a HYPERLINK leads: its first argument, in quotes or not. One that a nested field makes leads anywhere. */
static bool is_ordinary_link(const char *code)
{
	char target[TARGET_MOST];
	size_t length = 0;

	while (*code != '\0') {
		code += strspn(code, " \t\r\n");
		if (*code != '\\')
			break;
		/* \l is followed by a place in the document, \o by a hint, \t by a frame; \m and \n by nothing. */
		char letter = code[1];
		code += letter != '\0' ? 2 : 1;
		if (strchr("lotLOT", letter) == NULL || letter == '\0')
			continue;
		code += strspn(code, " \t\r\n");
		size_t quoted = *code == '"' ? strcspn(code + 1, "\"") + 1 : strcspn(code, " \t\r\n");
		code += quoted + (code[quoted] == '"');
	}
	bool is_quoted = *code == '"';
	code += is_quoted;
	for (; *code != '\0' && (is_quoted ? *code != '"' : strchr(" \t\r\n", *code) == NULL); code++) {
		if (*code == FIELD_CODE_NESTED || length + 1 >= sizeof(target))
			return false;
		target[length++] = *code;
	}
	target[length] = '\0';
	return link_target_is_ordinary(target);
}

unsigned field_code_classes(const char *code)
{
	char keyword[KEYWORD_MOST + 1];
	bool is_literal = take_keyword(&code, keyword);

	if (!is_literal)
		return UNSAFE_BIT(UNSAFE_FIELDS_DDE);
	for (size_t i = 0; i < sizeof(keywords) / sizeof(keywords[0]); i++)
		if (strcmp(keyword, keywords[i].keyword) == 0)
			return UNSAFE_BIT(keywords[i].class);
	if (strcmp(keyword, "HYPERLINK") == 0 && !is_ordinary_link(code))
		return UNSAFE_BIT(UNSAFE_OFFICE_EXTERNAL);
	return 0;
}
