/*
 * figures: what a period's records add up to, the true numbers. What of them may be shown is for audit/report/sheet.c.
 *
 * A referral counts once, in the period in which it was first seen: as right first time (also when it was only deferred
 * or held, and accepted then) or as refused. What is held or deferred and not finished is counted apart. The parts of a
 * message that was split are one message. Pure.
 */
#ifndef AUDIT_REPORT_FIGURES_H
#define AUDIT_REPORT_FIGURES_H

#include "audit/report/cases.h"
#include "audit/report/tally.h"

struct figures {
	int64_t from_us, to_us; /* the period; `to_us` is the first moment after it */
	/* Referrals. */
	uint64_t seen, right, refused;
	uint64_t waiting;		 /* not among those seen: nothing is decided */
	uint64_t closed, presumed, open; /* of the refused, as far as the records go, not the period */
	uint64_t open_other;		 /* follow-ups and misrouted mail that were stopped and did not come again */
	struct tally months, domains, routes; /* of those seen */
	struct tally reasons;		      /* of the refused: why at first */
	int64_t median_close_us;	      /* of the closed */
	/* Messages. */
	struct tally flagged, repaired; /* by reason */
	struct tally stripped;		/* by class of content */
	uint64_t misrouted, would_refuse;
	/* Of the engine. */
	struct token_map known; /* messages that were counted */
};

void figures_init(struct figures *figures, int64_t from_us, int64_t to_us);
void figures_clear(struct figures *figures);

/* 0, -ENOMEM. */
int figures_add(struct figures *figures, const struct record_view *view);

/* When all are added, and the cases are settled. 0, -ENOMEM. */
int figures_settle(struct figures *figures, const struct cases *cases);

#endif
