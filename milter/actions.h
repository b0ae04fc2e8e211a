/*
 * actions: a verdict, carried out: edits to the MTA, then the record, then the reply. In this order and no other.
 *
 * All or nothing: after a failed edit the message is deferred, and the MTA drops the edits of a message that it does
 * not take. No referral gets a reply before its record is durable. Nothing is ever discarded. Never decides anything,
 * never logs; asks the MTA through a table (milter/milter_ops.h), records through a function of the caller's.
 */
#ifndef MILTER_ACTIONS_H
#define MILTER_ACTIONS_H

#include "audit/record.h"
#include "milter/milter_ops.h"
#include "rules/guidance.h"
#include "rules/verdict.h"

#include <stdbool.h>

#define ACTIONS_DEFER_TEXT "Referral filter: cannot process this message now, please try again later"

/* What the MTA is told when the callback returns. */
enum outcome { OUTCOME_DEFER = 0, OUTCOME_PASS, OUTCOME_REFUSE };

struct actions {
	const struct milter_ops *ops;
	void *milter; /* for ops */
	const struct verdict *verdict;
	const struct guidance_reply *reply; /* for a refusal; NULL otherwise */
	const char *case_code;		    /* for a hold */
	const char *body;		    /* for a verdict that replaces it; NULL otherwise */
	size_t body_size;		    /* octets of it */
	/* Makes a record durable. 0 or negative errno. Asked for RECORD_OUTCOME_UNKNOWN when the MTA turns out to be
	 * gone before it could hear the verdict. */
	int (*record)(void *book, const struct verdict *verdict, enum record_outcome outcome);
	void *book; /* for record */
};

struct actions_result {
	enum outcome outcome;
	int edit_error;	  /* 0, or why an edit failed: then nothing was recorded, and the caller applies a verdict that
			     defers (no pass is given any more, whatever it says) */
	int reply_error;  /* 0, or why the reply could not be set: likewise */
	int record_error; /* 0, or why the record could not be written */
	bool is_unheard;  /* the MTA was gone before the reply */
};

/* Applies one verdict that is the message's own (never of CLASS_OTHER). */
void actions_apply(const struct actions *actions, struct actions_result *ret_result);

/* Sets the reply of a deferral; without it the MTA uses its own text. */
void actions_set_defer(const struct milter_ops *ops, void *milter);

/* What becomes of a message whose record cannot be written: only a route that observes lets it pass; and mail that is
 * no referral, whatever was found in it. */
enum outcome actions_unrecorded(const struct verdict *verdict);

#endif
