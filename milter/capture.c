#include "milter/capture.h"

#include "channel/channel.h"
#include "milter/limits.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HEADER_FIRST (4U << 10) /* octets: most headers fit */

void capture_init(struct capture *capture, struct budget *budget, uint64_t size_limit)
{
	*capture = (struct capture){.budget = budget, .size_limit = size_limit, .fd = -1};
}

static void give_back(struct capture *capture)
{
	if (capture->fd >= 0)
		close(capture->fd);
	capture->fd = -1;
	budget_give(capture->budget, capture->taken);
	capture->taken = 0;
}

void capture_clear(struct capture *capture)
{
	give_back(capture);
	free(capture->header);
	capture_init(capture, capture->budget, capture->size_limit);
}

void capture_fail(struct capture *capture, int error)
{
	if (error == 0)
		return;
	if (capture->error == 0)
		capture->error = error;
	/* What has a body already is of no use any more. A header alone stays for the screener. */
	if (capture->fd >= 0)
		give_back(capture);
}

static void take(struct capture *capture, size_t size)
{
	if (budget_take_within(capture->budget, size, capture->is_watched ? LIMIT_WATCH_SHARE : 1))
		capture->taken += size;
	else
		capture_fail(capture, -ENOBUFS);
}

static void header_reserve(struct capture *capture, size_t size)
{
	size_t capacity = capture->header_capacity > 0 ? capture->header_capacity : HEADER_FIRST;

	while (capacity < capture->header_size + size)
		capacity *= 2;
	if (capacity == capture->header_capacity)
		return;
	uint8_t *header = realloc(capture->header, capacity);
	if (header == NULL) {
		capture_fail(capture, -ENOMEM);
		return;
	}
	capture->header = header;
	capture->header_capacity = capacity;
}

static size_t count_line_feeds(const char *text)
{
	size_t count = 0;

	while ((text = strchr(text, '\n')) != NULL) {
		count++;
		text++;
	}
	return count;
}

/*
 * Every LF of the value becomes CRLF, and nothing else changes: libmilter separates folded lines by LF alone, so a CR
 * before it is the sender's own, and the strict reading shall find it.
 */
static uint8_t *put_value(uint8_t *at, const char *value)
{
	for (; *value != '\0'; value++) {
		if (*value == '\n')
			*at++ = '\r';
		*at++ = (uint8_t)*value;
	}
	return at;
}

void capture_field(struct capture *capture, const char *name, const char *value, bool has_leading_space)
{
	size_t name_size = strlen(name);
	size_t space = has_leading_space ? 0 : 1;
	size_t size = name_size + 1 + space + strlen(value) + count_line_feeds(value) + 2;

	capture->size += size;
	capture->field_count++;
	if (capture->error != 0)
		return;
	if (capture->field_count > LIMIT_HEADER_FIELDS || size > LIMIT_HEADER_BYTES - capture->header_size ||
	    capture->size > capture->size_limit) {
		capture_fail(capture, -E2BIG);
		return;
	}
	header_reserve(capture, size);
	if (capture->error == 0)
		take(capture, size);
	if (capture->error != 0)
		return;
	uint8_t *at = capture->header + capture->header_size;
	memcpy(at, name, name_size);
	at += name_size;
	*at++ = ':';
	if (space > 0)
		*at++ = ' ';
	at = put_value(at, value);
	memcpy(at, "\r\n", 2);
	capture->header_size += size;
}

/* Into the memfd, within budget and size limit. */
static void store(struct capture *capture, const void *bytes, size_t size)
{
	capture->size += size;
	if (capture->fd < 0)
		return;
	if (capture->size > capture->size_limit) {
		capture_fail(capture, -E2BIG);
		return;
	}
	take(capture, size);
	if (capture->error != 0)
		return;
	capture_fail(capture, channel_write(capture->fd, bytes, size));
}

void capture_watch(struct capture *capture)
{
	capture->is_watched = true;
}

void capture_begin_body(struct capture *capture)
{
	if (capture->error != 0 || capture->fd >= 0)
		return;
	int r = channel_memfd("message", &capture->fd);
	if (r < 0) {
		capture_fail(capture, r);
		return;
	}
	capture_fail(capture, channel_write(capture->fd, capture->header, capture->header_size));
	free(capture->header);
	capture->header = NULL;
	store(capture, "\r\n", 2);
}

/* Goes on counting where the chunk before ended. */
static void count_boundary_lines(struct capture *capture, const uint8_t *bytes, size_t size)
{
	const uint8_t *end = bytes + size;

	while (bytes < end) {
		if (!capture->is_in_line && *bytes == '-') {
			bytes++;
			if (++capture->line_dashes == 2) {
				capture->boundary_lines++;
				capture->is_in_line = true;
			}
			continue;
		}
		bytes = memchr(bytes, '\n', (size_t)(end - bytes));
		capture->is_in_line = bytes == NULL;
		if (bytes == NULL)
			return;
		capture->line_dashes = 0;
		bytes++;
	}
}

void capture_body(struct capture *capture, const void *bytes, size_t size)
{
	if (capture->fd >= 0) {
		count_boundary_lines(capture, bytes, size);
		if (capture->boundary_lines > LIMIT_BOUNDARY_LINES)
			capture_fail(capture, -EOVERFLOW);
	}
	store(capture, bytes, size);
}

int capture_finish(struct capture *capture)
{
	if (capture->error == 0 && capture->fd < 0)
		capture_fail(capture, -EBADF);
	if (capture->error == 0)
		capture_fail(capture, channel_seal(capture->fd));
	return capture->error;
}
