#include "message/sanitise/field_value.h"

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define SECTION_MAX 54 /* octets of a section's text: its line has at most 76 */

static void append(struct text *text, const char *string)
{
	text_append(text, string, strlen(string));
}

void field_value_write_type(struct text *text, const char *type, const char *charset)
{
	append(text, " ");
	append(text, type);
	if (charset == NULL)
		return;
	append(text, "; charset=");
	bool is_token = strpbrk(charset, " ()<>@,;:\"/[]?=") == NULL;
	append(text, is_token ? "" : "\"");
	append(text, charset);
	append(text, is_token ? "" : "\"");
}

void field_value_write_disposition(struct text *text, enum outline_disposition disposition)
{
	static const char *const words[] = {
	    [OUTLINE_UNDISPOSED] = "", [OUTLINE_INLINE] = " inline", [OUTLINE_ATTACHMENT] = " attachment"};

	append(text, words[disposition]);
}

static void begin_parameter(struct text *text, const char *name, size_t length)
{
	append(text, ";\r\n\t");
	text_append(text, name, length);
}

void field_value_add_parameter(
    struct text *text, const char *name, size_t name_length, const char *value, size_t value_length)
{
	begin_parameter(text, name, name_length);
	append(text, "=\"");
	for (size_t i = 0; i < value_length; i++) {
		if (value[i] == '"' || value[i] == '\\')
			text_append_octet(text, '\\');
		text_append_octet(text, value[i]);
	}
	append(text, "\"");
}

static bool is_plain(const char *name)
{
	for (; *name != '\0'; name++)
		if (*name < ' ' || *name > '~' || *name == '"' || *name == '\\')
			return false;
	return true;
}

/* One character as RFC 2231 section 4 has it; returns its octets. */
static size_t encode_character(const char *at, char encoded[static 3 * 4 + 1])
{
	size_t size = (size_t)(g_utf8_next_char(at) - at);

	if (size == 1 && (g_ascii_isalnum(*at) || strchr("-._", *at) != NULL)) {
		encoded[0] = *at;
		encoded[1] = '\0';
		return 1;
	}
	for (size_t i = 0; i < size && i < 4; i++)
		snprintf(encoded + 3 * i, 4, "%%%02X", (unsigned char)at[i]);
	return 3 * size;
}

static size_t encoded_length(const char *name)
{
	char encoded[3 * 4 + 1];
	size_t length = 0;

	for (const char *at = name; *at != '\0'; at = g_utf8_next_char(at))
		length += encode_character(at, encoded);
	return length;
}

/* "filename*0*=", and the charset in the first one. A single one has no number. */
static void begin_section(struct text *text, const char *parameter, unsigned number, bool is_single)
{
	char begin[64];

	if (is_single)
		snprintf(begin, sizeof(begin), "%s*=", parameter);
	else
		snprintf(begin, sizeof(begin), "%s*%u*=", parameter, number);
	begin_parameter(text, begin, strlen(begin));
	if (number == 0)
		append(text, "utf-8''");
}

static void add_sections(struct text *text, const char *parameter, const char *name)
{
	bool is_single = encoded_length(name) <= SECTION_MAX;
	char encoded[3 * 4 + 1];
	unsigned number = 0;
	size_t length = 0;

	begin_section(text, parameter, number, is_single);
	for (const char *at = name; *at != '\0'; at = g_utf8_next_char(at)) {
		size_t size = encode_character(at, encoded);
		if (length + size > SECTION_MAX) {
			begin_section(text, parameter, ++number, false);
			length = 0;
		}
		append(text, encoded);
		length += size;
	}
}

void field_value_add_name(struct text *text, const char *parameter, const char *name)
{
	if (is_plain(name))
		field_value_add_parameter(text, parameter, strlen(parameter), name, strlen(name));
	else
		add_sections(text, parameter, name);
}
