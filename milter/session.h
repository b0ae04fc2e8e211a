/*
 * session: what the gate remembers of one connection of the MTA's, and of the message on it.
 *
 * All state of a connection is here and reached through smfi_setpriv() only, since libmilter runs the callbacks of one
 * session on different threads (one at a time). The message is forgotten at MAIL, at abort, at end of message and at
 * close: an early accept is followed by none of the other three.
 *
 * Everything is taken down as the MTA says it. What cannot be taken down makes the message one that nobody can judge in
 * full, and says why; it is never silently left out.
 */
#ifndef MILTER_SESSION_H
#define MILTER_SESSION_H

#include "milter/capture.h"
#include "milter/generation.h"
#include "milter/lineage.h"
#include "rules/envelope.h"
#include "rules/question.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#define QUEUE_ID_MAX 64 /* octets; Postfix's long ones have about 20 */

enum session_stage {
	STAGE_NONE = 0, /* no message */
	STAGE_ENVELOPE, /* between MAIL and the end of the header */
	STAGE_BODY	/* screened: it is, or may be, our business */
};

struct message {
	enum session_stage stage;
	struct generation *generation; /* that judges it, from MAIL on; or NULL */
	struct envelope envelope;
	bool is_over_limit; /* more recipients, or a longer value, than an envelope holds */
	bool is_watched;    /* names no referral address: passes, unless an inspector finds a form in it */
	bool is_torn;	    /* for want of memory something of the envelope is missing: nobody can say whose it is */
	struct capture capture;
	struct lineage lineage;
	char queue_id[QUEUE_ID_MAX + 1]; /* "" while the MTA has not said it */
	struct screen_answer screen;
	uint64_t screen_us;
};

struct session {
	struct generations *generations;
	bool has_leading_space; /* header values come, and go, with the octet after the colon (SMFIP_HDR_LEADSPC) */
	char *client_address;	/* of CONNECT; NULL for unknown or a local socket */
	struct message message;
};

enum session_macro { MACRO_AUTH_USER = 0, MACRO_AUTH_TYPE, MACRO_CLIENT_ADDRESS, MACRO_CLIENT_NAME, MACRO_DAEMON_NAME };

/* NULL for want of memory. */
struct session *session_new(struct generations *generations, struct budget *budget, uint64_t size_limit);
void session_free(struct session *session);

/* CONNECT: `address` NULL for unknown. */
void session_set_client(struct session *session, const struct sockaddr *address);

/* MAIL: forgets the message before. `sender` with or without angle brackets. */
void session_begin(struct session *session, const char *sender);
/* After session_begin(). `value` NULL or "" where the MTA has none. MACRO_CLIENT_ADDRESS overrides CONNECT's: after an
 * early accept libmilter ignores the CONNECT of a connection that is used again. */
void session_set_macro(struct session *session, enum session_macro macro, const char *value);
/* The queue id, at whatever stage the MTA says it; what cannot be one is ignored. */
void session_set_queue_id(struct session *session, const char *id);
/*
 * RCPT. Past ENVELOPE_RECIPIENTS_MAX recipients are no longer kept, and the message is over the limit; a referral
 * address among them takes the place of the last one kept, so that the message is not taken for other mail.
 */
void session_add_recipient(struct session *session, const char *recipient);
void session_add_field(struct session *session, const char *name, const char *value);
void session_add_body(struct session *session, const void *bytes, size_t size);
/* Forgets the message. */
void session_end(struct session *session);

/* The queue id for the log, or NULL. */
const char *session_queue_id(const struct session *session);

#endif
