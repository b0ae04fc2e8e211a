#include "message/sanitise/html_tag.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool is_letter(char octet)
{
	return (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z');
}

static bool is_blank(char octet)
{
	return octet == ' ' || octet == '\t' || octet == '\n' || octet == '\r' || octet == '\f';
}

bool html_tag_begin(const char *at, const char *end, struct html_tag *ret_tag)
{
	struct html_tag tag = {.end = end};

	at++;
	tag.is_end = at < end && *at == '/';
	at += tag.is_end;
	if (at >= end || !is_letter(*at))
		return false;
	tag.name.start = at;
	while (at < end && !is_blank(*at) && *at != '/' && *at != '>')
		at++;
	tag.name.length = (size_t)(at - tag.name.start);
	tag.at = at;
	*ret_tag = tag;
	return true;
}

static void skip_blanks(struct html_tag *tag, bool and_slashes)
{
	while (tag->at < tag->end && (is_blank(*tag->at) || (and_slashes && *tag->at == '/')))
		tag->at++;
}

static struct html_span read_quoted(struct html_tag *tag)
{
	char quote = *tag->at++;
	struct html_span value = {.start = tag->at};

	while (tag->at < tag->end && *tag->at != quote)
		tag->at++;
	value.length = (size_t)(tag->at - value.start);
	tag->at += tag->at < tag->end;
	return value;
}

static struct html_span read_value(struct html_tag *tag)
{
	struct html_span value = {.start = tag->at};

	if (tag->at < tag->end && (*tag->at == '"' || *tag->at == '\''))
		return read_quoted(tag);
	while (tag->at < tag->end && !is_blank(*tag->at) && *tag->at != '>')
		tag->at++;
	value.length = (size_t)(tag->at - value.start);
	return value;
}

bool html_tag_next(struct html_tag *tag, struct html_span *ret_name, struct html_span *ret_value)
{
	struct html_span name, value;

	skip_blanks(tag, true);
	if (tag->at >= tag->end)
		return false;
	if (*tag->at == '>') {
		tag->at++;
		return false;
	}
	name.start = tag->at++; /* even a "=" */
	while (tag->at < tag->end && !is_blank(*tag->at) && strchr("/>=", *tag->at) == NULL)
		tag->at++;
	name.length = (size_t)(tag->at - name.start);
	value = (struct html_span){.start = tag->at};
	skip_blanks(tag, false);
	if (tag->at < tag->end && *tag->at == '=') {
		tag->at++;
		skip_blanks(tag, false);
		value = read_value(tag);
	}
	*ret_name = name;
	*ret_value = value;
	return true;
}

static char to_lower(char octet)
{
	return octet >= 'A' && octet <= 'Z' ? (char)(octet - 'A' + 'a') : octet;
}

void html_span_copy(struct html_span span, char *to, size_t size)
{
	size_t length = 0;

	for (; length < span.length && length < size - 1 && span.start[length] != '\0'; length++)
		to[length] = to_lower(span.start[length]);
	to[length] = '\0';
}

static unsigned digit_value(char octet, unsigned base)
{
	octet = to_lower(octet);
	unsigned value = octet >= '0' && octet <= '9'	? (unsigned)(octet - '0')
			 : octet >= 'a' && octet <= 'f' ? (unsigned)(octet - 'a') + 10
							: 16;
	return value < base ? value : 16;
}

/* &#x3a; and &#58, how long it is; 0 when it is none. */
static size_t read_number(struct html_span span, unsigned *ret_character)
{
	unsigned base = span.length > 2 && to_lower(span.start[2]) == 'x' ? 16 : 10, character = 0;
	size_t first = base == 16 ? 3 : 2, at = first;

	if (span.length < 3 || span.start[1] != '#')
		return 0;
	for (; at < span.length && digit_value(span.start[at], base) < base; at++)
		if (character < 0x110000)
			character = character * base + digit_value(span.start[at], base);
	if (at == first)
		return 0;
	*ret_character = character;
	return at < span.length && span.start[at] == ';' ? at + 1 : at;
}

/* The named ones that stand for ASCII. */
static size_t read_named(struct html_span span, unsigned *ret_character)
{
	static const struct {
		const char *name;
		char character;
	} names[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}, {"&Tab;", '\t'},
	    {"&NewLine;", '\n'}, {"&colon;", ':'}, {"&semi;", ';'}, {"&sol;", '/'}, {"&bsol;", '\\'}, {"&lpar;", '('},
	    {"&rpar;", ')'}, {"&period;", '.'}, {"&num;", '#'}, {"&commat;", '@'}, {"&ast;", '*'}, {"&midast;", '*'},
	    {"&lowbar;", '_'}, {"&plus;", '+'}, {"&equals;", '='}, {"&quest;", '?'}, {"&percnt;", '%'}, {"&excl;", '!'},
	    {"&comma;", ','}, {"&lbrace;", '{'}, {"&lcub;", '{'}, {"&rbrace;", '}'}, {"&rcub;", '}'}, {"&dollar;", '$'},
	    {"&grave;", '`'}, {"&lsqb;", '['}, {"&rsqb;", ']'}};

	for (size_t i = 0; i < COUNT(names); i++) {
		size_t length = strlen(names[i].name);
		if (span.length >= length && strncmp(span.start, names[i].name, length) == 0) {
			*ret_character = (unsigned char)names[i].character;
			return length;
		}
	}
	return 0;
}

void html_span_decode(struct html_span span, struct text *text)
{
	while (span.length > 0) {
		unsigned character = (unsigned char)span.start[0];
		size_t length = 0;
		if (span.start[0] == '&')
			length = read_number(span, &character);
		if (length == 0 && span.start[0] == '&')
			length = read_named(span, &character);
		length = length > 0 ? length : 1;
		/* What is no ASCII means nothing in a scheme, and NUL would end the string. */
		if (length == 1 || character < 0x80)
			text_append_octet(text, character == 0 ? ' ' : (char)character);
		else
			text_append_octet(text, '?');
		span.start += length;
		span.length -= length;
	}
}
