/*
 * ledger_line: what the ledger knows of the lines that it keeps: where they begin, their index, their kind and time.
 * Everything else of a line is the record's (audit/record.c). Pure.
 */
#ifndef AUDIT_LEDGER_LINE_H
#define AUDIT_LEDGER_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LEDGER_LINE_KIND_MAX 32 /* octets of a kind, with the terminator */

/* Whether it is a line to be appended: begins `{"v":1,"`, has no index, and its only newline at its end. */
bool ledger_line_is_plain(const char *line, size_t size);

/* Writes the line with its index; `ret_line` has room for `size` + LEDGER_INDEX_MAX. Returns the octets. */
size_t ledger_line_number(const char *line, size_t size, uint64_t index, char *ret_line);

/* What a numbered line begins with. The time is -1, and the kind "", when it has none where ours stands. */
struct ledger_line_head {
	uint64_t index;
	char kind[LEDGER_LINE_KIND_MAX];
	int64_t time_us; /* microseconds since the epoch */
};

/* Reads it off a line, which need not be terminated. 0, -EBADMSG: it has no index of ours. */
int ledger_line_read(const char *line, size_t size, struct ledger_line_head *ret_head);

#endif
