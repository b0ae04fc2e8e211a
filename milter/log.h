/*
 * log: the operational log: syslog (facility mail), or standard error in the foreground. Only the edges log: main,
 * supervisor, gate callbacks. Queue id first, as the MTA's own log has it.
 *
 * Nothing of a user's is ever logged as it stands: formats take our own words and numbers, and a struct redacted's text
 * for the rest.
 */
#ifndef MILTER_LOG_H
#define MILTER_LOG_H

#include <stdbool.h>

enum log_level { LOG_LEVEL_ERROR = 0, LOG_LEVEL_WARNING, LOG_LEVEL_NOTICE, LOG_LEVEL_INFO };

/* `program` is kept. Call before threads start. */
void log_open(const char *program, bool to_stderr);

/* One line. `queue_id` NULL for what concerns no message. Safe for many threads. */
void log_write(enum log_level level, const char *queue_id, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
