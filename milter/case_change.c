#include "milter/case_change.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void case_change_uncomment(char *text)
{
	char *to = text;
	bool is_start = true;

	for (const char *from = text; *from != '\0'; from++) {
		bool is_sign = is_start && *from == '#';
		is_start = *from == '\n';
		if (!is_sign)
			*to++ = *from;
	}
	*to = '\0';
}

/* Where the value of the key's only line begins; NULL when there is no such line, or more than one. */
static char *find_value(char *text, const char *key, size_t length)
{
	char *found = NULL;

	for (char *line = text; line != NULL; line = strchr(line, '\n')) {
		line += strspn(line, "\n \t");
		const char *behind = line + length;
		if (strncmp(line, key, length) != 0 || behind[strspn(behind, " \t")] != '=')
			continue;
		if (found != NULL)
			return NULL;
		found = strchr(line, '=') + 1;
	}
	return found;
}

/* Text up to `at`, the new text, and what follows `rest`. */
static char *splice(const char *text, const char *at, const char *new, const char *rest)
{
	char *spliced = NULL;

	if (asprintf(&spliced, "%.*s%s%s", (int)(at - text), text, new, rest) < 0)
		return NULL;
	return spliced;
}

static char *set_value(const struct case_file *file, char *text, const char *setting)
{
	size_t length = strcspn(setting, " =");
	char *value = find_value(text, setting, length);
	const char *equals = strchr(setting, '=');

	if (value == NULL || equals == NULL) {
		fprintf(stderr, "%s: set: not one line for it: %s\n", file->path, setting);
		return NULL;
	}
	return splice(text, value, equals + 1, value + strcspn(value, "\n"));
}

static char *add_text(char *text, const char *line)
{
	const char *end = strrchr(text, '}');

	return end != NULL ? splice(text, end, line, end - 1) : NULL;
}

/* A learnt form, in the route's form section. */
static char *teach(const struct case_file *file, const char *text, const char *name)
{
	const char *section = strstr(text, "\n  form \"");
	const char *end = section != NULL ? strchr(section, '{') : NULL;
	char *line = NULL, *taught = NULL;

	if (end == NULL) {
		fprintf(stderr, "%s: form: the route has no such section\n", file->path);
		return NULL;
	}
	if (asprintf(&line, " fingerprints = { \"%s\" }", name) >= 0)
		taught = splice(text, end + 1, line, end + 1);
	free(line);
	return taught;
}

char *case_change_apply(const struct case_file *file, char *text)
{
	for (size_t i = 0; i < file->line_count && text != NULL; i++) {
		const struct case_line *line = &file->lines[i];
		char *changed = text;
		if (strcmp(line->key, "set") == 0)
			changed = set_value(file, text, line->value);
		else if (strcmp(line->key, "add") == 0)
			changed = add_text(text, line->value);
		else if (strcmp(line->key, "form") == 0)
			changed = teach(file, text, line->value);
		if (changed != text)
			free(text);
		text = changed;
	}
	return text;
}
