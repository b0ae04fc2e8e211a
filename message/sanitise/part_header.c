#include "message/sanitise/part_header.h"

#include "message/grammar/parameter_syntax.h"
#include "message/header.h"
#include "message/sanitise/field_value.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

enum which { WHICH_TYPE = 0, WHICH_ENCODING, WHICH_DISPOSITION, WHICH_VERSION, WHICH_DIGEST, WHICH_COUNT };

static const char *const names[WHICH_COUNT] = {[WHICH_TYPE] = "Content-Type",
    [WHICH_ENCODING] = "Content-Transfer-Encoding",
    [WHICH_DISPOSITION] = "Content-Disposition",
    [WHICH_VERSION] = "MIME-Version",
    [WHICH_DIGEST] = "Content-MD5"};

/* One field with parameters, as it stands. */
struct field {
	struct header_field text; /* name NULL: there is none */
	struct strict_parameters parameters;
};

/* The header, while what changes in it is found out. */
struct planner {
	const char *message;
	const struct outline_part *part;
	const struct part_plan *plan;
	struct field fields[WHICH_COUNT];
	struct part_header header;
};

static void find_fields(struct planner *planner)
{
	const struct outline_part *part = planner->part;
	struct header_reader reader;
	struct header_field field;

	header_reader_init(&reader, planner->message + part->header_offset, part->body_offset - part->header_offset);
	while (header_reader_next(&reader, &field))
		for (enum which i = 0; i < WHICH_COUNT; i++)
			if (planner->fields[i].text.name == NULL && header_field_is(&field, names[i]))
				planner->fields[i].text = field;
}

static bool has_field(const struct planner *planner, enum which which)
{
	return planner->fields[which].text.name != NULL;
}

/* The grammar has read them once; what it accepted is read here again. */
static int read_parameters(struct field *field)
{
	struct grammar_fault fault = {RULE_NONE, 0};
	struct mime_reader reader;
	struct mime_span word;

	strict_parameters_init(&field->parameters);
	if (field->text.name == NULL)
		return 0;
	mime_reader_init(&reader, &field->text, 0, &fault);
	mime_skip_blanks(&reader);
	if (!mime_take_token(&reader, &word) || (mime_take(&reader, '/') && !mime_take_token(&reader, &word)))
		return -EBADMSG;
	int r = strict_parameters_read(&reader, &field->parameters);
	return r == -E2BIG ? -EBADMSG : r;
}

static bool is_name_parameter(const struct strict_parameter *parameter)
{
	return mime_span_is(&parameter->name, "name") || mime_span_is(&parameter->name, "filename");
}

static bool names_the_part(const struct field *field)
{
	for (size_t i = 0; i < field->parameters.count; i++)
		if (is_name_parameter(&field->parameters.items[i]))
			return true;
	return false;
}

/* Where it stands: nothing of it is parsed again. */
static struct field_edit *add_edit(struct planner *planner, enum which which)
{
	const struct header_field *field = &planner->fields[which].text;
	struct field_edit *edit = &planner->header.edits[planner->header.count++];

	*edit = (struct field_edit){.name = names[which]};
	text_init(&edit->value);
	if (field->name != NULL) {
		edit->offset = (size_t)(field->name - planner->message);
		edit->length = (size_t)(field->value + field->value_length - field->name) + strlen("\r\n");
	}
	return edit;
}

static bool is_printable(const char *value, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (value[i] < ' ' || value[i] > '~')
			return false;
	return true;
}

/* What else the sender's field says and we can write: format=flowed, method=REQUEST. */
static void keep_parameters(const struct field *field, struct text *text)
{
	const struct strict_parameters *parameters = &field->parameters;

	for (size_t i = 0; i < parameters->count; i++) {
		const struct strict_parameter *parameter = &parameters->items[i];
		const char *value = strict_parameters_value(parameters, parameter);
		if (is_name_parameter(parameter) || mime_span_is(&parameter->name, "charset") ||
		    parameter->is_extended || parameter->section != PARAMETER_NO_SECTION ||
		    !is_printable(value, parameter->value_length))
			continue;
		field_value_add_parameter(
		    text, parameter->name.text, parameter->name.length, value, parameter->value_length);
	}
}

static bool has_same_charset(const struct planner *planner)
{
	const char *old = planner->part->charset, *new = planner->plan->charset;

	return old == NULL || new == NULL ? old == new : strcasecmp(old, new) == 0;
}

/* The name stands where it stood, in each of the two fields; where no field had one, in the disposition if there is
 * one.
 */
static bool is_named_in(const struct planner *planner, enum which which)
{
	const struct part_plan *plan = planner->plan;

	if (!has_field(planner, which) && which == WHICH_DISPOSITION)
		return false;
	if (names_the_part(&planner->fields[which]))
		return !plan->has_new_name || plan->name != NULL;
	if (!plan->has_new_name || plan->name == NULL || planner->part->name_count > 0)
		return false;
	return which == WHICH_DISPOSITION || !has_field(planner, WHICH_DISPOSITION);
}

