/*
 * envelope: what the MTA says about a message, as opposed to what the message says about itself.
 *
 * Filled by the gate, encoded to the inspector. Addresses stand as the MTA gave them, without angle brackets; the
 * policy normalises them (rules/address.h). Values that the MTA did not give are NULL.
 */
#ifndef RULES_ENVELOPE_H
#define RULES_ENVELOPE_H

#include "rules/codec.h"

#include <stddef.h>
#include <stdint.h>

#define ENVELOPE_RECIPIENTS_MAX 2000 /* twice Postfix's default; more makes the message `limit` */
#define ENVELOPE_VALUE_MAX	1024 /* octets of one address or macro */

struct envelope {
	char *sender;	   /* "" is the null sender; never NULL once MAIL was seen */
	char **recipients; /* recipient_count entries */
	size_t recipient_count;
	char *auth_user;      /* macro {auth_authen}: set only for an authenticated client */
	char *auth_type;      /* macro {auth_type} */
	char *client_address; /* textual IP address; NULL for unknown or a local socket */
	char *client_name;    /* as the MTA verified it */
	char *daemon_name;    /* macro {daemon_name} */
	int64_t received_at;  /* seconds since the epoch; the policy's only clock */
};

/* In place; an envelope of zeros is empty and may be cleared. */
void envelope_init(struct envelope *envelope);
void envelope_clear(struct envelope *envelope);

/* Copies. 0, -E2BIG past the limits above, -ENOMEM. `text` may carry angle brackets. */
int envelope_set_sender(struct envelope *envelope, const char *text);
int envelope_add_recipient(struct envelope *envelope, const char *text);

/* Encoding between the programs (rules/codec.h). Decode: the envelope is initialised and owned by the caller on
 * success, untouched on failure (-EBADMSG, -ENOMEM). */
void envelope_encode(const struct envelope *envelope, struct writer *writer);
int envelope_decode(struct reader *reader, struct envelope *ret_envelope);

#endif
