#include "rules/rule_value.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SECONDS_OF_DAY 86400
#define ALLOWED_MAX    512 /* octets of the words that a problem lists */
#define DATE_LENGTH    10  /* YYYY-MM-DD */

/* What would break a line of a record or a reply, or the quotes around it. */
#define UNPRINTED "\"'\\%"

char *rule_copy(struct rule_reader *reader, const char *text)
{
	char *copy = strdup(text);

	if (copy == NULL)
		reader->error = -ENOMEM;
	return copy;
}

static bool is_printable(const char *text)
{
	for (; *text != '\0'; text++)
		if (*text < ' ' || *text > '~')
			return false;
	return true;
}

bool rule_name_check(struct rule_reader *reader, int line, const char *what, const char *name)
{
	size_t length = strlen(name);

	if (length > 0 && length <= RULESET_NAME_MAX && is_printable(name) && strpbrk(name, UNPRINTED) == NULL &&
	    name[0] != ' ' && name[length - 1] != ' ')
		return true;
	problem_error(reader->problems, reader->file, line,
	    "%s: a name has 1 to %d characters of printable ASCII, without quotes, \\ and %%", what, RULESET_NAME_MAX);
	return false;
}

static void read_text(struct rule_reader *reader, const struct config_value *value, const char *name, size_t most,
    const char *without, char **text)
{
	size_t length = strlen(value->text);

	if (length == 0 || length > most || !is_printable(value->text) || strpbrk(value->text, without) != NULL) {
		problem_error(reader->problems, reader->file, value->line,
		    "%s: 1 to %zu characters of printable ASCII%s", name, most,
		    without[0] != '\0' ? ", without quotes, \\ and %" : "");
		return;
	}
	free(*text);
	*text = rule_copy(reader, value->text);
}

void rule_text(struct rule_reader *reader, cfg_t *section, const char *name, size_t most, char **text)
{
	const struct config_value *value = config_value(section, name, 0);

	if (value != NULL)
		read_text(reader, value, name, most, "", text);
}

void rule_plain_text(struct rule_reader *reader, cfg_t *section, const char *name, size_t most, char **text)
{
	const struct config_value *value = config_value(section, name, 0);

	if (value != NULL)
		read_text(reader, value, name, most, UNPRINTED, text);
}

void rule_url(struct rule_reader *reader, cfg_t *section, const char *name, char **url)
{
	static const char scheme[] = "https://";
	const struct config_value *value = config_value(section, name, 0);

	if (value == NULL)
		return;
	size_t length = strlen(value->text);
	if (length < sizeof(scheme) || length > RULESET_URL_MAX || !is_printable(value->text) ||
	    strncmp(value->text, scheme, sizeof(scheme) - 1) != 0 || strpbrk(value->text, " \"'\\<>") != NULL) {
		problem_error(reader->problems, reader->file, value->line,
		    "%s: an address that begins with https://, at most %d characters of printable ASCII without blanks",
		    name, RULESET_URL_MAX);
		return;
	}
	free(*url);
	*url = rule_copy(reader, value->text);
}

void rule_bool(struct rule_reader *reader, cfg_t *section, const char *name, bool *value)
{
	const struct config_value *given = config_value(section, name, 0);

	if (given == NULL)
		return;
	if (strcmp(given->text, "yes") == 0 || strcmp(given->text, "true") == 0)
		*value = true;
	else if (strcmp(given->text, "no") == 0 || strcmp(given->text, "false") == 0)
		*value = false;
	else
		problem_error(reader->problems, reader->file, given->line, "%s: yes or no", name);
}

static bool word_find(const char *word, const char *const words[], size_t count, unsigned *ret_index)
{
	for (size_t i = 0; i < count; i++)
		if (words[i] != NULL && strcmp(words[i], word) == 0) {
			*ret_index = (unsigned)i;
			return true;
		}
	return false;
}

static void unknown_word(
    struct rule_reader *reader, int line, const char *name, const char *const words[], size_t count)
{
	char allowed[ALLOWED_MAX] = "";
	size_t used = 0;

	for (size_t i = 0; i < count && used < sizeof(allowed); i++)
		if (words[i] != NULL)
			used += (size_t)snprintf(
			    allowed + used, sizeof(allowed) - used, "%s%s", used > 0 ? ", " : "", words[i]);
	problem_error(reader->problems, reader->file, line, "%s: allowed: %s", name, allowed);
}

void rule_word(struct rule_reader *reader, cfg_t *section, const char *name, const char *const words[], size_t count,
    unsigned *value)
{
	const struct config_value *given = config_value(section, name, 0);

	if (given != NULL && !word_find(given->text, words, count, value))
		unknown_word(reader, given->line, name, words, count);
}

void rule_words(struct rule_reader *reader, cfg_t *section, const char *name, const char *const words[], size_t count,
    unsigned *bits)
{
	unsigned found = 0, index = 0;

	for (unsigned i = 0; i < cfg_size(section, name); i++) {
		const struct config_value *given = config_value(section, name, i);
		if (!word_find(given->text, words, count, &index))
			unknown_word(reader, given->line, name, words, count);
		else if ((found & 1U << index) != 0)
			problem_error(
			    reader->problems, reader->file, given->line, "%s: %s: given twice", name, words[index]);
		found |= 1U << index;
	}
	if (found != 0)
		*bits = found;
}

