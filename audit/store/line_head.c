#include "audit/store/line_head.h"

#include "audit/store/record_time.h"

#include <errno.h>
#include <string.h>

/* The fields, and with ALL of them the rest of the line need not be looked at. */
enum {
	FOUND_INDEX = 1,
	FOUND_KIND = 2,
	FOUND_TIME = 4,
	FOUND_GATEWAY = 8,
	FOUND_BUNDLE = 16,
	FOUND_ALL = 31,
};

struct scan {
	const char *at, *end;
};

static void skip_blanks(struct scan *scan)
{
	while (
	    scan->at < scan->end && (*scan->at == ' ' || *scan->at == '\t' || *scan->at == '\r' || *scan->at == '\n'))
		scan->at++;
}

static bool take(struct scan *scan, char c)
{
	skip_blanks(scan);
	if (scan->at == scan->end || *scan->at != c)
		return false;
	scan->at++;
	return true;
}

/* A string, its quotes not in the span. */
static bool take_string(struct scan *scan, struct line_span *ret_span)
{
	if (!take(scan, '"'))
		return false;
	const char *start = scan->at;
	while (scan->at < scan->end) {
		const char *quote = memchr(scan->at, '"', (size_t)(scan->end - scan->at));
		if (quote == NULL)
			return false;
		const char *escape = quote;
		while (escape > scan->at && escape[-1] == '\\')
			escape--;
		scan->at = quote + 1;
		if ((quote - escape) % 2 == 0) {
			*ret_span = (struct line_span){start, (size_t)(quote - start)};
			return true;
		}
	}
	return false;
}

/* A number, true, false or null. */
static bool take_word(struct scan *scan, struct line_span *ret_span)
{
	const char *start = scan->at;

	while (scan->at < scan->end && strchr(",}] \t\r\n", *scan->at) == NULL)
		scan->at++;
	*ret_span = (struct line_span){start, (size_t)(scan->at - start)};
	return scan->at > start;
}

/* An object or array, whose brackets need not match: only their number counts. */
static bool skip_nested(struct scan *scan)
{
	struct line_span ignored;
	size_t depth = 0;

	while (scan->at < scan->end) {
		char c = *scan->at;
		if (c == '"') {
			if (!take_string(scan, &ignored))
				return false;
			continue;
		}
		scan->at++;
		if (c == '{' || c == '[')
			depth++;
		else if ((c == '}' || c == ']') && --depth == 0)
			return true;
	}
	return false;
}

static int parse_index(const struct line_span *word, struct line_head *head)
{
	uint64_t index = 0;

	if (word->size == 0 || (word->size > 1 && word->text[0] == '0'))
		return -EBADMSG;
	for (size_t i = 0; i < word->size; i++) {
		uint64_t digit = (uint64_t)(word->text[i] - '0');
		if (word->text[i] < '0' || word->text[i] > '9' || index > (INT64_MAX - digit) / 10)
			return -EBADMSG;
		index = index * 10 + digit;
	}
	head->index = index;
	head->has_index = true;
	return 0;
}

bool line_span_is(const struct line_span *span, const char *text)
{
	return span->text != NULL && span->size == strlen(text) && memcmp(span->text, text, span->size) == 0;
}

static unsigned field_of(const struct line_span *name)
{
	static const struct {
		const char *name;
		unsigned found;
	} fields[] = {{"index", FOUND_INDEX}, {"kind", FOUND_KIND}, {"time", FOUND_TIME}, {"gateway", FOUND_GATEWAY},
	    {"bundle", FOUND_BUNDLE}};

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (line_span_is(name, fields[i].name))
			return fields[i].found;
	return 0;
}

static int set_string(struct line_head *head, unsigned field, const struct line_span *span)
{
	switch (field) {
	case FOUND_KIND:
		head->kind = *span;
		return 0;
	case FOUND_GATEWAY:
		head->gateway = *span;
		return 0;
	case FOUND_BUNDLE:
		head->bundle = *span;
		return 0;
	case FOUND_TIME:
		head->has_time = true;
		return record_time_parse(span->text, span->size, &head->time_us);
	default:
		return field == FOUND_INDEX ? -EBADMSG : 0;
	}
}

static int take_value(struct scan *scan, struct line_head *head, unsigned field)
{
	struct line_span span = {0};

	skip_blanks(scan);
	if (scan->at == scan->end)
		return -EBADMSG;
	if (*scan->at == '"')
		return take_string(scan, &span) ? set_string(head, field, &span) : -EBADMSG;
	if (*scan->at == '{' || *scan->at == '[')
		return field == 0 && skip_nested(scan) ? 0 : -EBADMSG;
	if (!take_word(scan, &span))
		return -EBADMSG;
	if (field == FOUND_INDEX)
		return parse_index(&span, head);
	return field == 0 || line_span_is(&span, "null") ? 0 : -EBADMSG;
}

int line_head_scan(const char *line, size_t size, struct line_head *ret_head)
{
	struct scan scan = {line, line + size};
	struct line_head head = {0};
	unsigned found = 0;

	if (!take(&scan, '{'))
		return -EBADMSG;
	do {
		struct line_span name = {0};
		if (!take_string(&scan, &name) || !take(&scan, ':'))
			return -EBADMSG;
		unsigned field = field_of(&name);
		if ((found & field) != 0)
			return -EBADMSG;
		int r = take_value(&scan, &head, field);
		if (r < 0)
			return r;
		found |= field;
	} while (found != FOUND_ALL && take(&scan, ','));
	if (found != FOUND_ALL && !take(&scan, '}'))
		return -EBADMSG;
	*ret_head = head;
	return 0;
}
