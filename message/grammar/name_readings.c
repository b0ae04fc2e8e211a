#include "message/grammar/name_readings.h"

#include "message/grammar/extended_value.h"
#include "message/grammar/name_words.h"

#include <errno.h>
#include <glib.h>
#include <stdlib.h>
#include <string.h>

#define LINE_SEPARATOR	    0x2028U
#define PARAGRAPH_SEPARATOR 0x2029U

void name_readings_init(struct name_readings *readings, struct outline_part *part)
{
	memset(readings, 0, sizeof(*readings));
	readings->part = part;
}

void name_readings_clear(struct name_readings *readings)
{
	g_free(readings->extension);
	memset(readings, 0, sizeof(*readings));
}

static bool is_control(gunichar character)
{
	return character < 0x20 || (character >= 0x7f && character < 0xa0) || character == LINE_SEPARATOR ||
	       character == PARAGRAPH_SEPARATOR;
}

static bool has_control(const char *name, size_t length)
{
	const char *end = name + length;

	for (const char *at = name; at < end; at = g_utf8_next_char(at))
		if (is_control(g_utf8_get_char(at)))
			return true;
	return false;
}

/* Windows leaves out blanks and full stops at the end, which is where the type is. Blanks at the beginning, which some
 * leave out, change nothing. */
static bool has_trimmable_end(const char *name, size_t length)
{
	if (length == 0)
		return false;
	const char *last = g_utf8_prev_char(name + length);
	return g_unichar_isspace(g_utf8_get_char(last)) || *last == '.';
}

/* Behind the last separator of a path. */
static const char *base_of(const char *name)
{
	const char *base = name;

	for (const char *at = name; *at != '\0'; at++)
		if (*at == '/' || *at == '\\')
			base = at + 1;
	return base;
}

static bool is_dots(const char *component, size_t length)
{
	return (length == 1 || length == 2) && strspn(component, ".") >= length;
}

/* "." or ".." among the components of a path. */
static bool has_dots(const char *name)
{
	for (;;) {
		size_t length = strcspn(name, "/\\");
		if (is_dots(name, length))
			return true;
		if (name[length] == '\0')
			return false;
		name += length + 1;
	}
}

/* What a system takes for the type: all behind the last full stop. An empty name is none, which is no other's. */
static const char *extension_of(const char *name)
{
	const char *dot = strrchr(name, '.');

	if (*name == '\0')
		return "/";

	return dot != NULL ? dot + 1 : "";
}

/* A name without an extension, which no system acts on, stands beside any that is not empty. */
static bool go_together(const char *one, const char *other)
{
	if (*one == '\0' || *other == '\0')
		return *one != '/' && *other != '/';
	return g_ascii_strcasecmp(one, other) == 0;
}

/* Whether it goes with the extension of the readings before; the first that has one sets it. */
static int compare_extension(struct name_readings *readings, const char *name)
{
	char *extension = g_utf8_normalize(extension_of(name), -1, G_NORMALIZE_NFC);

	if (extension == NULL)
		return -EBADMSG;
	int r = !readings->has_extension || go_together(extension, readings->extension) ? 0 : -EBADMSG;
	if (r == 0 && (!readings->has_extension || *readings->extension == '\0')) {
		g_free(readings->extension);
		readings->extension = g_steal_pointer(&extension);
		readings->has_extension = true;
	}
	g_free(extension);
	return r;
}

/* A reading without controls: does it say the same in what matters to whoever takes it, whole or the end of the path?
 */
static int judge(struct name_readings *readings, const char *name, const struct mime_reader *reader)
{
	const char *base = base_of(name);

	if (has_trimmable_end(name, strlen(name)) || has_dots(name) || (base > name && *base == '\0') ||
	    g_ascii_strcasecmp(extension_of(base), extension_of(name)) != 0)
		return mime_refuse(reader, RULE_NAME_CONFLICT);
	int r = compare_extension(readings, name);
	if (r == -EBADMSG)
		return mime_refuse(reader, RULE_NAME_CONFLICT);
	if (r == 0 && *name != '\0')
		r = outline_part_add_name(readings->part, name);
	if (r == 0 && base > name)
		r = outline_part_add_name(readings->part, base);
	return r;
}

/* What was decoded must be a name, and not be decoded once more by somebody. */
static int judge_decoded(struct name_readings *readings, const struct text *text, const struct mime_reader *reader)
{
	if (name_words_occur(text_string(text), text->length))
		return mime_refuse(reader, RULE_NAME_WORDS);
	if (has_control(text_string(text), text->length))
		return mime_refuse(reader, RULE_NAME_CONFLICT);
	return judge(readings, text_string(text), reader);
}

