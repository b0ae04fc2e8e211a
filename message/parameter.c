#include "message/parameter.h"

#include "message/header.h"
#include "message/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define SECTION_MAX 999

struct scan {
	const char *at;
	const char *end;
};

static void skip_comment(struct scan *scan)
{
	unsigned depth = 0;

	while (scan->at < scan->end) {
		char c = *scan->at++;
		if (c == '\\' && scan->at < scan->end)
			scan->at++;
		else if (c == '(')
			depth++;
		else if (c == ')' && --depth == 0)
			return;
	}
}

static void skip_blanks(struct scan *scan)
{
	while (scan->at < scan->end && (header_is_folding_space(*scan->at) || *scan->at == '('))
		if (*scan->at == '(')
			skip_comment(scan);
		else
			scan->at++;
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Up to one of `stops`, in lower case, without blanks and comments. */
static char *read_word(struct scan *scan, const char *stops)
{
	struct text word = {0};

	for (;;) {
		skip_blanks(scan);
		if (scan->at == scan->end || (*scan->at != '\0' && strchr(stops, *scan->at) != NULL))
			break;
		if (*scan->at != '\0')
			text_append_octet(&word, lower(*scan->at));
		scan->at++;
	}
	return text_take(&word);
}

/* A quoted string that is never closed goes on to the end. */
static void read_quoted(struct scan *scan, struct text *value)
{
	scan->at++;
	while (scan->at < scan->end && *scan->at != '"') {
		if (*scan->at == '\\' && scan->end - scan->at > 1)
			scan->at++;
		if (*scan->at != '\r' && *scan->at != '\n')
			text_append_octet(value, *scan->at);
		scan->at++;
	}
	if (scan->at < scan->end)
		scan->at++;
}

/* Without quotes a value goes on to the semicolon, blanks inside it too: some write file names so. */
static void read_plain(struct scan *scan, struct text *value)
{
	const char *start = scan->at, *end;

	while (scan->at < scan->end && *scan->at != ';')
		scan->at++;
	end = scan->at;
	while (end > start && header_is_folding_space(end[-1]))
		end--;
	for (; start < end; start++)
		if (*start != '\r' && *start != '\n')
			text_append_octet(value, *start);
}

/* Takes "*", "*2" or "*2*" off the end of the name. false when what follows the asterisk is neither. */
static bool split_name(struct parameter *parameter)
{
	char *star = strchr(parameter->name, '*');
	int section = 0;

	parameter->section = PARAMETER_WHOLE;
	if (star == NULL)
		return true;
	*star++ = '\0';
	if (*star == '\0') {
		parameter->is_extended = true;
		return true;
	}
	if (*star < '0' || *star > '9')
		return false;
	for (; *star >= '0' && *star <= '9'; star++) {
		section = section * 10 + (*star - '0');
		if (section > SECTION_MAX)
			return false;
	}
	parameter->section = section;
	parameter->is_extended = strcmp(star, "*") == 0;
	return *star == '\0' || parameter->is_extended;
}

static int read_parameter(struct scan *scan, struct parameter *parameter, bool *ret_is_valid)
{
	struct text value = {0};

	parameter->name = read_word(scan, "=;");
	if (parameter->name == NULL)
		return -ENOMEM;
	*ret_is_valid = scan->at < scan->end && *scan->at == '=' && split_name(parameter);
	if (scan->at < scan->end && *scan->at == '=') {
		scan->at++;
		skip_blanks(scan);
		if (scan->at < scan->end && *scan->at == '"')
			read_quoted(scan, &value);
		else
			read_plain(scan, &value);
	}
	parameter->value_length = value.length;
	parameter->value = text_take(&value);
	/* What stands between a quoted string and the semicolon is nobody's. */
	while (scan->at < scan->end && *scan->at != ';')
		scan->at++;
	return parameter->value != NULL ? 0 : -ENOMEM;
}

static void parameter_clear(struct parameter *parameter)
{
	free(parameter->name);
	free(parameter->value);
}

static int add(struct parameter_list *list, struct scan *scan)
{
	struct parameter *items = reallocarray(list->items, list->count + 1, sizeof(*items));
	struct parameter parameter = {0};
	bool is_valid = false;

	if (items == NULL)
		return -ENOMEM;
	list->items = items;
	int r = read_parameter(scan, &parameter, &is_valid);
	if (r < 0 || !is_valid)
		parameter_clear(&parameter);
	else
		items[list->count++] = parameter;
	return r;
}

int parameter_list_parse(const char *text, size_t length, struct parameter_list *ret_list)
{
	struct scan scan = {text, text + length};
	struct parameter_list list = {0};
	int r = 0;

	list.value = read_word(&scan, ";");
	if (list.value == NULL)
		r = -ENOMEM;
	while (r == 0 && scan.at < scan.end) {
		scan.at++;
		r = add(&list, &scan);
	}
	if (r < 0) {
		parameter_list_clear(&list);
		return r;
	}
	*ret_list = list;
	return 0;
}

void parameter_list_clear(struct parameter_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		parameter_clear(&list->items[i]);
	free(list->items);
	free(list->value);
	memset(list, 0, sizeof(*list));
}

const char *parameter_list_find(const struct parameter_list *list, const char *name)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct parameter *parameter = &list->items[i];
		if (parameter->section == PARAMETER_WHOLE && !parameter->is_extended &&
		    strcmp(parameter->name, name) == 0)
			return parameter->value;
	}
	return NULL;
}
