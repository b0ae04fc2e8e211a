/*
 * record_time: times as records have them, "2026-11-04T10:15:00.123456Z" (RFC 3339, UTC), and as people type them.
 * Pure.
 */
#ifndef AUDIT_STORE_RECORD_TIME_H
#define AUDIT_STORE_RECORD_TIME_H

#include <stddef.h>
#include <stdint.h>

#define RECORD_TIME_SIZE sizeof("2026-11-04T10:15:00.123456Z")

/* Microseconds since the epoch. 0; -EBADMSG for anything that is not written exactly so. */
int record_time_parse(const char *text, size_t size, int64_t *ret_us);

/* Of a person: a day, "2026-11-04", or a second, "2026-11-04T10:15:00Z" (also without the seconds), or as above.
 * *ret_end_us is the first microsecond after that day, minute or second. 0; -EBADMSG. */
int record_time_parse_typed(const char *text, int64_t *ret_start_us, int64_t *ret_end_us);

/* Times outside the years 0 to 9999 become the nearest that are not. */
void record_time_format(int64_t time_us, char ret_text[RECORD_TIME_SIZE]);

#endif
