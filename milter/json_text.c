#include "milter/json_text.h"

#include "milter/printable.h"

#include <stdlib.h>

json_t *json_text(const char *text)
{
	if (text == NULL)
		return json_null();
	char *shown = printable_new(text);
	json_t *value = shown != NULL ? json_string(shown) : NULL;
	free(shown);
	return value;
}

bool json_put(json_t *object, const char *key, json_t *value)
{
	return json_object_set_new(object, key, value) == 0;
}

bool json_push(json_t *array, json_t *value)
{
	return json_array_append_new(array, value) == 0;
}
