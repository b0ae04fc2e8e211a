/*
 * record: one line of the ledger: one JSON object (RFC 8259), schema version first.
 *
 * It proves what was decided and names nobody: everything that stems from a user is a struct redacted, an enum, a
 * number, a type that we know by name, or a name from the administrator's own rule file. The fields are described in
 * referral-milter(8).
 */
#ifndef AUDIT_RECORD_H
#define AUDIT_RECORD_H

#include "audit/redact.h"
#include "rules/verdict.h"

#include <stddef.h>
#include <stdint.h>

#define RECORD_SCHEMA	      1
#define RECORD_SALT_SIZE      16 /* octets */
#define RECORD_REFERENCES_MAX 20
#define RECORD_LINE_MAX	      (256U << 10) /* octets of a line, newline included */

enum record_outcome {
	RECORD_VERDICT = 0,	/* the verdict that was given */
	RECORD_OUTCOME_UNKNOWN, /* the reply could not be sent: the MTA may not have heard the verdict of the record
				   before */
};

struct record_timings { /* microseconds */
	uint64_t screen;
	uint64_t wait; /* for a slot */
	uint64_t inspect;
};

/* The pseudonyms under the key of the period before, so that a case can be followed over the change. */
struct record_previous {
	char period[KEYS_PERIOD_MAX]; /* "": there are none */
	struct redacted sender;
	struct redacted message_id;
	struct redacted references[RECORD_REFERENCES_MAX]; /* as many as of the current period */
	struct redacted forms[FORM_REPORTS_MAX];
};

struct record_input {
	enum record_outcome outcome;
	int64_t time_us;	       /* microseconds since the epoch */
	const char *gateway;	       /* host name of this gateway, from the configuration */
	const struct route *route;     /* or NULL */
	const struct verdict *verdict; /* whose edits are what was applied */
	char period[KEYS_PERIOD_MAX];
	struct redacted sender;
	const char *sender_domain; /* canonical domain: printed only where the route lists it, otherwise "other" */
	struct redacted message_id;
	struct redacted references[RECORD_REFERENCES_MAX]; /* In-Reply-To and References */
	size_t reference_count;
	struct redacted queue_id;
	struct redacted forms[FORM_REPORTS_MAX]; /* of the verdict's forms: the digests of their octets */
	size_t form_count;
	struct record_previous previous;
	struct case_code case_code; /* printed when the verdict refuses, holds or defers */
	uint64_t message_size;	    /* octets, as captured */
	uint32_t recipient_count;
	unsigned inspector_deaths; /* over this message */
	struct record_timings timings;
	const char *bundle; /* SHA-256 of the policy bundle, hexadecimal */
};

/* The line with its newline, to be freed; a fresh random salt in it. 0, -ENOMEM, -E2BIG, -EIO. */
int record_format(const struct record_input *input, char **ret_line, size_t *ret_size);

#endif
