#include "message/grammar/mime_token.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

void mime_reader_init(
    struct mime_reader *reader, const struct header_field *field, size_t offset, struct grammar_fault *fault)
{
	reader->at = field->value;
	reader->end = field->value + field->value_length;
	reader->field = field->name;
	reader->offset = offset;
	reader->fault = fault;
}

int mime_refuse(const struct mime_reader *reader, enum grammar_rule rule)
{
	return grammar_fault_set(reader->fault, rule, reader->offset + (size_t)(reader->at - reader->field));
}

bool mime_octet_is_token(char c)
{
	return c > ' ' && c <= '~' && strchr("()<>@,;:\\\"/[]?=", c) == NULL;
}

void mime_skip_blanks(struct mime_reader *reader)
{
	while (reader->at < reader->end && header_is_folding_space(*reader->at))
		reader->at++;
}

bool mime_take(struct mime_reader *reader, char c)
{
	if (reader->at == reader->end || *reader->at != c)
		return false;
	reader->at++;
	return true;
}

bool mime_take_token(struct mime_reader *reader, struct mime_span *ret_span)
{
	const char *from = reader->at;

	while (reader->at < reader->end && mime_octet_is_token(*reader->at))
		reader->at++;
	ret_span->text = from;
	ret_span->length = (size_t)(reader->at - from);
	return ret_span->length > 0;
}

/* Octets that mean themselves in a quoted string. */
static bool is_quotable(char c)
{
	return (unsigned char)c >= ' ' || c == '\t';
}

bool mime_take_quoted(struct mime_reader *reader, struct text *text)
{
	if (!mime_take(reader, '"'))
		return false;
	while (reader->at < reader->end && *reader->at != '"') {
		char c = *reader->at;
		if (c == '\r' || c == '\n') {
			reader->at++;
			continue;
		}
		if (c == '\\') {
			if (reader->end - reader->at < 2 || (reader->at[1] != '"' && reader->at[1] != '\\'))
				return false;
			c = *++reader->at;
		} else if (!is_quotable(c)) {
			return false;
		}
		text_append_octet(text, c);
		reader->at++;
	}
	return mime_take(reader, '"');
}

bool mime_span_is(const struct mime_span *span, const char *word)
{
	return strlen(word) == span->length && strncasecmp(span->text, word, span->length) == 0;
}

bool mime_spans_are_same(const struct mime_span *a, const struct mime_span *b)
{
	return a->length == b->length && strncasecmp(a->text, b->text, a->length) == 0;
}

char *mime_span_lower(const struct mime_span *span)
{
	char *copy = strndup(span->text, span->length);

	for (char *at = copy; at != NULL && *at != '\0'; at++)
		if (*at >= 'A' && *at <= 'Z')
			*at = (char)(*at - 'A' + 'a');
	return copy;
}
