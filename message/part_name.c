#include "message/part_name.h"

#include "message/charsets.h"
#include "message/encoded_word.h"
#include "message/text.h"
#include "rules/utf8.h"

#include <errno.h>
#include <string.h>

static const char *const names[] = {"filename", "name"};

int part_name_add(struct facts_part *part, const char *name, size_t length)
{
	struct text text = {0}, clean = {0};
	int r = 0;

	/* Unlabelled octets: most who send them mean Windows' own character set. */
	if (utf8_is_valid(name, length))
		text_append(&text, name, length);
	else
		r = charset_decode("windows-1252", strlen("windows-1252"), name, length, &text);
	for (size_t i = 0; i < text.length; i++)
		if ((unsigned char)text.bytes[i] >= ' ' && text.bytes[i] != 0x7f)
			text_append_octet(&clean, text.bytes[i]);
	if (r == 0)
		r = text.error < 0 ? text.error : clean.error;
	if (r == 0 && clean.length > 0)
		r = facts_part_add_name(part, clean.bytes);
	text_clear(&text);
	text_clear(&clean);
	return r == -ENOENT ? 0 : r;
}

/* As written, up to a NUL, and with encoded words decoded. */
static int add_readings(struct facts_part *part, const char *value, size_t length)
{
	struct text decoded = {0};
	const char *nul = length > 0 ? memchr(value, '\0', length) : NULL;
	int r = part_name_add(part, value, length);

	if (r == 0 && nul != NULL)
		r = part_name_add(part, value, (size_t)(nul - value));
	if (r == 0 && encoded_word_occurs(value, length)) {
		r = encoded_word_decode(value, length, &decoded);
		if (r == 0)
			r = part_name_add(part, text_string(&decoded), decoded.length);
	}
	text_clear(&decoded);
	return r;
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static void append_percent(struct text *text, const char *value, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (value[i] == '%' && i + 2 < length && hex_value(value[i + 1]) >= 0 && hex_value(value[i + 2]) >= 0) {
			text_append_octet(text, (char)(hex_value(value[i + 1]) * 16 + hex_value(value[i + 2])));
			i += 2;
		} else {
			text_append_octet(text, value[i]);
		}
	}
}

/* What an extended value begins with: "charset'language'". */
struct charset_prefix {
	const char *name;
	size_t name_length;
	size_t length; /* of it all; 0 when there is none */
};

static struct charset_prefix find_prefix(const struct parameter *parameter)
{
	struct charset_prefix prefix = {"", 0, 0};
	const char *value = parameter->value, *end = value + parameter->value_length;
	const char *first = memchr(value, '\'', parameter->value_length);
	const char *second = first != NULL ? memchr(first + 1, '\'', (size_t)(end - (first + 1))) : NULL;

	if (second == NULL)
		return prefix;
	prefix.name = value;
	prefix.name_length = (size_t)(first - value);
	prefix.length = (size_t)(second + 1 - value);
	return prefix;
}

/* Adds octets that the charset of the prefix gives a meaning. */
static int add_decoded(struct facts_part *part, const struct charset_prefix *prefix, const struct text *octets)
{
	struct text text = {0};
	int r = octets->error;

	if (r == 0)
		r = charset_decode(prefix->name, prefix->name_length, text_string(octets), octets->length, &text);
	if (r == 0)
		r = part_name_add(part, text_string(&text), text.length);
	else if (r == -ENOENT)
		r = part_name_add(part, text_string(octets), octets->length);
	text_clear(&text);
	return r;
}

static int add_extended(struct facts_part *part, const struct parameter *parameter)
{
	struct charset_prefix prefix = find_prefix(parameter);
	struct text octets = {0};

	append_percent(&octets, parameter->value + prefix.length, parameter->value_length - prefix.length);
	int r = add_decoded(part, &prefix, &octets);
	text_clear(&octets);
	return r;
}

static bool is_section_of(const struct parameter *parameter, const char *name)
{
	return parameter->section != PARAMETER_WHOLE && strcmp(parameter->name, name) == 0;
}

static void append_section(const struct parameter *parameter, size_t skipped, struct text *octets)
{
	const char *value = parameter->value + skipped;
	size_t length = parameter->value_length - skipped;

	if (parameter->is_extended)
		append_percent(octets, value, length);
	else
		text_append(octets, value, length);
}

/* The index of the section that comes after number `after`, the first of equals; count when there is none. */
static size_t next_section(const struct parameter_list *list, const char *name, int after)
{
	size_t best = list->count;

	for (size_t i = 0; i < list->count; i++) {
		const struct parameter *parameter = &list->items[i];
		if (is_section_of(parameter, name) && parameter->section > after &&
		    (best == list->count || parameter->section < list->items[best].section))
			best = i;
	}
	return best;
}

/* RFC 2231 section 3: joined by number. Some join as they come: duplicates and all. */
static int add_joined(const struct parameter_list *list, const char *name, bool by_number, struct facts_part *part)
{
	struct charset_prefix prefix = {"", 0, 0};
	struct text octets = {0};
	size_t first = next_section(list, name, PARAMETER_WHOLE);

	if (first == list->count)
		return 0;
	if (list->items[first].is_extended)
		prefix = find_prefix(&list->items[first]);
	if (by_number) {
		for (size_t i = first; i < list->count; i = next_section(list, name, list->items[i].section))
			append_section(&list->items[i], i == first ? prefix.length : 0, &octets);
	} else {
		for (size_t i = 0; i < list->count; i++)
			if (is_section_of(&list->items[i], name))
				append_section(&list->items[i], i == first ? prefix.length : 0, &octets);
	}
	int r = add_decoded(part, &prefix, &octets);
	if (r == 0 && octets.error == 0 && encoded_word_occurs(text_string(&octets), octets.length))
		r = add_readings(part, text_string(&octets), octets.length);
	text_clear(&octets);
	return r;
}

static int collect_name(const struct parameter_list *list, const char *name, struct facts_part *part)
{
	int r = 0;

	for (size_t i = 0; i < list->count && r == 0; i++) {
		const struct parameter *parameter = &list->items[i];
		if (parameter->section != PARAMETER_WHOLE || strcmp(parameter->name, name) != 0)
			continue;
		if (parameter->is_extended)
			r = add_extended(part, parameter);
		else
			r = add_readings(part, parameter->value, parameter->value_length);
	}
	if (r == 0)
		r = add_joined(list, name, true, part);
	if (r == 0)
		r = add_joined(list, name, false, part);
	return r;
}

int part_name_collect(const struct parameter_list *parameters, struct facts_part *part)
{
	int r = 0;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && r == 0; i++)
		r = collect_name(parameters, names[i], part);
	return r;
}
