#include "milter/case_file.h"

#include "rules/grow.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const keys[] = {"rules", "set", "add", "form", "at", "from", "auth", "client", "rcpt", "attach",
    "expect", "expect-would", "expect-class", "expect-route", "expect-record", "expect-finding", "expect-edit",
    "expect-copy", "expect-item", "expect-no-item", "expect-trace", "expect-screen"};

int case_file_slurp(const char *path, char **ret_text, size_t *ret_size)
{
	char *text = malloc(CASE_FILE_MAX + 1);
	FILE *file = fopen(path, "re");
	int r = 0;

	if (file == NULL)
		r = -errno;
	else if (text == NULL)
		r = -ENOMEM;
	if (r == 0) {
		size_t size = fread(text, 1, CASE_FILE_MAX + 1, file);
		if (ferror(file))
			r = -EIO;
		else if (size > CASE_FILE_MAX)
			r = -E2BIG;
		else {
			text[size] = '\0';
			*ret_size = size;
		}
	}
	if (file != NULL)
		fclose(file);
	if (r < 0)
		free(text);
	else
		*ret_text = text;
	return r;
}

/* Cuts the next line off; NULL at the end. */
static char *next_line(char **rest)
{
	char *line = *rest;

	if (line == NULL || *line == '\0')
		return NULL;
	char *end = strchr(line, '\n');
	if (end != NULL)
		*end = '\0';
	*rest = end != NULL ? end + 1 : NULL;
	return line;
}

static bool is_key(const char *word)
{
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (strcmp(keys[i], word) == 0)
			return true;
	return false;
}

static int complain(const struct case_file *file, int number, const char *what)
{
	fprintf(stderr, "%s:%d: %s\n", file->path, number, what);
	return -EINVAL;
}

static int add_line(struct case_file *file, char *line, int number)
{
	char *colon = strchr(line, ':');

	if (colon == NULL)
		return complain(file, number, "not \"key: value\"");
	*colon = '\0';
	if (!is_key(line))
		return complain(file, number, "no such key");
	struct case_line *lines = grow_by_one(file->lines, file->line_count, sizeof(*lines));
	if (lines == NULL)
		return -ENOMEM;
	file->lines = lines;
	const char *value = colon + 1 + strspn(colon + 1, " ");
	lines[file->line_count] = (struct case_line){strdup(line), strdup(value), number};
	file->line_count++;
	return lines[file->line_count - 1].key != NULL && lines[file->line_count - 1].value != NULL ? 0 : -ENOMEM;
}

/* All lines of the first paragraph, joined. */
static int read_sentence(struct case_file *file, char **rest, int *number)
{
	char text[1024] = "";
	char *line;

	while ((line = next_line(rest)) != NULL && *line != '\0') {
		++*number;
		if (strlen(text) + strlen(line) + 2 > sizeof(text))
			return complain(file, *number, "the sentence is too long");
		if (text[0] != '\0')
			strcat(text, " ");
		strcat(text, line);
	}
	++*number;
	if (text[0] == '\0')
		return complain(file, 1, "a case begins with a sentence of what it proves");
	file->sentence = strdup(text);
	return file->sentence != NULL ? 0 : -ENOMEM;
}

static int read_text(struct case_file *file, char *text)
{
	char *rest = text, *line;
	int number = 0;
	int r = read_sentence(file, &rest, &number);

	while (r == 0 && (line = next_line(&rest)) != NULL) {
		number++;
		if (strcmp(line, "--") == 0) {
			file->message = strdup(rest != NULL ? rest : "");
			return file->message != NULL ? 0 : -ENOMEM;
		}
		if (*line != '\0' && *line != '#')
			r = add_line(file, line, number);
	}
	return r < 0 ? r : complain(file, number, "no \"--\" before the message");
}

static char *name_of(const char *path)
{
	const char *base = strrchr(path, '/');
	char *name = strdup(base != NULL ? base + 1 : path);
	char *end = name != NULL ? strstr(name, ".case") : NULL;

	if (end != NULL)
		*end = '\0';
	return name;
}

int case_file_read(const char *path, struct case_file *ret_case)
{
	struct case_file file = {.name = name_of(path), .path = strdup(path)};
	char *text = NULL;
	size_t size = 0;
	int r = file.name != NULL && file.path != NULL ? case_file_slurp(path, &text, &size) : -ENOMEM;

	if (r == 0)
		r = read_text(&file, text);
	if (r == 0 && case_file_value(&file, "expect") == NULL)
		r = complain(&file, 1, "nothing is expected");
	free(text);
	if (r < 0) {
		case_file_clear(&file);
		return r;
	}
	*ret_case = file;
	return 0;
}

void case_file_clear(struct case_file *file)
{
	for (size_t i = 0; i < file->line_count; i++) {
		free(file->lines[i].key);
		free(file->lines[i].value);
	}
	free(file->lines);
	free(file->name);
	free(file->path);
	free(file->sentence);
	free(file->message);
	memset(file, 0, sizeof(*file));
}

const char *case_file_value(const struct case_file *file, const char *key)
{
	for (size_t i = 0; i < file->line_count; i++)
		if (strcmp(file->lines[i].key, key) == 0)
			return file->lines[i].value;
	return NULL;
}

int case_file_compare(const struct case_file *one, const struct case_file *other)
{
	static const char *const changing[] = {"rules", "set", "add", "form"};
	int order = 0;

	for (size_t i = 0; i < sizeof(changing) / sizeof(changing[0]) && order == 0; i++) {
		const char *left = case_file_value(one, changing[i]), *right = case_file_value(other, changing[i]);
		order = strcmp(left != NULL ? left : "", right != NULL ? right : "");
	}
	return order != 0 ? order : strcmp(one->name, other->name);
}
