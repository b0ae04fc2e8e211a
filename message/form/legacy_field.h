/*
 * legacy_field: a field as Word has had them since Word 2: an instruction, perhaps a form field's data, a result.
 *
 * docx, rtf and doc write the same fields in three ways; what they mean is said here.
 */
#ifndef MESSAGE_FORM_LEGACY_FIELD_H
#define MESSAGE_FORM_LEGACY_FIELD_H

#include "message/form/composer.h"

struct legacy_field {
	struct text instruction;
	struct text name;
	struct text help;
	struct text prompt;  /* the default text */
	struct text entries; /* of a drop-down, each with its NUL */
	unsigned chosen, chosen_by_default;
	bool is_checked, is_checked_by_default;
	bool has_state;	      /* is_checked or chosen: not the default's */
	enum field_kind kind; /* of a text field */
	bool is_result;	      /* past its separator */
	bool is_muted;	      /* its text is not shown: instruction, or a result in place of which something is shown */
	bool is_begun;	      /* as a field of the composer */
};

void legacy_field_clear(struct legacy_field *field);
/* Is this its instruction's first word? */
bool legacy_field_is(const struct legacy_field *field, const char *word);
/* Of FORMTEXT, whose result is composed by then. */
struct composer_field legacy_field_text(const struct legacy_field *field);
/* Does it show no result, but a check box, a chosen entry, a button to click? */
bool legacy_field_is_shown(const struct legacy_field *field);
/* Then shows that. */
void legacy_field_compose(const struct legacy_field *field, struct composer *composer);

/* Fields in fields, in the order of their text (docx, doc). */
struct legacy_fields {
	struct legacy_field items[LIMIT_FIELD_DEPTH];
	unsigned depth;
	unsigned muted_depth; /* fields whose text is not shown now */
};

void legacy_fields_clear(struct legacy_fields *fields);
/* The innermost one; NULL when there is none. */
struct legacy_field *legacy_fields_top(struct legacy_fields *fields);
void legacy_fields_begin(struct legacy_fields *fields, struct composer *composer);
/* Text of the instruction; what is too long is left out. */
void legacy_fields_instruct(struct legacy_fields *fields, const char *octets, size_t length);
void legacy_fields_separate(struct legacy_fields *fields, struct composer *composer);
/* What is hidden shows nothing in place of its result. */
void legacy_fields_end(struct legacy_fields *fields, struct composer *composer, bool is_hidden);

#endif
