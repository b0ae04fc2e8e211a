#include "rules/problem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* "file:line: text"; no text for want of memory. A value that the administrator wrote must not break the line. */
__attribute__((format(printf, 3, 0))) static struct problem make(
    const char *file, int line, const char *format, va_list arguments)
{
	struct problem problem = {.file_length = strlen(file), .line = line};
	char *said, place[16] = "";

	if (line > 0)
		snprintf(place, sizeof(place), ":%d", line);
	if (vasprintf(&said, format, arguments) < 0)
		return problem;
	if (asprintf(&problem.text, "%s%s: %s", file, place, said) < 0)
		problem.text = NULL;
	else
		problem.said = problem.text + problem.file_length + strlen(place) + 2;
	free(said);
	for (char *at = problem.text; at != NULL && *at != '\0'; at++)
		if ((unsigned char)*at < ' ' || *at == 0x7f)
			*at = '?';
	return problem;
}

/* Takes the problem's text, which may be NULL. */
static void append(struct problem_list *list, bool is_warning, struct problem problem)
{
	struct problem *grown = NULL;

	if (!is_warning)
		list->has_error = true;
	if (problem.text != NULL && list->count < PROBLEMS_MAX)
		grown = realloc(list->items, (list->count + 1) * sizeof(*list->items));
	if (grown == NULL) {
		list->dropped++;
		free(problem.text);
		return;
	}
	problem.is_warning = is_warning;
	list->items = grown;
	list->items[list->count++] = problem;
}

void problem_error(struct problem_list *list, const char *file, int line, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	append(list, false, make(file, line, format, arguments));
	va_end(arguments);
}

void problem_warning(struct problem_list *list, const char *file, int line, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	append(list, true, make(file, line, format, arguments));
	va_end(arguments);
}

void problem_list_move(struct problem_list *from, struct problem_list *to)
{
	for (size_t i = 0; i < from->count; i++)
		append(to, from->items[i].is_warning, from->items[i]);
	to->dropped += from->dropped;
	to->has_error = to->has_error || from->has_error;
	free(from->items);
	problem_list_init(from);
}
