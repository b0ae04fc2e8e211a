/*
 * judge: the questions about one message, in their order: is it ours, what is the verdict, and may that verdict be
 * believed.
 *
 * At the end of the header: the envelope test and the screener. At the end of the message: the inspector, whose answer
 * is checked against the policy; what could not be read gets the verdict that the policy has for that, and mail that is
 * only watched passes (milter/watch.h). Talks to no MTA,
 * writes no record, logs nothing: the judgement says what went wrong.
 */
#ifndef MILTER_JUDGE_H
#define MILTER_JUDGE_H

#include "milter/new_body.h"
#include "milter/parts.h"
#include "milter/session.h"
#include "rules/verdict.h"

enum screening {
	SCREENING_DEFER = 0, /* nobody can say whose it is */
	SCREENING_PASS,	     /* none of our business */
	SCREENING_CAPTURE    /* it is, or may be: the body is wanted */
};

struct judgement {
	struct verdict verdict;
	struct pool_inspection inspection;
	struct new_body body; /* where the verdict replaces it */
	/* What the log has to say about ourselves: NULL, or a text of ours. `error` is its errno, negative, or 0. */
	const char *fault;
	int error;
};

/* At the end of the header. `now`: seconds since the epoch. *ret_error: 0, or why no screener answered. */
enum screening judge_screen(const struct parts *parts, struct message *message, int64_t now, int *ret_error);

/* At the end of the message. 0: the judgement is initialised and the caller's; -ENOMEM: there is none. */
int judge_message(const struct parts *parts, struct message *message, struct judgement *ret_judgement);

/* Replaces the verdict by one that defers, for a fault of our own. 0, -ENOMEM. */
int judge_defer(const struct message *message, const char *fault, int error, struct judgement *judgement);

void judgement_clear(struct judgement *judgement);

#endif