static int add_extended(struct name_readings *readings, const struct strict_parameters *parameters, const char *name,
    const struct mime_reader *reader)
{
	struct mime_span span = {name, strlen(name)};
	struct text text = {0};

	int r = extended_value_read(parameters, &span, reader, &text);
	if (r == 0)
		r = judge_decoded(readings, &text, reader);
	text_clear(&text);
	return r;
}

/*
 * GMime decodes words before it reads the quoted string that they stand in, and stops at a quote in them. That does no
 * harm where the part has another name, which all prefer, and what stands before the quote has no extension.
 */
static bool is_cut_somewhere(const struct name_readings *readings, const char *name)
{
	const char *quote = strchr(name, '"');

	if (strchr(name, '\\') != NULL)
		return true;
	return quote != NULL && (!readings->has_extension || memchr(name, '.', (size_t)(quote - name)) != NULL);
}

static bool ends_in_word(const char *value)
{
	size_t length = strlen(value);

	return length >= 2 && strcmp(value + length - 2, "?=") == 0;
}

/* Who does not decode them sees a name that ends in "?=", which no system takes for a type; or else one that ends as
 * the decoded one does. What a known mistake cuts off is one more name to be judged, whatever its extension. */
static int add_words(struct name_readings *readings, const char *value, const struct mime_reader *reader)
{
	struct text text = {0}, cut = {0};

	int r = name_words_decode(value, strlen(value), &text, &cut);
	if (r == -EBADMSG)
		r = mime_refuse(reader, RULE_NAME_WORDS);
	if (r == 0 && is_cut_somewhere(readings, text_string(&text)))
		r = mime_refuse(reader, RULE_NAME_WORDS);
	if (r == 0)
		r = judge_decoded(readings, &text, reader);
	if (r == 0 && ends_in_word(value))
		r = outline_part_add_name(readings->part, value);
	else if (r == 0)
		r = judge(readings, value, reader);
	if (r == 0 && cut.length < text.length)
		r = outline_part_add_name(readings->part, text_string(&cut));
	text_clear(&text);
	text_clear(&cut);
	return r;
}

/* A fold within the extension: some would join its halves. */
static bool has_folded_extension(const struct strict_parameter *parameter, const char *name)
{
	return parameter->is_folded && strpbrk(extension_of(name), " \t") != NULL;
}

/* As written. Tabs, which fold the line, are blanks to some. */
static int add_literal(struct name_readings *readings, const struct strict_parameter *parameter, char *value,
    const struct mime_reader *reader)
{
	if (has_folded_extension(parameter, value) || strchr(extension_of(value), '\t') != NULL)
		return mime_refuse(reader, RULE_NAME_CONFLICT);
	int r = judge(readings, value, reader);
	if (r < 0 || strchr(value, '\t') == NULL)
		return r;
	g_strdelimit(value, "\t", ' ');
	return judge(readings, value, reader);
}

/*
 * "A very long name..." beside the RFC 2231 form of the whole, as Email::MIME shortens it for readers that do not know
 * that form: they see a name without an extension, which no system acts on.
 */
static bool is_shortened(const char *value)
{
	static const char dots[] = "...";
	size_t length = strlen(value);

	return length > strlen(dots) && strchr(value, '.') == value + length - strlen(dots) &&
	       strcmp(value + length - strlen(dots), dots) == 0 && strpbrk(value, "/\\\t") == NULL;
}

static int add_plain(struct name_readings *readings, const struct strict_parameters *parameters, const char *name,
    const struct strict_parameter *parameter, const struct mime_reader *reader)
{
	char *value = strndup(strict_parameters_value(parameters, parameter), parameter->value_length);
	int r;

	if (value == NULL)
		return -ENOMEM;
	if (strict_parameters_has_extended(parameters, name) && is_shortened(value))
		r = outline_part_add_name(readings->part, value);
	else if (name_words_occur(value, parameter->value_length))
		r = add_words(readings, value, reader);
	else
		r = add_literal(readings, parameter, value, reader);
	free(value);
	return r;
}

int name_readings_add(struct name_readings *readings, const struct strict_parameters *parameters, const char *name,
    bool may_be_first, const struct mime_reader *reader)
{
	const struct strict_parameter *plain = strict_parameters_find(parameters, name);
	bool is_extended = strict_parameters_has_extended(parameters, name);
	struct mime_reader there = *reader;
	int r = 0;

	if (!may_be_first && !readings->has_extension && (plain != NULL || is_extended))
		return mime_refuse(reader, RULE_NAME_CONFLICT);
	if (is_extended)
		r = add_extended(readings, parameters, name, reader);
	if (r < 0 || plain == NULL)
		return r;
	there.at = plain->name.text;
	return add_plain(readings, parameters, name, plain, &there);
}
