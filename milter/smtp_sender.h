/*
 * smtp_sender: hands one message to a mail server, and says how far it came and what the server said last.
 *
 * Plain SMTP (RFC 5321), for a server on this host or next to it: no TLS, no sign-in, no proxy.
 */
#ifndef MILTER_SMTP_SENDER_H
#define MILTER_SMTP_SENDER_H

#include <stddef.h>

#define SMTP_REPLY_MAX 16384 /* octets of a reply that are kept: 32 lines and more */

/* What the last reply was to. */
enum smtp_stage {
	SMTP_STAGE_CONNECT = 0,
	SMTP_STAGE_SENDER,
	SMTP_STAGE_RECIPIENT,
	SMTP_STAGE_DATA,
	SMTP_STAGE_MESSAGE
};

struct smtp_letter {
	const char *server; /* "HOST:PORT" */
	const char *sender, *recipient;
	const char *text; /* header and body, CRLF line ends */
	unsigned wait_s;  /* for the whole */
};

struct smtp_answer {
	enum smtp_stage stage;
	unsigned code;		    /* of the reply, or 0: there was none */
	char reply[SMTP_REPLY_MAX]; /* its lines as they came, LF between and behind them; "" */
	char trouble[256];	    /* where code is 0: why, in libcurl's words */
};

/* 0: there is an answer, whatever it says; -ENOMEM. */
int smtp_sender_send(const struct smtp_letter *letter, struct smtp_answer *ret_answer);

/* "the recipient"; static storage. */
const char *smtp_stage_word(enum smtp_stage stage);

#endif
