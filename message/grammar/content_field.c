#include "message/grammar/content_field.h"

#include "message/grammar/admitted_charset.h"
#include "message/grammar/extended_value.h"
#include "message/grammar/mime_token.h"
#include "message/grammar/name_readings.h"
#include "message/grammar/name_words.h"
#include "message/grammar/parameter_syntax.h"
#include "message/limits.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A field with parameters, while the part is filled from it. */
struct content_field {
	struct mime_reader reader;
	struct strict_parameters parameters;
	bool is_there;
};

struct content_reader {
	const struct field_block *block;
	struct outline_part *part;
	struct content_fields fields;
	struct grammar_fault *fault;
	struct content_field type;
	struct content_field disposition;
};

static bool has_field(const struct content_reader *content, enum known_field known)
{
	return content->block->known[known].value != NULL;
}

static void begin(const struct content_reader *content, enum known_field known, struct mime_reader *reader)
{
	mime_reader_init(reader, &content->block->known[known], content->block->offsets[known], content->fault);
	mime_skip_blanks(reader);
}

/* Apple Mail says which version of it: "1.0 (Mac OS X Mail 16.0 \(3776.700.51\))". */
static bool take_comment(struct mime_reader *reader)
{
	if (!mime_take(reader, '('))
		return false;
	while (reader->at < reader->end && *reader->at != ')') {
		if (*reader->at == '(')
			return false;
		if (*reader->at == '\\' && ++reader->at == reader->end)
			return false;
		reader->at++;
	}
	return mime_take(reader, ')');
}

/* RFC 2045 section 4. */
static int read_version(struct content_reader *content)
{
	struct mime_reader reader;
	struct mime_span version = {0};

	if (!has_field(content, KNOWN_MIME_VERSION))
		return 0;
	begin(content, KNOWN_MIME_VERSION, &reader);
	if (!mime_take_token(&reader, &version) || !mime_span_is(&version, "1.0"))
		return mime_refuse(&reader, RULE_MIME_VERSION);
	mime_skip_blanks(&reader);
	if (reader.at < reader.end && !take_comment(&reader))
		return mime_refuse(&reader, RULE_MIME_VERSION);
	mime_skip_blanks(&reader);
	return reader.at == reader.end ? 0 : mime_refuse(&reader, RULE_MIME_VERSION);
}

/* RFC 2045 section 6.1; on one line and with nothing behind it, as Python wants it. */
static int read_encoding(struct content_reader *content)
{
	static const struct {
		const char *word;
		enum outline_encoding encoding;
		bool announces_8bit;
	} words[] = {
	    {"7bit", OUTLINE_IDENTITY, false},
	    {"8bit", OUTLINE_IDENTITY, true},
	    {"binary", OUTLINE_IDENTITY, true},
	    {"quoted-printable", OUTLINE_QUOTED_PRINTABLE, false},
	    {"base64", OUTLINE_BASE64, false},
	};
	struct mime_reader reader;
	struct mime_span word = {0};

	if (!has_field(content, KNOWN_CONTENT_TRANSFER_ENCODING))
		return 0;
	mime_reader_init(&reader, &content->block->known[KNOWN_CONTENT_TRANSFER_ENCODING],
	    content->block->offsets[KNOWN_CONTENT_TRANSFER_ENCODING], content->fault);
	while (mime_take(&reader, ' ') || mime_take(&reader, '\t'))
		;
	mime_take_token(&reader, &word);
	for (size_t i = 0; reader.at == reader.end && i < sizeof(words) / sizeof(words[0]); i++)
		if (mime_span_is(&word, words[i].word)) {
			content->part->encoding = words[i].encoding;
			content->fields.announces_8bit = words[i].announces_8bit;
			return 0;
		}
	return mime_refuse(&reader, RULE_ENCODING_NAME);
}

static int begin_with_parameters(struct content_reader *content, enum known_field known, struct content_field *field)
{
	if (content->block->known[known].value_length > LIMIT_PARAMETER_BYTES)
		return -E2BIG;
	begin(content, known, &field->reader);
	field->is_there = true;
	return 0;
}

