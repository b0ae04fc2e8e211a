/*
 * event: a record of the daemon's or the ledger's own life, as one line: the head of every record (audit/record.c) and
 * then fields of its own. The kinds and their fields:
 *
 *   start            clean: whether the life before ended with "stop"; vkey: the verifier key that is signed with;
 *                    heartbeat: after how many seconds without a record there will be one (not there: 3600)
 *   heartbeat        heartbeat: likewise, since the start may be deleted some day
 *   stop             none
 *   reload           previous: SHA-256 of the policy before; the head's "bundle" is the new one
 *   period           period, previous: whose pseudonym keys
 *   missed           deferred, passed: how many messages have no record, since it could not be written in so many
 *                    seconds before
 *   inspector-death  detail: how many, as text; process: "child", "screener", "template"
 *   match            period, uid: who asked
 *   key-destroyed    period: whose pseudonyms can be linked to nobody any more; uid: who asked
 *   release          case: of the held message that is released; why: a word of audit/request.h; uid: who asked
 * These the ledger makes itself, with "bundle" null, since they are under no policy:
 *   torn             file: "checkpoint" (with 0 octets: it was not there) or a segment's name; octets: set aside
 *   gap              from, to: the stretch of indices, both included, in which records that are signed for are missing
 *                    or not as they were; changed: how many of the latter there are
 *   signing-key      vkey, previous (null: the first that is known); a second one right behind takes back one that
 *                    failed
 *   retention        segments: how many are deleted; first, last: indices of the records in them
 *
 * Holds nobody's data: every text is ours. Never logs.
 */
#ifndef AUDIT_EVENT_H
#define AUDIT_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum event_type { EVENT_TEXT = 0, EVENT_NUMBER, EVENT_BOOL };

struct event_field {
	const char *name;
	enum event_type type;
	const char *text; /* EVENT_TEXT; NULL and "" are null */
	uint64_t number;  /* EVENT_NUMBER; EVENT_BOOL: not 0 is true */
};

struct event {
	const char *kind;
	int64_t time_us; /* microseconds since the epoch */
	const char *gateway;
	const char *bundle; /* SHA-256, hexadecimal, or NULL */
	const struct event_field *fields;
	size_t field_count;
};

/* The line with its newline, to be freed. 0, -ENOMEM, -EIO. */
int event_format(const struct event *event, char **ret_line, size_t *ret_size);

#endif
