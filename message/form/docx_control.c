#include "message/form/docx_control.h"

#include <string.h>

void docx_control_clear(struct docx_control *control)
{
	text_clear(&control->tag);
	text_clear(&control->alias);
}

static void set(struct text *text, const char *value)
{
	text_reset(text);
	text_append(text, value, strlen(value));
}

void docx_control_property(struct docx_control *control, enum docx_tag tag, const struct xml_element *element)
{
	switch (tag) {
	case TAG_TAG:
		set(&control->tag, docx_value(element));
		break;
	case TAG_ALIAS:
		set(&control->alias, docx_value(element));
		break;
	case TAG_LOCK:
		control->is_group |= strcmp(docx_value(element), "contentLocked") == 0 ||
				     strcmp(docx_value(element), "sdtContentLocked") == 0;
		break;
	case TAG_PLACEHOLDER:
		control->is_placeholder = docx_is_on(element);
		break;
	case TAG_DROP_DOWN:
	case TAG_COMBO_BOX:
		control->kind = FIELD_CHOICE;
		break;
	case TAG_DATE:
		control->kind = FIELD_DATE;
		break;
	case TAG_PICTURE:
		control->kind = FIELD_OTHER;
		break;
	case TAG_CHECK_BOX:
		control->kind = FIELD_CHECK_BOX;
		break;
	case TAG_CHECKED:
		control->is_checked = docx_is_on(element);
		break;
	case TAG_GROUP:
		control->is_group = true;
		break;
	default:
		break;
	}
}

struct composer_field docx_control_field(const struct docx_control *control)
{
	return (struct composer_field){.kind = control->kind,
	    .name = text_string(&control->tag),
	    .alias = text_string(&control->alias),
	    .is_placeholder = control->is_placeholder && control->kind != FIELD_CHECK_BOX,
	    .is_checked = control->is_checked && control->kind == FIELD_CHECK_BOX};
}

static void describe_check_box(struct legacy_field *field, enum docx_tag tag, const struct xml_element *element)
{
	if (tag == TAG_DEFAULT) {
		field->is_checked_by_default = docx_is_on(element);
	} else if (tag == TAG_CHECKED) {
		field->has_state = true;
		field->is_checked = docx_is_on(element);
	}
}

static void describe_drop_down(struct legacy_field *field, enum docx_tag tag, const struct xml_element *element)
{
	if (tag == TAG_DEFAULT) {
		field->chosen_by_default = docx_number(element, 0);
	} else if (tag == TAG_RESULT) {
		field->chosen = docx_number(element, 0);
		field->has_state = true;
	} else if (tag == TAG_DROP_DOWN_ENTRY) {
		text_append(&field->entries, docx_value(element), strlen(docx_value(element)) + 1);
	}
}

void docx_field_property(
    struct legacy_field *field, enum docx_tag parent, enum docx_tag tag, const struct xml_element *element)
{
	if (parent == TAG_FORM_FIELD && tag == TAG_FIELD_NAME)
		set(&field->name, docx_value(element));
	else if (parent == TAG_FORM_FIELD && tag == TAG_STATUS_TEXT)
		set(&field->help, docx_value(element));
	else if (parent == TAG_FORM_CHECK_BOX)
		describe_check_box(field, tag, element);
	else if (parent == TAG_TEXT_INPUT && tag == TAG_DEFAULT)
		set(&field->prompt, docx_value(element));
	else if (parent == TAG_TEXT_INPUT && tag == TAG_TYPE)
		field->kind = strcmp(docx_value(element), "date") == 0 ? FIELD_DATE : FIELD_TEXT;
	else if (parent == TAG_DROP_DOWN_LIST)
		describe_drop_down(field, tag, element);
}
