/*
 * log: the operational log: syslog (facility mail), or standard error in the foreground. Only the edges log: main,
 * supervisor, gate callbacks. Queue id first, as the MTA's own log has it.
 *
 * Where standard error is systemd's journal, or the log is syslog's and there is a journal, lines go to the journal
 * with fields that can be searched for: REFERRAL_QUEUE_ID and those of struct log_fields. A journal that is away is no
 * reason to lose a line: standard error or syslog takes it.
 *
 * Nothing of a user's is ever logged as it stands: formats take our own words and numbers, and a struct redacted's text
 * for the rest. That holds for fields as well.
 */
#ifndef MILTER_LOG_H
#define MILTER_LOG_H

#include <stdbool.h>

enum log_level { LOG_LEVEL_ERROR = 0, LOG_LEVEL_WARNING, LOG_LEVEL_NOTICE, LOG_LEVEL_INFO };

/* What a line is about, for the journal; NULL or "": nothing. Kept by nobody. */
struct log_fields {
	const char *route;     /* REFERRAL_ROUTE */
	const char *verdict;   /* REFERRAL_VERDICT: the word of the disposition */
	const char *reasons;   /* REFERRAL_REASON: words, with commas */
	const char *case_code; /* REFERRAL_CASE */
};

/* `program` is kept. Call before threads start. Before it, lines go to standard error. */
void log_open(const char *program, bool to_stderr);

/* Standard error as well as syslog, while somebody at a terminal waits for the daemon to start. */
void log_echo(bool to_stderr);

/* The journal's socket, instead of JOURNAL_SOCKET. `path` is kept. Call before log_open(). */
void log_use_journal(const char *path);

/* One line, cut at about 1,000 octets, control characters as "?". `queue_id` NULL for what concerns no message. Safe
 * for many threads, keeps errno. A log that is stuck loses lines (the next one says how many) rather than delay mail.
 */
void log_write(enum log_level level, const char *queue_id, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same, about something. */
void log_write_fields(enum log_level level, const char *queue_id, const struct log_fields *fields, const char *format,
    ...) __attribute__((format(printf, 4, 5)));

#endif
