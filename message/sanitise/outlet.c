#include "message/sanitise/outlet.h"

#include "channel/channel.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#define BASE64_GROUPS 19 /* of 4 characters in a line of 76 */
#define LINE_MAX_QP   76

void outlet_init(struct outlet *outlet, int fd, uint64_t most)
{
	outlet->fd = fd;
	outlet->most = most;
	outlet->written = 0;
	outlet->buffered = 0;
	outlet->error = 0;
}

int outlet_flush(struct outlet *outlet)
{
	if (outlet->error == 0 && outlet->buffered > 0)
		outlet->error = channel_write(outlet->fd, outlet->buffer, outlet->buffered);
	outlet->buffered = 0;
	return outlet->error;
}

void outlet_put(struct outlet *outlet, const char *octets, size_t size)
{
	if (outlet->error == 0 && size > outlet->most - outlet->written)
		outlet->error = -E2BIG;
	if (outlet->error != 0 || size == 0)
		return;
	outlet->written += size;
	if (size > sizeof(outlet->buffer) - outlet->buffered && outlet_flush(outlet) < 0)
		return;
	if (size > sizeof(outlet->buffer)) {
		outlet->error = channel_write(outlet->fd, octets, size);
		return;
	}
	memcpy(outlet->buffer + outlet->buffered, octets, size);
	outlet->buffered += size;
}

/* One to three octets. */
static void encode_group(const char *octets, size_t size, char group[static 4])
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	unsigned bits = (unsigned)(unsigned char)octets[0] << 16;

	if (size > 1)
		bits |= (unsigned)(unsigned char)octets[1] << 8;
	if (size > 2)
		bits |= (unsigned char)octets[2];
	group[0] = letters[bits >> 18];
	group[1] = letters[bits >> 12 & 0x3f];
	group[2] = '=';
	group[3] = '=';
	if (size > 1)
		group[2] = letters[bits >> 6 & 0x3f];
	if (size > 2)
		group[3] = letters[bits & 0x3f];
}

void outlet_put_base64(struct outlet *outlet, const char *octets, size_t size)
{
	char line[2 + 4 * BASE64_GROUPS] = "\r\n";
	size_t length = 2;
	bool is_first = true;

	for (size_t at = 0; at < size; at += 3) {
		encode_group(octets + at, size - at, line + length);
		length += 4;
		if (length < sizeof(line) && size - at > 3)
			continue;
		outlet_put(outlet, is_first ? line + 2 : line, is_first ? length - 2 : length);
		is_first = false;
		length = 2;
	}
}

/* A line of quoted-printable as it grows. */
struct quoted_line {
	char text[LINE_MAX_QP + 2];
	size_t length;
};

static void end_line(struct outlet *outlet, struct quoted_line *line)
{
	memcpy(line->text + line->length, "\r\n", 2);
	outlet_put(outlet, line->text, line->length + 2);
	line->length = 0;
}

/* The octets of a line end here: 0 for none. */
static size_t line_end_at(const char *at, const char *end)
{
	if (end - at >= 2 && at[0] == '\r' && at[1] == '\n')
		return 2;
	return at < end && *at == '\n' ? 1 : 0;
}

static bool begins_from_line(const char *at, const char *end)
{
	return end - at >= 5 && memcmp(at, "From ", 5) == 0;
}

static bool is_literal(const char *at, const char *end, bool is_first)
{
	if (is_first && (strchr("-. \t", *at) != NULL || begins_from_line(at, end)))
		return false;
	if (*at == ' ' || *at == '\t')
		return at + 1 < end && line_end_at(at + 1, end) == 0;
	return *at > ' ' && *at <= '~' && *at != '=';
}

static void add_octet(struct outlet *outlet, struct quoted_line *line, const char *at, const char *end)
{
	static const char digits[] = "0123456789ABCDEF";
	size_t size = is_literal(at, end, line->length == 0) ? 1 : 3;

	/* Room for the "=" of a soft line break, even where there will be none. */
	if (line->length + size > LINE_MAX_QP - 1) {
		line->text[line->length++] = '=';
		end_line(outlet, line);
		size = is_literal(at, end, true) ? 1 : 3;
	}
	if (size == 1) {
		line->text[line->length++] = *at;
		return;
	}
	line->text[line->length++] = '=';
	line->text[line->length++] = digits[(unsigned char)*at >> 4];
	line->text[line->length++] = digits[(unsigned char)*at & 0xf];
}

void outlet_put_quoted_printable(struct outlet *outlet, const char *octets, size_t size)
{
	const char *at = octets, *end = octets + size;
	struct quoted_line line = {.length = 0};

	while (at < end) {
		size_t line_end = line_end_at(at, end);
		if (line_end > 0) {
			end_line(outlet, &line);
			at += line_end;
			continue;
		}
		add_octet(outlet, &line, at, end);
		at++;
	}
	outlet_put(outlet, line.text, line.length);
}
