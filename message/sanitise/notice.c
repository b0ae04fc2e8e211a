#include "message/sanitise/notice.h"

#include <errno.h>
#include <string.h>

static bool is_printable(const char *text)
{
	for (; *text != '\0'; text++)
		if (*text < ' ' || *text > '~')
			return false;
	return true;
}

static bool begins_with(const char *text, const char *mark)
{
	return strncmp(text, mark, strlen(mark)) == 0;
}

static void fill(const char *template, const char *kind, const char *contact, struct text *text)
{
	for (const char *at = template; *at != '\0'; at++) {
		if (begins_with(at, NOTICE_KIND)) {
			text_append(text, kind, strlen(kind));
			at += strlen(NOTICE_KIND) - 1;
		} else if (begins_with(at, NOTICE_CONTACT)) {
			text_append(text, contact, strlen(contact));
			at += strlen(NOTICE_CONTACT) - 1;
		} else {
			text_append_octet(text, *at);
		}
	}
}

/* How much of a line of `length` octets stands on the first of its lines: up to a blank, if there is one. */
static size_t first_length(const char *line, size_t length)
{
	if (length <= NOTICE_LINE_MAX)
		return length;
	for (size_t i = NOTICE_LINE_MAX; i > 0; i--)
		if (line[i] == ' ')
			return i;
	const char *blank = memchr(line, ' ', length);
	return blank != NULL ? (size_t)(blank - line) : length;
}

static void wrap(const char *line, size_t length, struct text *text)
{
	do {
		size_t taken = first_length(line, length);
		text_append(text, line, taken);
		text_append_octet(text, '\n');
		if (taken < length)
			taken++; /* the blank */
		line += taken;
		length -= taken;
	} while (length > 0);
}

int notice_write(const char *template, const char *kind, const char *contact, struct text *text)
{
	struct text filled;

	if (notice_check(template) < 0 || !is_printable(kind) || !is_printable(contact))
		return -EINVAL;
	text_init(&filled);
	fill(template, kind, contact, &filled);
	for (const char *line = text_string(&filled); *line != '\0' && filled.error == 0;) {
		size_t length = strcspn(line, "\n");
		wrap(line, length, text);
		line += line[length] == '\n' ? length + 1 : length;
	}
	int r = filled.error != 0 ? filled.error : text->error;
	text_clear(&filled);
	return r;
}
