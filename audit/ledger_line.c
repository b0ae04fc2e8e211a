#include "audit/ledger_line.h"

#include "audit/ledger.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define START	     "{\"v\":1,"
#define INDEX	     "\"index\":"
#define KIND	     "\"kind\":\""
#define TIME	     ",\"time\":\""
#define TIME_SIZE    sizeof("2026-11-04T10:15:00.123456Z")
#define DIGITS_MAX   20
#define MICROSECONDS 1000000

static bool starts(const char *text, size_t size, const char *word)
{
	return size >= strlen(word) && memcmp(text, word, strlen(word)) == 0;
}

bool ledger_line_is_plain(const char *line, size_t size)
{
	return starts(line, size, START "\"") && !starts(line, size, START INDEX) &&
	       memchr(line, '\n', size) == line + size - 1 && memchr(line, '\0', size) == NULL;
}

size_t ledger_line_number(const char *line, size_t size, uint64_t index, char *ret_line)
{
	size_t start = strlen(START);
	int head = sprintf(ret_line, START INDEX "%" PRIu64 ",", index);

	memcpy(ret_line + head, line + start, size - start);
	return (size_t)head + size - start;
}

/* Moves past the word, if it stands there. */
static bool skip(const char **at, const char *end, const char *word)
{
	if (!starts(*at, (size_t)(end - *at), word))
		return false;
	*at += strlen(word);
	return true;
}

/* Decimal digits without leading zeros. */
static bool number(const char **at, const char *end, uint64_t *ret_value)
{
	const char *start = *at;
	uint64_t value = 0;

	for (; *at < end && **at >= '0' && **at <= '9' && *at - start < DIGITS_MAX; (*at)++) {
		uint64_t digit = (uint64_t)(**at - '0');
		if (value > (UINT64_MAX - digit) / 10)
			return false;
		value = value * 10 + digit;
	}
	*ret_value = value;
	return *at > start && (*start != '0' || *at == start + 1);
}

static void read_kind(const char **at, const char *end, char ret_kind[LEDGER_LINE_KIND_MAX])
{
	const char *quote = skip(at, end, KIND) ? memchr(*at, '"', (size_t)(end - *at)) : NULL;

	ret_kind[0] = '\0';
	if (quote == NULL || quote - *at >= LEDGER_LINE_KIND_MAX)
		return;
	memcpy(ret_kind, *at, (size_t)(quote - *at));
	ret_kind[quote - *at] = '\0';
	*at = quote + 1;
}

static int64_t read_time(const char *at, const char *end)
{
	char text[TIME_SIZE] = "";
	struct tm date = {0};
	int micro = 0, length = 0;

	if (!skip(&at, end, TIME) || (size_t)(end - at) < TIME_SIZE)
		return -1;
	memcpy(text, at, TIME_SIZE - 1);
	if (sscanf(text, "%4d-%2d-%2dT%2d:%2d:%2d.%6dZ%n", &date.tm_year, &date.tm_mon, &date.tm_mday, &date.tm_hour,
		&date.tm_min, &date.tm_sec, &micro, &length) != 7 ||
	    length != TIME_SIZE - 1)
		return -1;
	date.tm_year -= 1900;
	date.tm_mon -= 1;
	return (int64_t)timegm(&date) * MICROSECONDS + micro;
}

int ledger_line_read(const char *line, size_t size, struct ledger_line_head *ret_head)
{
	const char *at = line, *end = line + size;
	uint64_t index = 0;

	if (!skip(&at, end, START INDEX) || !number(&at, end, &index) || !skip(&at, end, ","))
		return -EBADMSG;
	ret_head->index = index;
	read_kind(&at, end, ret_head->kind);
	ret_head->time_us = ret_head->kind[0] != '\0' ? read_time(at, end) : -1;
	return 0;
}
