#include "rules/recipient.h"

#include "rules/address.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Nothing that is read generously stands in a path without one of these, or a second "@". */
#define ODD_SIGNS "%!\"\\()<>,:; \t"
#define HOPS_MAX  3 /* of an old route: no MTA is asked for more */

void recipient_readings_clear(struct recipient_readings *readings)
{
	for (size_t i = 0; i < readings->count; i++)
		free(readings->items[i]);
	memset(readings, 0, sizeof(*readings));
}

/* What is no address adds nothing; nor does a reading past the last that is kept. 0, -ENOMEM. */
static int add(struct recipient_readings *readings, const char *text)
{
	char *canonical = NULL;
	int r = address_normalise(text, strlen(text), &canonical);
	bool is_new = r == 0 && readings->count < RECIPIENT_READINGS_MAX;

	for (size_t i = 0; i < readings->count && is_new; i++)
		is_new = strcmp(readings->items[i], canonical) != 0;
	if (is_new)
		readings->items[readings->count++] = canonical;
	else if (r == 0)
		free(canonical);
	return r == -ENOMEM ? r : 0;
}

/* Behind a comment, which may hold others; at the end when nothing closes it. */
static const char *skip_comment(const char *at)
{
	size_t depth = 0;

	for (; *at != '\0'; at++) {
		if (*at == '\\' && at[1] != '\0')
			at++;
		else if (*at == '(')
			depth++;
		else if (*at == ')' && --depth == 0)
			return at + 1;
	}
	return at;
}

/*
 * Writes the path without what a generous reader drops: display name or source route or name of a group, angle
 * brackets, comments, quotes, backslashes, and blanks outside quotes. `plain` has room for all of it.
 */
static void strip(const char *at, char *plain)
{
	bool in_quotes = false;
	size_t length = 0;

	while (*at != '\0') {
		if (*at == '(' && !in_quotes) {
			at = skip_comment(at);
			continue;
		}
		if (*at == '>' && !in_quotes)
			break;
		if (*at == '"')
			in_quotes = !in_quotes;
		else if ((*at == '<' || *at == ':') && !in_quotes)
			length = 0;
		else if (*at == '\\' && at[1] != '\0')
			plain[length++] = *++at;
		else if (in_quotes || strchr(" \t,;", *at) == NULL)
			plain[length++] = *at;
		at++;
	}
	plain[length] = '\0';
}

static void reverse(char *from, char *to)
{
	while (from < to && from < --to) {
		char c = *from;
		*from++ = *to;
		*to = c;
	}
}

/* "host!user" becomes "user@host", in place. */
static void swap_bang(char *text, char *bang)
{
	char *end = text + strlen(text);
	char *at = text + (end - (bang + 1));

	*bang = '@';
	reverse(text, end);
	reverse(text, at);
	reverse(at + 1, end);
}

/* Takes the last domain off, so that what stands before it is the address; false when nothing does. */
static bool follow_route(char *text)
{
	char *at = strrchr(text, '@');

	if (at != NULL)
		*at = '\0';
	if (strchr(text, '@') != NULL)
		return true;
	char *bang = strchr(text, '!'), *percent = strrchr(text, '%');
	if (bang != NULL)
		swap_bang(text, bang);
	else if (percent != NULL)
		*percent = '@';
	return bang != NULL || percent != NULL;
}

static int add_generous(struct recipient_readings *readings, const char *text)
{
	char *plain = malloc(strlen(text) + 1);
	int r = 0;

	if (plain == NULL)
		return -ENOMEM;
	strip(text, plain);
	bool goes_on = true;
	for (unsigned i = 0; i < HOPS_MAX && r == 0 && goes_on; i++) {
		r = add(readings, plain);
		goes_on = follow_route(plain);
	}
	free(plain);
	return r;
}

static bool is_odd(const char *text)
{
	return strpbrk(text, ODD_SIGNS) != NULL || strchr(text, '@') != strrchr(text, '@');
}

int recipient_read(const char *text, struct recipient_readings *ret_readings)
{
	struct recipient_readings readings = {.count = 0};
	int r = add(&readings, text);

	readings.has_strict = readings.count > 0;
	if (r == 0 && is_odd(text))
		r = add_generous(&readings, text);
	if (r < 0) {
		recipient_readings_clear(&readings);
		return r;
	}
	*ret_readings = readings;
	return 0;
}
