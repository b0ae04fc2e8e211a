/*
 * line_head: what the beginning of a record says, without reading all of it: for a million of them a second.
 *
 * Finds top-level fields of a JSON object by name wherever they stand, and stops when it has them. It is no judge of
 * JSON: what it accepts may be broken behind that. Pure.
 */
#ifndef AUDIT_STORE_LINE_HEAD_H
#define AUDIT_STORE_LINE_HEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A string's octets as they stand in the line, escapes and all; NULL: not there, or null. */
struct line_span {
	const char *text;
	size_t size;
};

struct line_head {
	bool has_index, has_time;
	uint64_t index;
	int64_t time_us;
	struct line_span kind, gateway, bundle;
};

/* 0; -EBADMSG: no object, or one of these fields is not of its type. */
int line_head_scan(const char *line, size_t size, struct line_head *ret_head);

bool line_span_is(const struct line_span *span, const char *text);

#endif
