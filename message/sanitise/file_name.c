#include "message/sanitise/file_name.h"

#include "message/family.h"

#include <glib.h>
#include <string.h>

#define BLANKS_MAX 3 /* in a row: more push what follows out of sight */

static const char stand_in[] = "attachment"; /* for a name of which nothing is left */

/* Turns the direction of writing: Unicode Standard Annex 9. */
static bool is_turning(gunichar c)
{
	return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

/* Says nothing in a file name: marks of direction, blanks of no width. Joiners do, in some scripts. */
static bool is_invisible(gunichar c)
{
	return is_turning(c) || c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x61c || c == 0x200b || c == 0x200e ||
	       c == 0x200f || c == 0x2028 || c == 0x2029 || c == 0x2060 || c == 0xfeff;
}

/* What runs when it is opened, or what a browser runs. */
static bool is_of_dangerous_family(const char *name)
{
	switch (family_of_name(name)) {
	case FAMILY_EXECUTABLE:
	case FAMILY_SCRIPT:
	case FAMILY_SHORTCUT:
	case FAMILY_HTML:
		return true;
	default:
		return false;
	}
}

static const char *base_of(const char *name)
{
	const char *base = name;

	for (const char *at = name; *at != '\0'; at++)
		if (*at == '/' || *at == '\\')
			base = at + 1;
	return base;
}

/* The length of what stands before the last full stop; all of it where there is none. */
static size_t stem_length(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot != NULL ? (size_t)(dot - name) : strlen(name);
}

const char *file_name_extension(const char *name)
{
	const char *dot = strrchr(base_of(name), '.');

	return dot != NULL ? dot + 1 : "";
}

static bool has_deceiving_characters(const char *name)
{
	unsigned blanks = 0;

	for (const char *at = name; *at != '\0'; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);
		blanks = g_unichar_isspace(c) ? blanks + 1 : 0;
		if (is_turning(c) || blanks > BLANKS_MAX)
			return true;
	}
	return false;
}

/* Whether what is left without blanks and full stops at the end, as Windows writes it, has an extension: "form.exe .",
 * but not "the last version ...". */
static bool hides_extension_before_end(const char *base)
{
	size_t length = strlen(base), end = length, start;

	while (end > 0 && strchr(". ", base[end - 1]) != NULL)
		end--;
	for (start = end; start > 0 && base[start - 1] != '.' && base[start - 1] != ' '; start--)
		;
	return end < length && (end == 0 || (start > 0 && base[start - 1] == '.'));
}

bool file_name_hides_type(const char *name)
{
	const char *base = base_of(name);

	if (has_deceiving_characters(name) || hides_extension_before_end(base))
		return true;
	if (!is_of_dangerous_family(base))
		return false;
	char *stem = g_strndup(base, stem_length(base));
	bool hides = family_of_name(stem) != FAMILY_UNKNOWN;
	g_free(stem);
	return hides;
}

/* Without what is invisible; a run of blanks is one. What some would decode or unquote stands for itself no more. */
static void write_visible(const char *name, size_t length, GString *stem)
{
	for (const char *at = name; at < name + length; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);
		if (is_invisible(c) && !g_unichar_isspace(c))
			continue;
		if (g_unichar_isspace(c))
			c = ' ';
		if (c == ' ' && (stem->len == 0 || stem->str[stem->len - 1] == ' '))
			continue;
		if (c == '"' || (c == '?' && stem->len > 0 && stem->str[stem->len - 1] == '='))
			c = '_';
		g_string_append_unichar(stem, c);
	}
}

/* Blanks and full stops at its end, which Windows leaves out. */
static void trim(GString *stem)
{
	while (stem->len > 0 && strchr(". ", stem->str[stem->len - 1]) != NULL)
		g_string_truncate(stem, stem->len - 1);
}

/* At most `most` octets, cut between characters. */
static void shorten(GString *stem, size_t most)
{
	if (stem->len > most) {
		while (most > 0 && ((unsigned char)stem->str[most] & 0xc0) == 0x80)
			most--;
		g_string_truncate(stem, most);
	}
	trim(stem);
}

/* "form.pdf" before another extension becomes "form_pdf". */
static void hide_inner_extensions(GString *stem)
{
	char *dot;

	while ((dot = strrchr(stem->str, '.')) != NULL && family_of_name(stem->str) != FAMILY_UNKNOWN)
		*dot = '_';
}

void file_name_write(const char *name, const char *extension, struct text *text)
{
	const char *base = base_of(name);
	size_t length = stem_length(base);
	GString *stem = g_string_new(NULL), *end = g_string_new(NULL);

	if (extension == NULL)
		extension = file_name_extension(base);
	write_visible(extension, strlen(extension), end);
	shorten(end, FILE_NAME_MAX / 2);
	write_visible(base, length, stem);
	shorten(stem, FILE_NAME_MAX - 1 - end->len);
	if (end->len > 0)
		hide_inner_extensions(stem);
	if (stem->len == 0)
		g_string_append(stem, stand_in);
	text_append(text, stem->str, stem->len);
	if (end->len > 0) {
		text_append_octet(text, '.');
		text_append(text, end->str, end->len);
	}
	g_string_free(stem, TRUE);
	g_string_free(end, TRUE);
}