/* Of the name that stays, where its field has to change: the first reading, which is the one by the RFCs. One with tabs
 * has a reading with blanks, too. */
static const char *name_of(const struct planner *planner)
{
	const struct outline_part *part = planner->part;

	if (planner->plan->has_new_name)
		return planner->plan->name;
	for (size_t i = 0; i < part->name_count; i++)
		if (strchr(part->names[i], '\t') == NULL)
			return part->names[i];
	return part->names[0];
}

static void plan_type(struct planner *planner)
{
	const struct part_plan *plan = planner->plan;
	const struct field *field = &planner->fields[WHICH_TYPE];
	bool has_same_type = strcmp(plan->type, planner->part->type) == 0;
	bool is_named = is_named_in(planner, WHICH_TYPE);

	if (has_same_type && has_same_charset(planner) && !(plan->has_new_name && (is_named || names_the_part(field))))
		return;
	struct field_edit *edit = add_edit(planner, WHICH_TYPE);
	field_value_write_type(&edit->value, plan->type, plan->charset);
	if (has_same_type)
		keep_parameters(field, &edit->value);
	if (is_named)
		field_value_add_name(&edit->value, "name", name_of(planner));
}

static void plan_encoding(struct planner *planner)
{
	static const char *const values[] = {[OUTLINE_IDENTITY] = " 7bit",
	    [OUTLINE_BASE64] = " base64",
	    [OUTLINE_QUOTED_PRINTABLE] = " quoted-printable"};
	const char *value = values[planner->plan->encoding];

	if (planner->plan->encoding != planner->part->encoding)
		text_append(&add_edit(planner, WHICH_ENCODING)->value, value, strlen(value));
}

/* Without what it says of the file as it was: its size, its dates. */
static void plan_disposition(struct planner *planner)
{
	const struct part_plan *plan = planner->plan;
	bool is_named = is_named_in(planner, WHICH_DISPOSITION);

	if (!has_field(planner, WHICH_DISPOSITION))
		return;
	if (plan->disposition == planner->part->disposition &&
	    !(plan->has_new_name && (is_named || names_the_part(&planner->fields[WHICH_DISPOSITION]))))
		return;
	struct field_edit *edit = add_edit(planner, WHICH_DISPOSITION);
	field_value_write_disposition(&edit->value, plan->disposition);
	if (is_named)
		field_value_add_name(&edit->value, "filename", name_of(planner));
}

static void plan_others(struct planner *planner, bool is_of_message)
{
	static const char version[] = " 1.0";

	if (is_of_message && planner->header.count > 0 && !has_field(planner, WHICH_VERSION))
		text_append(&add_edit(planner, WHICH_VERSION)->value, version, strlen(version));
	if (planner->plan->has_new_content && has_field(planner, WHICH_DIGEST))
		add_edit(planner, WHICH_DIGEST)->is_removed = true;
}

/* By their places; few enough for the simplest way. */
static void sort_edits(struct part_header *header)
{
	for (size_t i = 1; i < header->count; i++)
		for (size_t j = i; j > 0; j--) {
			struct field_edit *one = &header->edits[j - 1], *other = &header->edits[j];
			if (other->length == 0 || (one->length != 0 && one->offset < other->offset))
				break;
			struct field_edit swapped = *one;
			*one = *other;
			*other = swapped;
		}
}

static int first_error(const struct part_header *header)
{
	for (size_t i = 0; i < header->count; i++)
		if (header->edits[i].value.error != 0)
			return header->edits[i].value.error;
	return 0;
}

int part_header_plan(const char *message, const struct outline_part *part, const struct part_plan *plan,
    bool is_of_message, struct part_header *ret_header)
{
	struct planner planner = {.message = message, .part = part, .plan = plan};

	find_fields(&planner);
	int r = read_parameters(&planner.fields[WHICH_TYPE]);
	int second = read_parameters(&planner.fields[WHICH_DISPOSITION]);
	if (r == 0)
		r = second;
	if (r == 0) {
		plan_type(&planner);
		plan_encoding(&planner);
		plan_disposition(&planner);
		plan_others(&planner, is_of_message);
		sort_edits(&planner.header);
		r = first_error(&planner.header);
	}
	strict_parameters_clear(&planner.fields[WHICH_TYPE].parameters);
	strict_parameters_clear(&planner.fields[WHICH_DISPOSITION].parameters);
	if (r < 0)
		part_header_clear(&planner.header);
	else
		*ret_header = planner.header;
	return r;
}

void part_header_clear(struct part_header *header)
{
	for (size_t i = 0; i < header->count; i++)
		text_clear(&header->edits[i].value);
	header->count = 0;
}
