#include "milter/mta_lines.h"

#include "milter/whole_file.h"
#include "rules/grow.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void mta_lines_clear(struct mta_lines *lines)
{
	for (size_t i = 0; i < lines->count; i++)
		free(lines->items[i].text);
	free(lines->items);
	free(lines->file);
	*lines = (struct mta_lines){0};
}

static bool is_empty(const char *line, size_t length)
{
	size_t blanks = strspn(line, " \t\r\f\v");

	return blanks >= length || line[blanks] == '#';
}

static int begin(struct mta_lines *lines, const char *text, size_t length, int line)
{
	struct mta_line *grown = grow_by_one(lines->items, lines->count, sizeof(*grown));

	if (grown == NULL)
		return -ENOMEM;
	lines->items = grown;
	char *copy = strndup(text, length);
	if (copy == NULL)
		return -ENOMEM;
	lines->items[lines->count++] = (struct mta_line){copy, line};
	return 0;
}

/* Behind `feeds` line feeds. */
static int go_on(struct mta_line *line, const char *text, size_t length, size_t feeds)
{
	size_t old = strlen(line->text);
	char *grown = realloc(line->text, old + feeds + length + 1);

	if (grown == NULL)
		return -ENOMEM;
	line->text = grown;
	memset(grown + old, '\n', feeds);
	memcpy(grown + old + feeds, text, length);
	grown[old + feeds + length] = '\0';
	return 0;
}

static int split(struct mta_lines *lines, char *text)
{
	int number = 1, last = 1, r = 0;

	for (char *line = text; *line != '\0' && r == 0; number++) {
		size_t length = strcspn(line, "\n");
		bool is_last = line[length] == '\0';
		line[length] = '\0';
		if (!is_empty(line, length)) {
			bool is_more = (*line == ' ' || *line == '\t') && lines->count > 0;
			r = is_more ? go_on(&lines->items[lines->count - 1], line, length, (size_t)(number - last))
				    : begin(lines, line, length, number);
			last = number;
		}
		line += length + (is_last ? 0 : 1);
	}
	return r;
}

int mta_lines_read(struct mta_lines *lines, const char *file)
{
	uint8_t *octets = NULL;
	size_t size = 0;

	*lines = (struct mta_lines){.file = strdup(file)};
	int r = lines->file == NULL ? -ENOMEM : whole_file_read(AT_FDCWD, file, MTA_FILE_SIZE_MAX, &octets, &size);
	if (r == 0)
		r = split(lines, (char *)octets);
	free(octets);
	return r;
}

int mta_line_of(const struct mta_line *line, const char *at)
{
	int number = line->line;

	for (const char *c = line->text; c < at; c++)
		number += *c == '\n';
	return number;
}
