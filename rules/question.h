/*
 * question: the two questions that the gate asks an inspector, and their answers, as they cross between the programs.
 *
 * Start: the supervisor starts `referral-inspector screener|template` with the request socket (SOCK_SEQPACKET) at
 * QUESTION_FD_SOCKET and the sealed policy bundle at QUESTION_FD_BUNDLE. When the process has loaded the bundle and
 * locked itself in, it sends one `ready` packet.
 * The template is also told its bounds: --children=N at once, and for each child --wall-ms=MS, --cpu-seconds=S,
 * --memory-mb=MIB and --message-size=OCTETS, which a new message may have. With --allow-unconfined a process starts on
 * a kernel that cannot confine it. With --explain its answers carry evidence (rules/evidence.h), for referral-check.
 * Until it has been ready, what it prints on standard error is logged as its reason for failing; later that is thrown
 * away, as a library might print what it reads.
 *
 * Screen: one request packet to a screener, one answer packet back, in order, one at a time.
 *
 * Inspect: one request packet to the template's socket with two descriptors: the sealed memfd with the message, and one
 * end of a new SOCK_SEQPACKET pair, on which the child that took the request sends its one answer. When that end closes
 * without an answer, the child has died. A child that watches ends itself after QUESTION_WATCH_MS.
 * With an answer that replaces the body comes one descriptor: a sealed memfd with the whole new message.
 */
#ifndef RULES_QUESTION_H
#define RULES_QUESTION_H

#include "rules/codec.h"
#include "rules/envelope.h"
#include "rules/evidence.h"
#include "rules/verdict.h"

#define PROTOCOL_VERSION   5
#define QUESTION_FD_SOCKET 3
#define QUESTION_FD_BUNDLE 4

/* Exit status of a process that this kernel cannot confine: starting it again is no use. */
#define QUESTION_EXIT_UNCONFINED 3

#define QUESTION_WATCH_MS 4000 /* milliseconds; what is not answered by then nobody waits for */

#define SCREEN_MATCHES_MAX 32 /* referral addresses that an answer names */

struct ready {
	uint32_t version; /* PROTOCOL_VERSION */
	bool is_confined; /* landlock and seccomp are both in force */
};

/* Envelope and the header exactly as captured: CRLF line ends, without the empty line. */
struct screen_request {
	struct envelope envelope;
	uint8_t *header; /* owned */
	size_t header_size;
};

enum screen_interest {
	SCREEN_INSPECT = 0, /* in some reading a referral address is named: inspect */
	SCREEN_OTHER,	    /* none of our business */
	SCREEN_WATCH,	    /* names none, but may carry a form to somebody else (rules/policy_misrouted.h) */
	SCREEN_INTEREST_COUNT
};

struct screen_answer {
	enum screen_interest interest;
	char *matches[SCREEN_MATCHES_MAX]; /* canonical referral addresses that To or Cc name in the plain reading */
	size_t match_count;
};

enum inspect_purpose {
	PURPOSE_JUDGE = 0, /* it is, or may be, a referral */
	PURPOSE_WATCH,	   /* it names no referral address: is a form on its way to somebody else? */
	PURPOSE_COUNT
};

struct inspect_request {
	struct envelope envelope;
	enum inspect_purpose purpose;
};

struct inspect_answer {
	int error;		/* 0, or a positive errno: the inspector's own fault, the message is not to blame */
	struct verdict verdict; /* valid when error is 0 */
	/* Where the body begins in the new message; 0, which none does, exactly where the verdict replaces no body. */
	uint64_t body_offset;
	int message_fd; /* with a body_offset: the memfd, whoever has the answer owns it. Not encoded, nor closed here
			 */
	struct evidence *evidence; /* owned; NULL unless the template explains */
};

void ready_encode(const struct ready *ready, struct writer *writer);
int ready_decode(struct reader *reader, struct ready *ret_ready);

void screen_request_encode(
    const struct envelope *envelope, const void *header, size_t header_size, struct writer *writer);
int screen_request_decode(struct reader *reader, struct screen_request *ret_request);
void screen_request_clear(struct screen_request *request);

void screen_answer_encode(const struct screen_answer *answer, struct writer *writer);
int screen_answer_decode(struct reader *reader, struct screen_answer *ret_answer);
void screen_answer_clear(struct screen_answer *answer);

void inspect_request_encode(const struct envelope *envelope, enum inspect_purpose purpose, struct writer *writer);
int inspect_request_decode(struct reader *reader, struct inspect_request *ret_request);
void inspect_request_clear(struct inspect_request *request);

void inspect_answer_encode(const struct inspect_answer *answer, struct writer *writer);
int inspect_answer_decode(struct reader *reader, struct inspect_answer *ret_answer);
void inspect_answer_clear(struct inspect_answer *answer);

#endif