/* Digits and nothing else, at most `most`. */
static bool number_parse(const char *text, uint64_t most, uint64_t *ret_number)
{
	uint64_t number = 0;
	const char *at = text;

	for (; *at >= '0' && *at <= '9' && number <= most; at++)
		number = number * 10 + (uint64_t)(*at - '0');
	if (at == text || *at != '\0' || number > most)
		return false;
	*ret_number = number;
	return true;
}

void rule_octets(struct rule_reader *reader, cfg_t *section, const char *name, uint64_t *octets)
{
	const struct config_value *value = config_value(section, name, 0);

	if (value != NULL && !number_parse(value->text, RULESET_OCTETS_MAX, octets))
		problem_error(reader->problems, reader->file, value->line, "%s: octets, a number from 0 to %u", name,
		    RULESET_OCTETS_MAX);
}

void rule_number(
    struct rule_reader *reader, cfg_t *section, const char *name, unsigned least, unsigned most, unsigned *number)
{
	const struct config_value *value = config_value(section, name, 0);
	uint64_t given = 0;

	if (value == NULL)
		return;
	if (!number_parse(value->text, most, &given) || given < least)
		problem_error(
		    reader->problems, reader->file, value->line, "%s: a whole number from %u to %u", name, least, most);
	else
		*number = (unsigned)given;
}

/* Digits at a place of the date. */
static int number_at(const char *text, size_t start, size_t length)
{
	int number = 0;

	for (size_t i = start; i < start + length; i++)
		number = number * 10 + (text[i] - '0');
	return number;
}

static bool is_date_shaped(const char *text)
{
	if (strlen(text) != DATE_LENGTH)
		return false;
	for (size_t i = 0; i < DATE_LENGTH; i++)
		if (i == 4 || i == 7 ? text[i] != '-' : text[i] < '0' || text[i] > '9')
			return false;
	return true;
}

/* timegm() takes the 31st of April for the 1st of May: only a date that it gives back is one. */
static bool date_parse(const char *text, int64_t *ret_start)
{
	if (!is_date_shaped(text))
		return false;
	struct tm given = {.tm_year = number_at(text, 0, 4) - 1900,
	    .tm_mon = number_at(text, 5, 2) - 1,
	    .tm_mday = number_at(text, 8, 2)};
	struct tm date = given;
	time_t start = timegm(&date);
	if (date.tm_year != given.tm_year || date.tm_mon != given.tm_mon || date.tm_mday != given.tm_mday || start < 0)
		return false;
	*ret_start = (int64_t)start;
	return true;
}

void rule_date(struct rule_reader *reader, cfg_t *section, const char *name, int64_t *end)
{
	const struct config_value *value = config_value(section, name, 0);
	int64_t start = 0;

	if (value == NULL)
		return;
	if (date_parse(value->text, &start))
		*end = start + SECONDS_OF_DAY;
	else
		problem_error(reader->problems, reader->file, value->line, "%s: a date, written \"YYYY-MM-DD\"", name);
}

static struct pattern *pattern_parse(struct rule_reader *reader, const char *name, const struct config_value *value)
{
	struct pattern *pattern = NULL;
	char error[256];
	int r = value->text[0] != '\0' ? pattern_new(value->text, &pattern, error, sizeof(error)) : -EINVAL;

	if (r == -ENOMEM)
		reader->error = r;
	else if (r < 0)
		problem_error(reader->problems, reader->file, value->line, "%s: a regular expression (PCRE2): %s", name,
		    value->text[0] != '\0' ? error : "empty");
	return pattern;
}

void rule_pattern(struct rule_reader *reader, cfg_t *section, const char *name, struct pattern **pattern)
{
	const struct config_value *value = config_value(section, name, 0);
	struct pattern *new = value != NULL ? pattern_parse(reader, name, value) : NULL;

	if (new == NULL)
		return;
	pattern_free(*pattern);
	*pattern = new;
}

void rule_patterns(
    struct rule_reader *reader, cfg_t *section, const char *name, struct pattern ***patterns, size_t *count)
{
	unsigned most = cfg_size(section, name);
	struct pattern **items;

	if (most > RULESET_LIST_MAX) {
		problem_error(reader->problems, reader->file, config_value(section, name, RULESET_LIST_MAX)->line,
		    "%s: more than %d entries", name, RULESET_LIST_MAX);
		most = RULESET_LIST_MAX;
	}
	if (most == 0)
		return;
	items = calloc(most, sizeof(*items));
	if (items == NULL) {
		reader->error = -ENOMEM;
		return;
	}
	*patterns = items;
	*count = 0;
	for (unsigned i = 0; i < most; i++) {
		items[*count] = pattern_parse(reader, name, config_value(section, name, i));
		*count += items[*count] != NULL;
	}
}

void rule_require(struct rule_reader *reader, cfg_t *section, const char *name, const char *example)
{
	if (!config_is_given(section, name) && cfg_size(section, name) == 0)
		problem_error(
		    reader->problems, reader->file, config_line(section), "%s: missing; write %s", name, example);
}
