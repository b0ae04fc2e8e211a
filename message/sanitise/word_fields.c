#include "message/sanitise/word_fields.h"

#include "message/form/document.h"
#include "message/sanitise/field_code.h"
#include "message/sanitise/limits.h"
#include "rules/grow.h"
#include "rules/unsafe.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void clear_field(struct word_field *field)
{
	text_clear(&field->code);
	text_clear(&field->final_code);
	free(field->pieces);
	*field = (struct word_field){0};
}

void word_fields_clear(struct word_fields *fields)
{
	while (fields->depth > 0)
		clear_field(&fields->items[--fields->depth]);
}

static struct word_field *top(struct word_fields *fields)
{
	return fields->depth > 0 ? &fields->items[fields->depth - 1] : NULL;
}

static void append(
    struct word_fields *fields, struct word_field *field, const char *octets, size_t length, bool is_deleted)
{
	if (field->code.length + length > LIMIT_FIELD_CODE) {
		fields->findings->obstacles |= OBSTACLE_LIMIT;
		return;
	}
	text_append(&field->code, octets, length);
	if (!is_deleted)
		text_append(&field->final_code, octets, length);
	if (field->code.error < 0 || field->final_code.error < 0)
		fields->findings->edits.error = -ENOMEM;
}

static void begin(struct word_fields *fields, size_t foreign)
{
	static const char nested = FIELD_CODE_NESTED;
	struct word_field *outer = top(fields);

	if (fields->depth >= LIMIT_FIELD_DEPTH) {
		fields->findings->obstacles |= OBSTACLE_LIMIT;
		return;
	}
	if (outer != NULL && !outer->is_result)
		append(fields, outer, &nested, 1, false);
	fields->items[fields->depth++] = (struct word_field){.foreign = foreign};
}

void word_fields_mark(struct word_fields *fields, const char *type, size_t foreign)
{
	if (strcmp(type, "begin") == 0) {
		begin(fields, foreign);
		return;
	}
	struct word_field *field = top(fields);
	if (field == NULL)
		return;
	/* Within an alternative that another program may not take, its end is not everybody's. */
	if (field->foreign != foreign)
		fields->findings->obstacles |= OBSTACLE_AMBIGUOUS;
	if (strcmp(type, "end") == 0)
		field->is_ending = true;
	else if (strcmp(type, "separate") == 0)
		field->is_separating = true;
	else
		fields->findings->obstacles |= OBSTACLE_AMBIGUOUS;
}

void word_fields_text(struct word_fields *fields, const char *octets, size_t length, bool is_deleted, size_t foreign)
{
	static const char built = FIELD_CODE_NESTED;
	struct word_field *field = top(fields);

	if (field == NULL || field->is_result)
		return;
	if (field->foreign != foreign)
		append(fields, field, &built, 1, false);
	append(fields, field, octets, length, is_deleted);
}

static void add_piece(struct word_fields *fields, struct word_field *field, struct xml_range range)
{
	if (++fields->piece_count > LIMIT_FIELD_PIECES) {
		fields->findings->obstacles |= OBSTACLE_LIMIT;
		return;
	}
	struct xml_range *pieces = grow_by_one(field->pieces, field->piece_count, sizeof(*pieces));

	if (pieces == NULL) {
		fields->findings->edits.error = -ENOMEM;
		return;
	}
	field->pieces = pieces;
	pieces[field->piece_count++] = range;
}

static void finish_top(struct word_fields *fields)
{
	struct word_field *field = &fields->items[--fields->depth];
	unsigned classes =
	    field_code_classes(text_string(&field->code)) | field_code_classes(text_string(&field->final_code));

	if (classes != 0 && findings_add(fields->findings, classes))
		for (size_t i = 0; i < field->piece_count; i++)
			xml_edits_cut(&fields->findings->edits, field->pieces[i].from, field->pieces[i].to);
	fields->piece_count -= field->piece_count;
	clear_field(field);
}

void word_fields_piece(struct word_fields *fields, struct xml_range range)
{
	for (size_t i = 0; i < fields->depth; i++)
		if (!fields->items[i].is_result || fields->items[i].is_ending)
			add_piece(fields, &fields->items[i], range);
	struct word_field *field = top(fields);
	if (field == NULL)
		return;
	if (field->is_separating) {
		field->is_result = true;
		field->is_separating = false;
	}
	if (field->is_ending)
		finish_top(fields);
}

void word_fields_finish(struct word_fields *fields)
{
	while (fields->depth > 0)
		finish_top(fields);
}
