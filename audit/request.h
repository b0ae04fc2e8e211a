/*
 * request: what referral-audit and referral-check ask of whoever writes the ledger, and the answer; each is one JSON
 * object (RFC 8259) in a file of the spool (audit/spool.h).
 *
 *   {"v":1,"request":"match","uid":1000,"period":"2026Q4"}
 *   {"v":1,"request":"rotate-signing","uid":0}
 *   {"v":1,"request":"destroy","uid":0,"period":"2026Q3"}
 *   {"v":1,"request":"retain","uid":0,"days":400}
 *   {"v":1,"request":"release","uid":0,"case":"7QXM-2RDF","why":"checked"}
 *   {"v":1,"done":true,"segments":2,"first":0,"last":81234}
 *   {"v":1,"done":false,"error":"EPERM"}
 *
 * Never holds an address, a pseudonym or a key. "uid" is whom the asker says to be: only who may write the ledger's
 * directory can leave a request. The reader is strict: exactly these fields, each once, of their type and within their
 * limits; everything else is refused. Pure.
 */
#ifndef AUDIT_REQUEST_H
#define AUDIT_REQUEST_H

#include "audit/keys.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define REQUEST_SIZE_MAX  512	/* octets of a request or an answer */
#define REQUEST_DAYS_MAX  36525 /* a hundred years */
#define REQUEST_CASE_SIZE 10	/* octets of a case code, with the terminator */

enum request_kind {
	REQUEST_MATCH = 0,	/* records that a pseudonym of `period` is asked about */
	REQUEST_ROTATE_SIGNING, /* makes a new signing key */
	REQUEST_DESTROY,	/* destroys the pseudonym key of `period` */
	REQUEST_RETAIN,		/* deletes segments older than `days` */
	REQUEST_RELEASE,	/* records that a held message is released */
	REQUEST_KIND_COUNT
};

/* Why a held message is released. Words of ours: a free text would hold names before long. */
enum request_why {
	WHY_CHECKED = 0, /* somebody has looked at it */
	WHY_URGENT,	 /* it may not wait until somebody has */
	WHY_MISTAKE,	 /* it should not have been held */
	WHY_TEST,
	WHY_COUNT
};

struct request {
	enum request_kind kind;
	uint32_t uid;
	char period[KEYS_PERIOD_MAX];	   /* of MATCH and DESTROY */
	uint32_t days;			   /* of RETAIN */
	char case_code[REQUEST_CASE_SIZE]; /* of RELEASE */
	enum request_why why;		   /* of RELEASE */
};

struct request_answer {
	int error;	      /* 0: it is done, and durably recorded; else negative errno: nothing was done */
	uint32_t segments;    /* of RETAIN: deleted */
	uint64_t first, last; /* indices of the records in them */
};

/* Whether a text can be the name of a period: "2026", "2026-11", "2026Q4". */
bool request_is_period(const char *text);

/* Whether a text has the form of a case code: "7QXM-2RDF". */
bool request_is_case(const char *text);

/* "checked"; static storage. */
const char *request_why_word(enum request_why why);
/* False when it is none of the words. */
bool request_why_parse(const char *word, enum request_why *ret_why);

/* Terminated; `ret_text` has room for REQUEST_SIZE_MAX. */
void request_format(const struct request *request, char ret_text[REQUEST_SIZE_MAX]);
void request_answer_format(const struct request_answer *answer, char ret_text[REQUEST_SIZE_MAX]);

/* 0; -EBADMSG, and the output is untouched. */
int request_parse(const char *text, size_t size, struct request *ret_request);
int request_answer_parse(const char *text, size_t size, struct request_answer *ret_answer);

#endif
