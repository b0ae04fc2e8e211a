/*
 * case_event: what a record says that matters to cases, kept when the record is gone.
 */
#ifndef AUDIT_REPORT_CASE_EVENT_H
#define AUDIT_REPORT_CASE_EVENT_H

#include "audit/report/token.h"
#include "audit/store/record_view.h"

enum case_event_kind {
	CASE_EVENT_NONE = 0, /* nothing to cases */
	CASE_EVENT_ACCEPTED,
	CASE_EVENT_REFUSED,
	CASE_EVENT_HELD,
	CASE_EVENT_DEFERRED,
	CASE_EVENT_UNHEARD /* accepted, and the MTA may not have heard it */
};

struct case_event {
	enum case_event_kind kind;
	bool is_referral, is_follow_up; /* by its class */
	bool is_carried;		/* a referral address is in the envelope */
	bool is_would_refusal;		/* accepted, as the route only observes */
	bool is_unknown;		/* the record before about this message was not heard, perhaps */
	int64_t time_us;
	size_t sequence;				/* in which the records were read */
	char *gateway, *route, *code, *reason, *domain; /* NULL: none */
	struct token_list senders, ids, references, forms;
	struct token_list queue_ids;
};

/* Of a "verdict" or an "outcome-unknown"; any other kind of record is CASE_EVENT_NONE. 0, -ENOMEM. */
int case_event_init(struct case_event *event, const struct record_view *view, size_t sequence);
void case_event_clear(struct case_event *event);

#endif
