/*
 * record_head: what every line of the ledger has, whatever its kind: the fields before "bundle" and that one, and how a
 * line is printed. Of record.c and event.c only.
 */
#ifndef AUDIT_RECORD_HEAD_H
#define AUDIT_RECORD_HEAD_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

/* Version, kind, time (microseconds since the epoch), gateway, a fresh random salt, software, bundle (may be NULL); in
 * this order. 0, -ENOMEM, -EIO. */
int record_head_put(json_t *object, const char *kind, int64_t time_us, const char *gateway, const char *bundle);

/* The object as a line with its newline, ASCII only, to be freed. 0, -ENOMEM, -E2BIG (RECORD_LINE_MAX). */
int record_head_print(const json_t *object, char **ret_line, size_t *ret_size);

#endif