/* Of any parameter: Python takes a word that does not end in its quotes for one that ends in those of another. */
static int check_words(const struct content_field *field)
{
	for (size_t i = 0; i < field->parameters.count; i++) {
		const struct strict_parameter *parameter = &field->parameters.items[i];
		const char *value = strict_parameters_value(&field->parameters, parameter);
		struct mime_reader there = field->reader;
		there.at = parameter->name.text;
		if (!name_words_are_whole(value, parameter->value_length))
			return mime_refuse(&there, RULE_NAME_WORDS);
	}
	return 0;
}

static int read_parameters(struct content_field *field)
{
	int r = strict_parameters_read(&field->reader, &field->parameters);

	if (r == 0)
		r = check_words(field);
	return r < 0 ? r : extended_values_check(&field->parameters, &field->reader);
}

/* RFC 2183 section 2. */
static int read_disposition(struct content_reader *content)
{
	struct content_field *field = &content->disposition;
	struct mime_span word = {0};

	if (!has_field(content, KNOWN_CONTENT_DISPOSITION))
		return 0;
	int r = begin_with_parameters(content, KNOWN_CONTENT_DISPOSITION, field);
	if (r < 0)
		return r;
	struct mime_reader start = field->reader;
	mime_take_token(&field->reader, &word);
	if (mime_span_is(&word, "attachment"))
		content->part->disposition = OUTLINE_ATTACHMENT;
	else if (mime_span_is(&word, "inline"))
		content->part->disposition = OUTLINE_INLINE;
	else
		return mime_refuse(&start, RULE_DISPOSITION_SYNTAX);
	return read_parameters(field);
}

static int fill_type(struct outline_part *part, const char *type, const char *subtype, size_t subtype_length)
{
	size_t type_length = (size_t)(subtype - 1 - type);
	struct mime_span whole = {type, type_length + 1 + subtype_length};

	part->type = mime_span_lower(&whole);
	if (part->type == NULL)
		return -ENOMEM;
	if (strncmp(part->type, "multipart/", strlen("multipart/")) == 0)
		part->kind = OUTLINE_MULTIPART;
	else if (strcmp(part->type, "message/rfc822") == 0 || strcmp(part->type, "message/global") == 0)
		part->kind = OUTLINE_MESSAGE;
	return 0;
}

/* RFC 2045 section 5.1. */
static int read_type(struct content_reader *content)
{
	static const char plain[] = "text/plain"; /* RFC 2045 section 5.2 */
	struct content_field *field = &content->type;
	struct mime_span type = {0}, subtype = {0};

	if (!has_field(content, KNOWN_CONTENT_TYPE))
		return fill_type(content->part, plain, plain + strlen("text/"), strlen("plain"));
	int r = begin_with_parameters(content, KNOWN_CONTENT_TYPE, field);
	if (r < 0)
		return r;
	content->fields.has_type = true;
	if (!mime_take_token(&field->reader, &type) || !mime_take(&field->reader, '/') ||
	    !mime_take_token(&field->reader, &subtype))
		return mime_refuse(&field->reader, RULE_TYPE_SYNTAX);
	r = fill_type(content->part, type.text, subtype.text, subtype.length);
	return r < 0 ? r : read_parameters(field);
}

static bool is_boundary_octet(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       memchr("'()+_,-./:=?<>", c, 14) != NULL;
}

/* RFC 2046 section 5.1.1, bchars; angle brackets, as Ricoh writes them; single blanks inside, as nmh and sendEmail. */
static bool is_boundary(const char *value, size_t length)
{
	if (length == 0 || length > CONTENT_BOUNDARY_MAX || value[length - 1] == ' ')
		return false;
	for (size_t i = 0; i < length; i++)
		if (!is_boundary_octet(value[i]) && !(value[i] == ' ' && i > 0 && value[i - 1] != ' '))
			return false;
	/* Some decode what looks like an encoded word. */
	return memmem(value, length, "=?", 2) == NULL;
}

/* RFC 2231 forms of any parameter: PHP's mailparse loses a boundary behind them. */
static bool has_extended(const struct strict_parameters *parameters)
{
	for (size_t i = 0; i < parameters->count; i++)
		if (parameters->items[i].is_extended || parameters->items[i].section != PARAMETER_NO_SECTION)
			return true;
	return false;
}

