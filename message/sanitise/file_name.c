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

/* The last full stop, or NULL: one that no extension follows ends an abbreviation. */
static const char *last_stop(const char *name)
{
	const char *dot = strrchr(name, '.');

	if (dot == NULL)
		return NULL;
	const char *blank = dot + strcspn(dot, " ");
	return blank[strspn(blank, " ")] == '\0' ? dot : NULL;
}

/* The length of what stands before the last full stop; all of it where there is none. */
static size_t stem_length(const char *name)
{
	const char *dot = last_stop(name);

	return dot != NULL ? (size_t)(dot - name) : strlen(name);
}

const char *file_name_extension(const char *name)
{
	const char *dot = last_stop(base_of(name));

	return dot != NULL ? dot + 1 : "";
}

/* Whatever follows, until it is taken back, is written from the right, or from the left against its nature. */
static bool is_override(gunichar c)
{
	return c == 0x202d || c == 0x202e;
}

/* The same, but only for what has no direction of its own: text of Arabic and Hebrew is put between these. */
static bool is_right_to_left(gunichar c)
{
	return c == 0x202b || c == 0x2067 || c == 0x2068;
}

static bool takes_back(gunichar c)
{
	return c == 0x202c || c == 0x2069;
}

/* Is the extension written from the right, or away from its place? */
static bool is_turned(const char *name)
{
	const char *dot = strrchr(name, '.');
	unsigned open = 0;

	for (const char *at = name; *at != '\0'; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);
		if (is_override(c) || (at == dot && open > 0))
			return true;
		if (is_right_to_left(c))
			open++;
		else if (takes_back(c) && open > 0)
			open--;
	}
	return open > 0;
}

static bool is_known(const char *name, size_t length)
{
	char *stem = g_strndup(name, length);
	bool is = family_of_name(stem) != FAMILY_UNKNOWN;

	g_free(stem);
	return is;
}

/* Blanks that push what runs out of sight, or one extension away from another. */
static bool is_pushed_away(const char *name)
{
	unsigned blanks = 0;
	const char *from = name;

	for (const char *at = name; *at != '\0'; at = g_utf8_next_char(at)) {
		if (!g_unichar_isspace(g_utf8_get_char(at))) {
			blanks = 0;
			continue;
		}
		if (blanks++ == 0)
			from = at;
		if (blanks > BLANKS_MAX && (is_of_dangerous_family(name) || is_known(name, (size_t)(from - name))))
			return true;
	}
	return false;
}

/* A full stop behind the extension: not part of the name for one system, and a kind of its own for another. A blank
 * there is somebody's slip. */
static bool ends_in_stop(const char *name)
{
	size_t length = strlen(name);
	bool stops = false;

	for (; length > 0 && strchr(". ", name[length - 1]) != NULL; length--)
		stops = stops || name[length - 1] == '.' || is_of_dangerous_family(name);
	return stops && (length == 0 || is_known(name, length));
}

bool file_name_hides_type(const char *name)
{
	const char *base = base_of(name);

	if (is_turned(name) || is_pushed_away(base) || ends_in_stop(base))
		return true;
	return is_of_dangerous_family(base) && is_known(base, stem_length(base));
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

/* "name.docx" in its two parts, as they are to be read; `extension` instead of its own, or NULL. */
static void split(const char *name, const char *extension, GString *stem, GString *end)
{
	GString *visible = g_string_new(NULL);

	write_visible(base_of(name), strlen(base_of(name)), visible);
	trim(visible);
	if (extension == NULL)
		extension = file_name_extension(visible->str);
	write_visible(extension, strlen(extension), end);
	g_string_append_len(stem, visible->str, (gssize)stem_length(visible->str));
	g_string_free(visible, TRUE);
}

static GString *rewrite(const char *name, const char *extension)
{
	GString *stem = g_string_new(NULL), *end = g_string_new(NULL);

	split(name, extension, stem, end);
	shorten(end, FILE_NAME_MAX / 2);
	shorten(stem, FILE_NAME_MAX - 1 - end->len);
	if (end->len > 0)
		hide_inner_extensions(stem);
	if (stem->len == 0)
		g_string_append(stem, stand_in);
	if (end->len > 0)
		g_string_append_printf(stem, ".%s", end->str);
	g_string_free(end, TRUE);
	return stem;
}

/* Where a long name was cut there may be an extension that was none before. Each round makes it shorter, or the same
 * but for a full stop. */
void file_name_write(const char *name, const char *extension, struct text *text)
{
	GString *written = rewrite(name, extension);

	for (;;) {
		GString *again = rewrite(written->str, NULL);
		bool is_same = g_string_equal(again, written);
		g_string_free(written, TRUE);
		written = again;
		if (is_same)
			break;
	}
	text_append(text, written->str, written->len);
	g_string_free(written, TRUE);
}
