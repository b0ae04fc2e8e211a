#include "message/form/odt_controls.h"

#include "rules/grow.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define CONTROLS_MOST 4000
#define BOX	      "\xe2\x98\x90"
#define CHECKED_BOX   "\xe2\x98\x92"

void odt_controls_clear(struct odt_controls *controls)
{
	for (size_t i = 0; i < controls->count; i++) {
		struct odt_control *control = &controls->items[i];
		free(control->id);
		text_clear(&control->name);
		text_clear(&control->label);
		text_clear(&control->value);
		text_clear(&control->initial);
	}
	free(controls->items);
	*controls = (struct odt_controls){0};
}

static void set(struct text *text, const char *value)
{
	text_reset(text);
	text_append(text, value, strlen(value));
}

static enum field_kind kind_of(enum odt_tag tag)
{
	switch (tag) {
	case ODT_CHECK_BOX:
	case ODT_RADIO:
		return FIELD_CHECK_BOX;
	case ODT_COMBO_BOX:
	case ODT_LIST_BOX:
		return FIELD_CHOICE;
	case ODT_DATE:
		return FIELD_DATE;
	default:
		return FIELD_TEXT;
	}
}

/* What is current is only written where it differs from what is initial. */
static const char *either(const struct xml_element *element, const char *current, const char *initial)
{
	const char *value = xml_attribute(element, ODT_FORM, current);

	return value != NULL ? value : odt_value(element, ODT_FORM, initial);
}

int odt_controls_add(struct odt_controls *controls, enum odt_tag tag, const struct xml_element *element)
{
	const char *id = xml_attribute(element, ODT_XML, "id");
	struct odt_control control = {.kind = kind_of(tag), .is_fixed = tag == ODT_FIXED_TEXT};

	if (controls->count >= CONTROLS_MOST)
		return -E2BIG;
	control.id = strdup(id != NULL ? id : odt_value(element, ODT_FORM, "id"));
	struct odt_control *items = grow_by_one(controls->items, controls->count, sizeof(*items));
	if (items != NULL)
		controls->items = items;
	if (items == NULL || control.id == NULL) {
		free(control.id);
		return -ENOMEM;
	}
	set(&control.name, odt_value(element, ODT_FORM, "name"));
	set(&control.label, odt_value(element, ODT_FORM,
				control.is_fixed || tag == ODT_CHECK_BOX || tag == ODT_RADIO ? "label" : "title"));
	if (control.kind == FIELD_CHECK_BOX) {
		control.is_checked = strcmp(either(element, "current-state", "state"), "checked") == 0 ||
				     strcmp(either(element, "current-selected", "selected"), "true") == 0;
	} else {
		set(&control.value, either(element, "current-value", "value"));
		set(&control.initial, odt_value(element, ODT_FORM, "value"));
	}
	items[controls->count++] = control;
	return 0;
}

void odt_controls_option(struct odt_controls *controls, const struct xml_element *element)
{
	struct odt_control *control = controls->count > 0 ? &controls->items[controls->count - 1] : NULL;

	if (control == NULL || strcmp(either(element, "current-selected", "selected"), "true") != 0)
		return;
	if (control->value.length > 0)
		text_append_octet(&control->value, '\n');
	const char *label = odt_value(element, ODT_FORM, "label");
	text_append(&control->value, label, strlen(label));
}

void odt_controls_text(struct odt_controls *controls, const char *octets, size_t length)
{
	if (controls->count > 0 && controls->items[controls->count - 1].value.length < LIMIT_DOCUMENT_TEXT)
		text_append(&controls->items[controls->count - 1].value, octets, length);
}

static void compose(const struct odt_control *control, struct composer *composer)
{
	const struct composer_field field = {.kind = control->kind,
	    .name = text_string(&control->name),
	    .alias = text_string(&control->label),
	    .prompt = control->initial.length > 0 ? text_string(&control->initial) : NULL,
	    .is_checked = control->is_checked};

	if (control->is_fixed) {
		composer_text(composer, text_string(&control->label), control->label.length);
	} else if (control->kind != FIELD_CHECK_BOX) {
		composer_field(composer, &field, text_string(&control->value));
	} else {
		composer_field(composer, &field, control->is_checked ? CHECKED_BOX : BOX);
		composer_text(composer, text_string(&control->label), control->label.length);
	}
}

int odt_controls_compose(const struct odt_controls *controls, const char *id, struct composer *composer)
{
	for (size_t i = 0; i < controls->count; i++) {
		if (strcmp(controls->items[i].id, id) == 0) {
			compose(&controls->items[i], composer);
			return 0;
		}
	}
	return -ENOENT;
}
