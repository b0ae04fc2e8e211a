/*
 * conclusion: the end of a message: judged, applied, recorded, in one go; and what the log is to say about it.
 *
 * Never logs itself, and keeps nothing of the message's but what is pseudonymised or ours.
 */
#ifndef MILTER_CONCLUSION_H
#define MILTER_CONCLUSION_H

#include "milter/actions.h"
#include "milter/judge.h"

#include <stdbool.h>

struct conclusion {
	enum outcome outcome;
	bool is_judged;		    /* the judgement below is there */
	struct judgement judgement; /* of the verdict that was applied */
	bool is_recorded;
	int record_error; /* 0, or why there is no record: negative errno */
	bool is_unheard;  /* recorded, but the MTA had gone before the reply */
	struct case_code case_code;
};

/* The conclusion is initialised in every case, and the caller's. */
void conclusion_reach(const struct parts *parts, struct message *message, const struct milter_ops *ops, void *milter,
    struct conclusion *ret_conclusion);
void conclusion_clear(struct conclusion *conclusion);

#endif