static int read_boundary(struct content_reader *content)
{
	const struct strict_parameters *parameters = &content->type.parameters;
	const struct strict_parameter *boundary = strict_parameters_find(parameters, "boundary");
	bool is_extended = strict_parameters_has_extended(parameters, "boundary");

	if (content->part->kind != OUTLINE_MULTIPART && boundary == NULL && !is_extended)
		return 0;
	const char *value = boundary != NULL ? strict_parameters_value(parameters, boundary) : "";
	if (content->part->kind != OUTLINE_MULTIPART || boundary == NULL || has_extended(parameters) ||
	    !is_boundary(value, boundary->value_length))
		return mime_refuse(&content->type.reader, RULE_BOUNDARY_SYNTAX);
	memcpy(content->fields.boundary, value, boundary->value_length);
	content->fields.boundary[boundary->value_length] = '\0';
	return 0;
}

static int read_charset(struct content_reader *content)
{
	const struct strict_parameters *parameters = &content->type.parameters;
	const struct strict_parameter *charset = strict_parameters_find(parameters, "charset");

	if (strncmp(content->part->type, "text/", strlen("text/")) != 0)
		return 0;
	if (strict_parameters_has_extended(parameters, "charset"))
		return mime_refuse(&content->type.reader, RULE_CHARSET);
	if (charset == NULL)
		return 0;
	struct mime_span value = {strict_parameters_value(parameters, charset), charset->value_length};
	if (!admitted_charset_is_label(value.text, value.length))
		return mime_refuse(&content->type.reader, RULE_CHARSET);
	content->part->charset = mime_span_lower(&value);
	return content->part->charset != NULL ? 0 : -ENOMEM;
}

/* Some read a header in whatever is "message/", as it stands; others decode it, for a file. */
static int check_container(const struct content_reader *content)
{
	bool is_leaf =
	    content->part->kind == OUTLINE_LEAF && strncmp(content->part->type, "message/", strlen("message/")) != 0;

	if (is_leaf || content->part->encoding == OUTLINE_IDENTITY)
		return 0;
	return grammar_fault_set(
	    content->fault, RULE_ENCODING_OF_CONTAINER, content->block->offsets[KNOWN_CONTENT_TRANSFER_ENCODING]);
}

/*
 * "filename" of the disposition and "name" of the type first. Some programs write each where the other belongs as well;
 * alone there, hardly anybody finds it.
 */
static int read_names(struct content_reader *content)
{
	struct content_field *type = &content->type, *disposition = &content->disposition;
	const struct {
		const struct content_field *field;
		const char *name;
	} places[] = {{disposition, "filename"}, {type, "name"}, {disposition, "name"}, {type, "filename"}};
	struct name_readings readings;
	int r = 0;

	name_readings_init(&readings, content->part);
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]) && r == 0; i++)
		if (places[i].field->is_there)
			r = name_readings_add(
			    &readings, &places[i].field->parameters, places[i].name, i < 2, &places[i].field->reader);
	name_readings_clear(&readings);
	return r;
}

static int read_fields(struct content_reader *content)
{
	static int (*const steps[])(struct content_reader * content) = {
	    read_version, read_encoding, read_disposition, read_type, read_boundary, read_charset, read_names};
	int r = 0;

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]) && r == 0; i++)
		r = steps[i](content);
	return r < 0 ? r : check_container(content);
}

int content_fields_read(const struct field_block *block, struct outline_part *part, struct content_fields *ret_fields,
    struct grammar_fault *fault)
{
	struct content_reader content = {.block = block, .part = part, .fault = fault};

	content.fields.has_fields = block->field_count > 0;
	strict_parameters_init(&content.type.parameters);
	strict_parameters_init(&content.disposition.parameters);
	int r = read_fields(&content);
	strict_parameters_clear(&content.type.parameters);
	strict_parameters_clear(&content.disposition.parameters);
	if (r == 0)
		*ret_fields = content.fields;
	return r;
}
