/*
 * redact: the one door through which a value of a user's becomes something that may be recorded or logged.
 *
 * HMAC-SHA-256 under the period's key, separated by field, the first 128 bits in hexadecimal. The result has a type of
 * its own, which only this module makes, and the log and the record take no other: what is not redacted does not
 * compile.
 */
#ifndef AUDIT_REDACT_H
#define AUDIT_REDACT_H

#include "audit/keys.h"

#include <stddef.h>

enum redact_field {
	REDACT_SENDER = 0,
	REDACT_MESSAGE_ID, /* without angle brackets and blanks; also for each of References */
	REDACT_QUEUE_ID,
	REDACT_FORM,
	REDACT_FIELD_COUNT
};

struct redacted {
	char text[33]; /* 32 hexadecimal digits; "" for a value that is not there */
};

/* A case code such as "7QXM-2RDF": 8 of 21 letters and digits, easy to read out. No vowel and no letter that makes
 * words without one, and none that looks like another (redact.c lists them). */
struct case_code {
	char text[16];
};

/* The pseudonym of `value` ("" where it is NULL or has no octets). Canonical addresses only for REDACT_SENDER. 0 or
 * -EIO. */
int redact_value(const struct period_key *key, enum redact_field field, const char *value, size_t length,
    struct redacted *ret_redacted);

/*
 * The case code of a message: the same for every part of a message that was split upstream, as it is keyed by sender
 * and Message-ID; random when there is no Message-ID. 0 or -EIO.
 */
int redact_case_code(const struct period_key *key, const char *canonical_sender, const char *message_id, size_t length,
    struct case_code *ret_code);

/* The text of a Message-ID or In-Reply-To value that the keyed form is made from: blanks and angle brackets dropped
 * around it. Sets *ret_start and *ret_length inside `value`. */
void redact_trim_message_id(const char *value, size_t size, const char **ret_start, size_t *ret_length);

#endif
