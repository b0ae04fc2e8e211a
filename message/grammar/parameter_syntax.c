#include "message/grammar/parameter_syntax.h"

#include <errno.h>
#include <string.h>

#define SECTION_MAX 99

void strict_parameters_init(struct strict_parameters *parameters)
{
	parameters->count = 0;
	text_init(&parameters->values);
}

void strict_parameters_clear(struct strict_parameters *parameters)
{
	text_clear(&parameters->values);
	parameters->count = 0;
}

/* RFC 2231 section 7: "*" DIGITS, no leading zero. */
static bool split_section(struct mime_span *name, int *ret_section)
{
	const char *asterisk = memchr(name->text, '*', name->length);
	int section = 0;

	*ret_section = PARAMETER_NO_SECTION;
	if (asterisk == NULL)
		return true;
	const char *at = asterisk + 1, *end = name->text + name->length;
	if (at == end || (*at == '0' && end - at > 1))
		return false;
	for (; at < end; at++) {
		if (*at < '0' || *at > '9' || section > SECTION_MAX)
			return false;
		section = section * 10 + (*at - '0');
	}
	name->length = (size_t)(asterisk - name->text);
	*ret_section = section;
	return true;
}

static int read_name(struct mime_reader *reader, struct strict_parameter *parameter)
{
	const char *from = reader->at;

	if (!mime_take_token(reader, &parameter->name))
		return mime_refuse(reader, RULE_PARAMETER_SYNTAX);
	parameter->is_extended = parameter->name.text[parameter->name.length - 1] == '*';
	if (parameter->is_extended)
		parameter->name.length--;
	if (!split_section(&parameter->name, &parameter->section)) {
		reader->at = from;
		return mime_refuse(reader, RULE_PARAMETER_SECTIONS);
	}
	if (parameter->name.length == 0 || memchr(parameter->name.text, '\'', parameter->name.length) != NULL ||
	    memchr(parameter->name.text, '%', parameter->name.length) != NULL) {
		reader->at = from;
		return mime_refuse(reader, RULE_PARAMETER_SYNTAX);
	}
	return 0;
}

/* Python knows only RFC 2231's attribute-char in a token, and what it takes for a quoted pair before the last quote. */
static bool is_cut_somewhere(const struct strict_parameter *parameter, const struct mime_span *token, char last)
{
	if (token->length == 0)
		return last == '\\';
	return !parameter->is_extended &&
	       (memchr(token->text, '\'', token->length) != NULL || memchr(token->text, '*', token->length) != NULL);
}

static int read_value(struct mime_reader *reader, struct strict_parameter *parameter, struct text *values)
{
	struct mime_span token = {0};
	const char *from = reader->at;

	parameter->value = values->length;
	if (mime_take_token(reader, &token))
		text_append(values, token.text, token.length);
	else if (parameter->is_extended || !mime_take_quoted(reader, values))
		return mime_refuse(reader, RULE_PARAMETER_SYNTAX);
	parameter->value_length = values->length - parameter->value;
	char last = parameter->value_length > 0 ? values->bytes[values->length - 1] : '\0';
	if (is_cut_somewhere(parameter, &token, last)) {
		reader->at = from;
		return mime_refuse(reader, RULE_PARAMETER_SYNTAX);
	}
	parameter->is_folded = memchr(from, '\r', (size_t)(reader->at - from)) != NULL;
	return values->error;
}

/* What there is of the same name. */
struct siblings {
	int sections;
	bool has_plain_section, has_whole, has_extended_whole;
};

static struct siblings find_siblings(
    const struct strict_parameters *parameters, const struct strict_parameter *parameter)
{
	struct siblings siblings = {0};

	for (size_t i = 0; i < parameters->count; i++) {
		const struct strict_parameter *other = &parameters->items[i];
		if (!mime_spans_are_same(&other->name, &parameter->name))
			continue;
		if (other->section != PARAMETER_NO_SECTION) {
			siblings.sections++;
			siblings.has_plain_section |= !other->is_extended;
		} else if (other->is_extended) {
			siblings.has_extended_whole = true;
		} else {
			siblings.has_whole = true;
		}
	}
	return siblings;
}

/*
 * Against those before it. A plain one beside an extended one or beside extended sections is what programs write for
 * readers that do not know RFC 2231; beside plain sections, Python takes it for one of them.
 */
static enum grammar_rule check_siblings(
    const struct strict_parameters *parameters, const struct strict_parameter *parameter)
{
	struct siblings siblings = find_siblings(parameters, parameter);

	if (parameter->section == PARAMETER_NO_SECTION) {
		if (parameter->is_extended ? siblings.has_extended_whole : siblings.has_whole)
			return RULE_PARAMETER_REPEATED;
		return (parameter->is_extended ? siblings.sections > 0 : siblings.has_plain_section)
			   ? RULE_PARAMETER_SECTIONS
			   : RULE_NONE;
	}
	if (siblings.has_extended_whole || (siblings.has_whole && !parameter->is_extended) ||
	    parameter->section > siblings.sections)
		return RULE_PARAMETER_SECTIONS;
	return parameter->section < siblings.sections ? RULE_PARAMETER_REPEATED : RULE_NONE;
}

static int read_parameter(struct mime_reader *reader, struct strict_parameters *parameters)
{
	struct strict_parameter parameter = {0};
	struct mime_reader start = *reader;

	int r = read_name(reader, &parameter);
	if (r < 0)
		return r;
	if (!mime_take(reader, '='))
		return mime_refuse(reader, RULE_PARAMETER_SYNTAX);
	r = read_value(reader, &parameter, &parameters->values);
	if (r < 0)
		return r;
	enum grammar_rule rule = check_siblings(parameters, &parameter);
	if (rule != RULE_NONE)
		return mime_refuse(&start, rule);
	if (parameters->count == LIMIT_PARAMETERS)
		return -E2BIG;
	parameters->items[parameters->count++] = parameter;
	return 0;
}

int strict_parameters_read(struct mime_reader *reader, struct strict_parameters *parameters)
{
	for (;;) {
		mime_skip_blanks(reader);
		if (reader->at == reader->end)
			return 0;
		if (!mime_take(reader, ';'))
			return mime_refuse(reader, RULE_PARAMETER_SYNTAX);
		mime_skip_blanks(reader);
		if (reader->at == reader->end)
			return 0;
		int r = read_parameter(reader, parameters);
		if (r < 0)
			return r;
	}
}

const struct strict_parameter *strict_parameters_find(const struct strict_parameters *parameters, const char *name)
{
	for (size_t i = 0; i < parameters->count; i++) {
		const struct strict_parameter *parameter = &parameters->items[i];
		if (parameter->section == PARAMETER_NO_SECTION && !parameter->is_extended &&
		    mime_span_is(&parameter->name, name))
			return parameter;
	}
	return NULL;
}

bool strict_parameters_has_extended(const struct strict_parameters *parameters, const char *name)
{
	for (size_t i = 0; i < parameters->count; i++) {
		const struct strict_parameter *parameter = &parameters->items[i];
		if ((parameter->section != PARAMETER_NO_SECTION || parameter->is_extended) &&
		    mime_span_is(&parameter->name, name))
			return true;
	}
	return false;
}

const char *strict_parameters_value(
    const struct strict_parameters *parameters, const struct strict_parameter *parameter)
{
	return text_string(&parameters->values) + parameter->value;
}
