#include "message/form/legacy_field.h"

#include <string.h>
#include <strings.h>

#define BOX	    "\xe2\x98\x90"
#define CHECKED_BOX "\xe2\x98\x92"
#define BLANKS	    " \t\r\n"
#define ENTRIES	    200 /* of a drop-down; Word has 25 */

void legacy_field_clear(struct legacy_field *field)
{
	text_clear(&field->instruction);
	text_clear(&field->name);
	text_clear(&field->help);
	text_clear(&field->prompt);
	text_clear(&field->entries);
}

static const char *first_word(const struct legacy_field *field)
{
	const char *instruction = text_string(&field->instruction);

	return instruction + strspn(instruction, BLANKS);
}

bool legacy_field_is(const struct legacy_field *field, const char *word)
{
	const char *first = first_word(field);
	size_t length = strcspn(first, BLANKS);

	return length == strlen(word) && strncasecmp(first, word, length) == 0;
}

struct composer_field legacy_field_text(const struct legacy_field *field)
{
	return (struct composer_field){.kind = field->kind,
	    .name = text_string(&field->name),
	    .alias = text_string(&field->help),
	    .prompt = text_string(&field->prompt)};
}

static unsigned chosen_number(const struct legacy_field *field)
{
	return field->has_state ? field->chosen : field->chosen_by_default;
}

static const char *chosen_entry(const struct legacy_field *field)
{
	const char *entry = text_string(&field->entries);
	size_t left = field->entries.length;
	unsigned chosen = chosen_number(field);

	for (unsigned i = 0; i < ENTRIES && left > 0; i++) {
		size_t octets = strlen(entry) + 1;
		if (i == chosen)
			return entry;
		entry += octets;
		left -= octets;
	}
	return "";
}

/* MACROBUTTON name prompt: the prompt is what is seen. */
static const char *button_prompt(const struct legacy_field *field)
{
	const char *at = first_word(field);

	for (int i = 0; i < 2; i++) {
		at += strcspn(at, BLANKS);
		at += strspn(at, BLANKS);
	}
	return at;
}

bool legacy_field_is_shown(const struct legacy_field *field)
{
	return legacy_field_is(field, "FORMCHECKBOX") || legacy_field_is(field, "FORMDROPDOWN") ||
	       legacy_field_is(field, "MACROBUTTON");
}

void legacy_field_compose(const struct legacy_field *field, struct composer *composer)
{
	struct composer_field composed = legacy_field_text(field);

	composed.prompt = NULL;
	if (legacy_field_is(field, "FORMCHECKBOX")) {
		composed.kind = FIELD_CHECK_BOX;
		composed.is_checked = field->has_state ? field->is_checked : field->is_checked_by_default;
		composer_field(composer, &composed, composed.is_checked ? CHECKED_BOX : BOX);
	} else if (legacy_field_is(field, "FORMDROPDOWN")) {
		composed.kind = FIELD_CHOICE;
		composed.is_placeholder = chosen_number(field) == field->chosen_by_default;
		composer_field(composer, &composed, chosen_entry(field));
	} else if (legacy_field_is(field, "MACROBUTTON")) {
		composed.is_placeholder = true;
		composer_field(composer, &composed, button_prompt(field));
	}
}

void legacy_fields_clear(struct legacy_fields *fields)
{
	while (fields->depth > 0)
		legacy_field_clear(&fields->items[--fields->depth]);
	fields->muted_depth = 0;
}

struct legacy_field *legacy_fields_top(struct legacy_fields *fields)
{
	return fields->depth > 0 ? &fields->items[fields->depth - 1] : NULL;
}

void legacy_fields_begin(struct legacy_fields *fields, struct composer *composer)
{
	if (fields->depth >= LIMIT_FIELD_DEPTH) {
		composer_stop(composer, OBSTACLE_LIMIT);
		return;
	}
	fields->items[fields->depth++] = (struct legacy_field){.is_muted = true};
	fields->muted_depth++;
}

void legacy_fields_instruct(struct legacy_fields *fields, const char *octets, size_t length)
{
	struct legacy_field *field = legacy_fields_top(fields);

	if (field != NULL && !field->is_result && field->instruction.length + length <= LIMIT_NAME_OCTETS)
		text_append(&field->instruction, octets, length);
}

void legacy_fields_separate(struct legacy_fields *fields, struct composer *composer)
{
	struct legacy_field *field = legacy_fields_top(fields);

	if (field == NULL || field->is_result)
		return;
	field->is_result = true;
	field->is_muted = legacy_field_is_shown(field);
	if (!field->is_muted)
		fields->muted_depth--;
	if (legacy_field_is(field, "FORMTEXT") && fields->muted_depth == 0) {
		field->is_begun = true;
		composer_field_begin(composer);
	}
}

void legacy_fields_end(struct legacy_fields *fields, struct composer *composer, bool is_hidden)
{
	struct legacy_field *field = legacy_fields_top(fields);

	if (field == NULL)
		return;
	legacy_fields_separate(fields, composer);
	if (field->is_muted)
		fields->muted_depth--;
	if (field->is_begun) {
		const struct composer_field composed = legacy_field_text(field);
		composer_field_end(composer, &composed);
	} else if (fields->muted_depth == 0 && !is_hidden) {
		legacy_field_compose(field, composer);
	}
	legacy_field_clear(field);
	fields->depth--;
}
