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

/* `program` is kept. Call before threads start. Before it, lines go to standard error. */
void log_open(const char *program, bool to_stderr);

/* Standard error as well as syslog, while somebody at a terminal waits for the daemon to start. */
void log_echo(bool to_stderr);

/* One line, cut at about 1,000 octets, control characters as "?". `queue_id` NULL for what concerns no message. Safe
 * for many threads, keeps errno. A log that is stuck loses lines (the next one says how many) rather than delay mail.
 */
void log_write(enum log_level level, const char *queue_id, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
