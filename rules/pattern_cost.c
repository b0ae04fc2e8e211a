#include "rules/pattern_cost.h"

#include <ctype.h>
#include <string.h>

#define RUN_MIN	  64
#define UNITS_MAX 96
#define END_MAX	  40 /* octets behind a run; less than RUN_MIN would leave no run */

struct units {
	char items[UNITS_MAX][PATTERN_COST_UNIT_MAX];
	size_t count;
};

static void add(struct units *units, const char *text, size_t length)
{
	if (length == 0 || length >= PATTERN_COST_UNIT_MAX || units->count == UNITS_MAX)
		return;
	for (size_t i = 0; i < units->count; i++)
		if (strlen(units->items[i]) == length && strncmp(units->items[i], text, length) == 0)
			return;
	memcpy(units->items[units->count], text, length);
	units->items[units->count++][length] = '\0';
}

/* What stands for the classes, alone and in turns; then what the expression names: each character, and each word. */
static void collect(const char *text, struct units *units)
{
	static const char *const classes[] = {
	    "a", "0", " ", "-", ".", "_", "/", ":", "a ", "a.", "a-", "a0", "0.", "a,"};
	size_t word = 0;

	for (size_t i = 0; i < sizeof(classes) / sizeof(*classes); i++)
		add(units, classes[i], strlen(classes[i]));
	for (size_t i = 0; text[i] != '\0'; i++) {
		bool is_letter = isalnum((unsigned char)text[i]) != 0;
		if (text[i] > ' ' && text[i] <= '~')
			add(units, &text[i], 1);
		word = is_letter ? word + 1 : 0;
		if (word > 1 && !isalnum((unsigned char)text[i + 1]))
			add(units, &text[i + 1 - word], word);
	}
}

/*
 * What follows a run and does not go on with it: the line's end, then the characters of the expression, the last first:
 * PCRE2 does not even begin where a character that it needs is missing.
 */
static size_t make_end(const char *text, char end[END_MAX + 1])
{
	size_t used = 0;

	end[used++] = '\n';
	for (size_t i = strlen(text); i > 0 && used < END_MAX; i--)
		if (text[i - 1] > ' ' && text[i - 1] <= '~' && memchr(end, text[i - 1], used) == NULL)
			end[used++] = text[i - 1];
	end[used++] = '\x01';
	return used;
}

static void fill(char *subject, size_t length, const char *unit, const char *end, size_t end_size)
{
	size_t step = strlen(unit), run = length - end_size;

	for (size_t i = 0; i < run; i++)
		subject[i] = unit[i % step];
	memcpy(subject + run, end, end_size);
}

static bool meets_limit(const struct pattern *pattern, const char *subject, size_t length)
{
	return pattern_find(pattern, subject, length) == ANSWER_UNKNOWN ||
	       pattern_find_interpreted(pattern, subject, length) == ANSWER_UNKNOWN;
}

void pattern_cost_find(const struct pattern *pattern, const char *text, struct pattern_cost *ret_cost)
{
	struct pattern_cost cost = {.is_met = false};
	struct units units = {.count = 0};
	char subject[PATTERN_SUBJECT_MAX], end[END_MAX + 1];
	size_t end_size = make_end(text, end);

	collect(text, &units);
	for (size_t length = RUN_MIN; length <= PATTERN_SUBJECT_MAX && !cost.is_met; length *= 2)
		for (size_t i = 0; i < units.count && !cost.is_met; i++) {
			fill(subject, length, units.items[i], end, end_size);
			cost.is_met = meets_limit(pattern, subject, length);
			cost.length = length;
			memcpy(cost.unit, units.items[i], sizeof(cost.unit));
		}
	*ret_cost = cost;
}
