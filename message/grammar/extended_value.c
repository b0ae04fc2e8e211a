#include "message/grammar/extended_value.h"

#include "message/grammar/admitted_charset.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

#define LANGUAGE_WORD_MAX 8

/* What the sections are joined to, and the charset that the first one names. */
struct joined {
	const struct strict_parameters *parameters;
	struct mime_span charset; /* NULL where nothing is extended */
	struct text octets;
};

static int refuse(const struct mime_reader *reader, const struct strict_parameter *parameter, enum grammar_rule rule)
{
	struct mime_reader there = *reader;

	there.at = parameter->name.text;
	return mime_refuse(&there, rule);
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool is_encoded_octet(const char *at, const char *end)
{
	return end - at >= 3 && at[0] == '%' && hex_value(at[1]) >= 0 && hex_value(at[2]) >= 0;
}

/* RFC 2231 section 7: attribute-char and "%" with two digits. */
static bool append_decoded(struct text *octets, const char *at, const char *end)
{
	while (at < end) {
		if (*at == '%') {
			if (!is_encoded_octet(at, end))
				return false;
			text_append_octet(octets, (char)(hex_value(at[1]) * 16 + hex_value(at[2])));
			at += 3;
			continue;
		}
		if (*at == '*' || *at == '\'')
			return false;
		text_append_octet(octets, *at++);
	}
	return true;
}

/* RFC 5646 section 2.1: words of 1 to 8 letters and digits, hyphens between them; often empty. */
static bool is_language(const char *text, size_t length)
{
	size_t word = 0;

	for (size_t i = 0; i < length; i++) {
		bool is_hyphen = text[i] == '-';
		if (is_hyphen ? word == 0 : !isalnum((unsigned char)text[i]) || word == LANGUAGE_WORD_MAX)
			return false;
		word = is_hyphen ? 0 : word + 1;
	}
	return length == 0 || word > 0;
}

/* Behind "charset'language'"; NULL where it is none. */
static const char *take_prefix(struct joined *joined, const char *at, const char *end)
{
	const char *first = memchr(at, '\'', (size_t)(end - at));
	const char *second = first != NULL ? memchr(first + 1, '\'', (size_t)(end - (first + 1))) : NULL;

	if (second == NULL || !is_language(first + 1, (size_t)(second - (first + 1))))
		return NULL;
	joined->charset = (struct mime_span){at, (size_t)(first - at)};
	return admitted_charset_is(at, joined->charset.length) ? second + 1 : NULL;
}

/* A plain section means what it says, but some would decode it; so there must be nothing to decode. */
static bool has_something_encoded(const struct joined *joined, const char *at, const char *end)
{
	for (; at < end; at++)
		if (*at == '%' && (joined->charset.text != NULL || is_encoded_octet(at, end)))
			return true;
	return false;
}

/* Empty ones are no value to some. */
static int append_value(
    struct joined *joined, const struct strict_parameter *parameter, bool is_first, const struct mime_reader *reader)
{
	const char *at = strict_parameters_value(joined->parameters, parameter), *end = at + parameter->value_length;

	if (at == end)
		return refuse(reader, parameter, RULE_PARAMETER_SECTIONS);
	if (!parameter->is_extended) {
		if (has_something_encoded(joined, at, end))
			return refuse(reader, parameter, RULE_PARAMETER_SECTIONS);
		text_append(&joined->octets, at, parameter->value_length);
		return joined->octets.error;
	}
	if (!is_first && joined->charset.text == NULL)
		return refuse(reader, parameter, RULE_PARAMETER_SECTIONS);
	if (is_first)
		at = take_prefix(joined, at, end);
	if (at == NULL || !append_decoded(&joined->octets, at, end))
		return refuse(reader, parameter, RULE_PARAMETER_CHARSET);
	return joined->octets.error;
}

/* In the order of the field, which is that of the sections. */
static int join(struct joined *joined, const struct mime_span *name, const struct mime_reader *reader,
    const struct strict_parameter **ret_first)
{
	const struct strict_parameter *first = NULL;
	int r = 0;

	for (size_t i = 0; i < joined->parameters->count && r == 0; i++) {
		const struct strict_parameter *parameter = &joined->parameters->items[i];
		if ((parameter->section == PARAMETER_NO_SECTION && !parameter->is_extended) ||
		    !mime_spans_are_same(&parameter->name, name))
			continue;
		r = append_value(joined, parameter, first == NULL, reader);
		if (first == NULL)
			first = parameter;
	}
	*ret_first = first;
	return r;
}

int extended_value_read(const struct strict_parameters *parameters, const struct mime_span *name,
    const struct mime_reader *reader, struct text *text)
{
	struct joined joined = {.parameters = parameters};
	const struct strict_parameter *first = NULL;

	int r = join(&joined, name, reader, &first);
	if (r < 0 || first == NULL)
		goto out;
	const char *octets = text_string(&joined.octets);
	if (joined.charset.text == NULL) {
		/* A section may end within what looks encoded. */
		if (has_something_encoded(&joined, octets, octets + joined.octets.length))
			r = refuse(reader, first, RULE_PARAMETER_SECTIONS);
		text_append(text, octets, joined.octets.length);
	} else {
		r = admitted_charset_decode(
		    joined.charset.text, joined.charset.length, octets, joined.octets.length, text);
		if (r == -EBADMSG || joined.octets.length == 0)
			r = refuse(reader, first, RULE_PARAMETER_CHARSET);
	}
out:
	text_clear(&joined.octets);
	return r < 0 ? r : text->error;
}

int extended_values_check(const struct strict_parameters *parameters, const struct mime_reader *reader)
{
	struct text text = {0};
	int r = 0;

	for (size_t i = 0; i < parameters->count && r == 0; i++) {
		const struct strict_parameter *parameter = &parameters->items[i];
		bool is_first =
		    parameter->section == 0 || (parameter->section == PARAMETER_NO_SECTION && parameter->is_extended);
		if (is_first)
			r = extended_value_read(parameters, &parameter->name, reader, &text);
	}
	text_clear(&text);
	return r;
}
