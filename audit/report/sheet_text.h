/*
 * sheet_text: times and durations as a report's readers read them. UTC, in English.
 */
#ifndef AUDIT_REPORT_SHEET_TEXT_H
#define AUDIT_REPORT_SHEET_TEXT_H

#include <stdint.h>

#define SHEET_DURATION_SIZE 40
#define SHEET_TIME_SIZE	    24

/* "3 hours 20 minutes"; the two largest units. */
void sheet_format_duration(int64_t us, char text[static SHEET_DURATION_SIZE]);

/* "2026-11-04 10:15". */
void sheet_format_time(int64_t us, char text[static SHEET_TIME_SIZE]);

/* "4 November 2026 to 6 November 2026"; `to_us` is the first moment after it. 0, -ENOMEM. */
int sheet_format_period(int64_t from_us, int64_t to_us, char **ret_text);

/* When it was made and how new the records are. 0, -ENOMEM. */
int sheet_format_made(int64_t now_us, int64_t newest_us, char **ret_text);

#endif
