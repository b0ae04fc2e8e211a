#include "rules/problem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void problem_list_init(struct problem_list *list)
{
	*list = (struct problem_list){0};
}

void problem_list_clear(struct problem_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->items[i].text);
	free(list->items);
	problem_list_init(list);
}

/* "file:line: text", or NULL for want of memory. A value that the administrator wrote must not break the line. */
__attribute__((format(printf, 3, 0))) static char *format_line(
    const char *file, int line, const char *format, va_list arguments)
{
	char *said, *text;
	int r;

	if (vasprintf(&said, format, arguments) < 0)
		return NULL;
	if (line > 0)
		r = asprintf(&text, "%s:%d: %s", file, line, said);
	else
		r = asprintf(&text, "%s: %s", file, said);
	free(said);
	if (r < 0)
		return NULL;
	for (char *at = text; *at != '\0'; at++)
		if ((unsigned char)*at < ' ' || *at == 0x7f)
			*at = '?';
	return text;
}

/* Takes the text, which may be NULL. */
static void append(struct problem_list *list, bool is_warning, char *text)
{
	struct problem *grown = NULL;

	if (!is_warning)
		list->has_error = true;
	if (text != NULL && list->count < PROBLEMS_MAX)
		grown = realloc(list->items, (list->count + 1) * sizeof(*list->items));
	if (grown == NULL) {
		list->dropped++;
		free(text);
		return;
	}
	list->items = grown;
	list->items[list->count++] = (struct problem){.is_warning = is_warning, .text = text};
}

void problem_error(struct problem_list *list, const char *file, int line, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	append(list, false, format_line(file, line, format, arguments));
	va_end(arguments);
}

void problem_warning(struct problem_list *list, const char *file, int line, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	append(list, true, format_line(file, line, format, arguments));
	va_end(arguments);
}
