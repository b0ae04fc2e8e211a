#include "audit/tool/record_print.h"

#include "audit/tool/output.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define NAME_WIDTH 15

int record_print(const struct record_view *view)
{
	const char *name;
	json_t *value;

	json_object_foreach(view->object, name, value)
	{
		char *text = json_is_string(value) ? strdup(json_string_value(value))
						   : json_dumps(value, JSON_ENCODE_ANY | JSON_ENSURE_ASCII);
		if (text == NULL)
			return -ENOMEM;
		output_text(stdout, name, NAME_WIDTH);
		putchar(' ');
		output_text(stdout, text, 0);
		putchar('\n');
		free(text);
	}
	return 0;
}
