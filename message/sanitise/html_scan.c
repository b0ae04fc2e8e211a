#include "message/sanitise/html_scan.h"

#include "message/sanitise/html_names.h"
#include "message/sanitise/html_tag.h"
#include "message/sanitise/limits.h"
#include "rules/unsafe.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#define ACTIVE UNSAFE_BIT(UNSAFE_HTML_ACTIVE)

struct reading {
	const char *end;
	size_t left; /* octets that may still be read, those read again too */
	struct html_judge *judge;
	unsigned root_attributes; /* of all html and body tags together: gumbo adds each to what is there */
	struct text value;
};

static bool begins_with(const char *at, const char *end, const char *prefix)
{
	return (size_t)(end - at) >= strlen(prefix) && strncasecmp(at, prefix, strlen(prefix)) == 0;
}

static const char *find(const char *at, const char *end, const char *needle)
{
	for (; (size_t)(end - at) >= strlen(needle); at++) {
		at = memchr(at, needle[0], (size_t)(end - at));
		if (at == NULL || begins_with(at, end, needle))
			return at;
	}
	return NULL;
}

static bool is_letter(char octet)
{
	return (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z');
}

/* " onload =" in the middle of a value: another reader may have lost the quotation mark. */
static bool has_handler(const char *at, const char *end)
{
	for (; at + 5 < end; at++) {
		const char *name = at + 1;
		if (((unsigned char)*at > ' ' && strchr("\"'/`", *at) == NULL) || strncasecmp(name, "on", 2) != 0)
			continue;
		for (name += 2; name < end && is_letter(*name);)
			name++;
		if (name - at < 5)
			continue;
		while (name < end && (unsigned char)*name <= ' ')
			name++;
		if (name < end && *name == '=')
			return true;
	}
	return false;
}

static void judge_span(struct reading *reading, const char *start, const char *end)
{
	if (has_handler(start, end) || find(start, end, "javascript:") != NULL || find(start, end, "vbscript:") != NULL)
		reading->judge->found |= ACTIVE;
}

/* The tag at a "<", to its end as the standard has it. */
static int judge_tag(struct reading *reading, struct html_tag *tag)
{
	char element[HTML_NAME_SIZE], name[HTML_NAME_SIZE];
	const char *start = tag->name.start;
	struct html_span attribute, value;
	unsigned count = 0, *attributes = &count;

	html_span_copy(tag->name, element, sizeof(element));
	html_judge_element(reading->judge, element);
	if (strcmp(element, "html") == 0 || strcmp(element, "body") == 0)
		attributes = &reading->root_attributes;
	while (html_tag_next(tag, &attribute, &value)) {
		if (++*attributes > LIMIT_HTML_ATTRIBUTES)
			return -E2BIG;
		html_span_copy(attribute, name, sizeof(name));
		text_reset(&reading->value);
		html_span_decode(value, &reading->value);
		html_judge_attribute(reading->judge, element, name, text_string(&reading->value));
	}
	judge_span(reading, start, tag->at);
	if ((size_t)(tag->at - start) > reading->left)
		return -E2BIG;
	reading->left -= (size_t)(tag->at - start);
	return reading->value.error < 0 ? reading->value.error : reading->judge->error;
}

static int judge_style(struct reading *reading, const char *start)
{
	const char *end = find(start, reading->end, "</style");
	size_t length = (size_t)((end != NULL ? end : reading->end) - start);

	if (length > reading->left)
		return -E2BIG;
	reading->left -= length;
	html_judge_style(reading->judge, start, length);
	return reading->judge->error;
}

/* Declarations and instructions that do something: data bindings, entities, style sheets. */
static void judge_declaration(struct reading *reading, const char *at)
{
	static const char *const active[] = {
	    "<?import", "<?xml-stylesheet", "<!entity", "<!attlist", "<!element", "<![cdata["};

	for (size_t i = 0; i < sizeof(active) / sizeof(active[0]); i++)
		if (begins_with(at, reading->end, active[i]))
			reading->judge->found |= ACTIVE;
}

static int judge_at(struct reading *reading, const char *at)
{
	struct html_tag tag;
	int r;

	judge_declaration(reading, at);
	if (!html_tag_begin(at, reading->end, &tag) || tag.is_end)
		return 0;
	r = judge_tag(reading, &tag);
	if (r == 0 && tag.name.length >= 5 && strncasecmp(tag.name.start, "style", 5) == 0)
		r = judge_style(reading, tag.at);
	return r;
}

int html_scan(const char *text, size_t length, struct html_judge *judge)
{
	struct reading reading = {.end = text + length, .left = LIMIT_HTML_REREAD * length, .judge = judge};
	int r = 0;

	text_init(&reading.value);
	for (const char *at = text; r == 0 && at < reading.end; at++) {
		at = memchr(at, '<', (size_t)(reading.end - at));
		if (at == NULL)
			break;
		r = judge_at(&reading, at);
	}
	/* UTF-7, as programs guess it that look for it. */
	if (length > 0 && find(text, reading.end, "+ADw-") != NULL)
		judge->found |= ACTIVE;
	text_clear(&reading.value);
	return r;
}
