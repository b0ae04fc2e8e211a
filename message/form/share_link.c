#include "message/form/share_link.h"

#include <string.h>
#include <strings.h>

/* What an address does not hold: it ends there, in text as in an attribute. */
static bool ends_address(char c)
{
	return (unsigned char)c <= ' ' || (unsigned char)c == 0x7f || strchr("\"'<>`{}|\\^", c) != NULL;
}

static size_t address_length(const char *at, const char *end)
{
	size_t length = 0;

	while (at + length < end && !ends_address(at[length]))
		length++;
	return length;
}

static bool begins_with(const char *at, const char *end, const char *prefix)
{
	size_t length = strlen(prefix);

	return (size_t)(end - at) > length && strncasecmp(at, prefix, length) == 0;
}

static enum answer ask(struct pattern *const *patterns, size_t count, const char *address, size_t length)
{
	enum answer answer = ANSWER_NO;

	for (size_t i = 0; i < count && answer != ANSWER_YES; i++)
		answer = answer_or(answer, pattern_find(patterns[i], address, length));
	return answer;
}

enum answer share_link_occurs(const char *text, size_t size, struct pattern *const *patterns, size_t pattern_count)
{
	const char *end = text + size;
	enum answer answer = ANSWER_NO;
	size_t seen = 0;

	for (const char *at = text; pattern_count > 0 && answer != ANSWER_YES && at < end;) {
		at = memchr(at, ':', (size_t)(end - at));
		if (at == NULL)
			break;
		const char *start = at - text >= 5 && begins_with(at - 5, end, "https://")  ? at - 5
				    : at - text >= 4 && begins_with(at - 4, end, "http://") ? at - 4
											    : NULL;
		at++;
		if (start == NULL)
			continue;
		if (seen++ == SHARE_LINKS_MAX)
			return ANSWER_UNKNOWN;
		size_t length = address_length(start, end);
		answer = answer_or(answer, ask(patterns, pattern_count, start, length));
		if (start + length > at)
			at = start + length;
	}
	return answer;
}
