#include "message/header.h"

#include <string.h>
#include <strings.h>

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

void header_reader_init(struct header_reader *reader, const void *bytes, size_t size)
{
	reader->at = bytes;
	reader->end = reader->at + size;
	reader->is_irregular = false;
	reader->has_end = false;
}

/* The end of the line that begins at `at`: its LF, or the end of the octets. */
static const char *line_end(const char *at, const char *end)
{
	const char *feed = memchr(at, '\n', (size_t)(end - at));

	return feed != NULL ? feed : end;
}

/* A NUL, or a CR that ends no line, ends the value for one reader and not for the next. */
static bool has_stray(const char *line, const char *feed)
{
	size_t length = (size_t)(feed - line);

	if (length > 0 && line[length - 1] == '\r')
		length--;
	return memchr(line, '\0', length) != NULL || memchr(line, '\r', length) != NULL;
}

static bool is_empty_line(const char *line, const char *feed)
{
	return feed == line || (feed == line + 1 && *line == '\r');
}

/* RFC 5322 ftext: printable ASCII but the colon. */
static bool is_name(const char *name, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (name[i] <= ' ' || name[i] > '~')
			return false;
	return length > 0;
}

/* Steps over one line and the lines that continue it; *ret_feed is the LF of the last one. */
static const char *take_lines(struct header_reader *reader, const char **ret_feed)
{
	const char *line = reader->at, *feed;

	for (;;) {
		feed = line_end(reader->at, reader->end);
		if (has_stray(reader->at, feed))
			reader->is_irregular = true;
		reader->at = feed < reader->end ? feed + 1 : feed;
		if (reader->at == reader->end || !is_blank(*reader->at))
			break;
	}
	*ret_feed = feed;
	return line;
}

static bool split_field(const char *line, const char *end, struct header_field *ret_field)
{
	const char *colon = memchr(line, ':', (size_t)(end - line));
	const char *name_end = colon;

	if (colon == NULL)
		return false;
	while (name_end > line && is_blank(name_end[-1]))
		name_end--;
	if (!is_name(line, (size_t)(name_end - line)))
		return false;
	ret_field->name = line;
	ret_field->name_length = (size_t)(name_end - line);
	ret_field->value = colon + 1;
	ret_field->value_length = (size_t)(end - (colon + 1));
	return true;
}

bool header_reader_next(struct header_reader *reader, struct header_field *ret_field)
{
	while (reader->at < reader->end && !reader->has_end) {
		const char *feed = line_end(reader->at, reader->end);
		if (is_empty_line(reader->at, feed)) {
			reader->at = feed < reader->end ? feed + 1 : feed;
			reader->has_end = true;
			return false;
		}
		bool is_continuation = is_blank(*reader->at);
		const char *line = take_lines(reader, &feed);
		if (feed > line && feed[-1] == '\r')
			feed--;
		if (!is_continuation && split_field(line, feed, ret_field))
			return true;
		reader->is_irregular = true;
	}
	return false;
}

bool header_field_is_resent(const struct header_field *field)
{
	static const char prefix[] = "Resent-";

	return field->name_length >= strlen(prefix) && strncasecmp(field->name, prefix, strlen(prefix)) == 0;
}

bool header_field_is(const struct header_field *field, const char *name)
{
	return strlen(name) == field->name_length && strncasecmp(field->name, name, field->name_length) == 0;
}
