#include "message/strip_edit.h"

int strip_edit_add(const struct spliced *message, struct verdict *verdict)
{
	int r = verdict_add_edit(verdict, EDIT_REPLACE_BODY, NULL, 0, "");

	for (size_t i = 0; i < message->field_count && r == 0; i++) {
		const struct spliced_field *field = &message->fields[i];
		r = verdict_add_edit(verdict, field->is_added ? EDIT_ADD_HEADER : EDIT_CHANGE_HEADER, field->name,
		    field->is_added ? 0 : 1, field->value);
	}
	return r;
}
