#include "audit/event.h"

#include "audit/record_head.h"

#include <errno.h>

static json_t *value_of(const struct event_field *field)
{
	switch (field->type) {
	case EVENT_NUMBER:
		return json_integer(field->number > INT64_MAX ? INT64_MAX : (json_int_t)field->number);
	case EVENT_BOOL:
		return json_boolean(field->number != 0);
	case EVENT_TEXT:
	default:
		return field->text != NULL && field->text[0] != '\0' ? json_string(field->text) : json_null();
	}
}

int event_format(const struct event *event, char **ret_line, size_t *ret_size)
{
	json_t *object = json_object();
	int r = record_head_put(object, event->kind, event->time_us, event->gateway, event->bundle);

	for (size_t i = 0; r == 0 && i < event->field_count; i++)
		if (json_object_set_new(object, event->fields[i].name, value_of(&event->fields[i])) != 0)
			r = -ENOMEM;
	if (r == 0)
		r = record_head_print(object, ret_line, ret_size);
	json_decref(object);
	return r;
}
