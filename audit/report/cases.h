/*
 * cases: which referrals were refused and never sent again.
 *
 * A refusal opens a case, under the code that the sender was given. Another refusal joins it when it is the same
 * message or the same code, answers it or is answered by it, or has the same form; and a later accepted referral of the
 * same sender on the same route that does closes it. An accepted referral that does neither may be the same all the
 * same, with everything written anew, or may be about another child: within the window it closes one case, the newest,
 * which then is only presumed to be closed, until a later record says more. What is held or deferred, and what was
 * accepted when the MTA may not have heard it, is a case as well until its message is accepted, or its referral.
 *
 * Of a message that was split only the part that reaches the police closes anything. A follow-up closes no referral's
 * case. What would have been refused opens none, and is counted.
 *
 * Pure; a case names nobody.
 */
#ifndef AUDIT_REPORT_CASES_H
#define AUDIT_REPORT_CASES_H

#include "audit/report/case_event.h"

#define CASES_WINDOW_DAYS 28
#define CASES_SPLIT_US	  (10 * 60 * INT64_C(1000000)) /* parts of a message that was split come within */

enum case_state { CASE_OPEN = 0, CASE_PRESUMED, CASE_CLOSED };

struct case_file {
	enum case_state state;
	enum case_event_kind stop; /* what became of the last attempt: never CASE_EVENT_ACCEPTED */
	bool was_refused;	   /* at any time: the sender was told */
	bool is_referral;	   /* any of it is; false: follow-ups, misrouted mail */
	int64_t opened_us, last_us;
	int64_t closed_us; /* of CASE_PRESUMED and CASE_CLOSED */
	unsigned attempts;
	const char *route, *gateway; /* or NULL */
	const char *reason;	     /* of the first refusal, or NULL */
	const char *domain;	     /* as the record has it, or NULL */
	const char **codes;	     /* in their order, each once */
	size_t code_count;
	/* Of the engine. */
	bool is_carried;
	struct token_list ids, references, forms;
	uint64_t marks; /* of all three */
};

/* A referral that was accepted and closed nothing: right the first time. */
struct case_pass {
	int64_t time_us;
	const char *route, *domain;
};

struct cases;

int cases_new(struct cases **ret_cases); /* 0, -ENOMEM */
void cases_free(struct cases *cases);

/* Takes what it needs of a record; those of several ledgers come in any order. 0, -ENOMEM. */
int cases_add(struct cases *cases, const struct record_view *view);

/* Once, when all are added: works out what became of each. `window_us`: microseconds after a refusal within which
 * another referral of the sender is presumed to be the same. 0, -ENOMEM. */
int cases_settle(struct cases *cases, int64_t window_us);

/* In the order in which they were opened. */
size_t cases_count(const struct cases *cases);
const struct case_file *cases_at(const struct cases *cases, size_t number);

/* Messages that would have been refused if their route did more than observe. */
size_t cases_would_refuse_count(const struct cases *cases);

size_t cases_pass_count(const struct cases *cases);
const struct case_pass *cases_pass_at(const struct cases *cases, size_t number);

#endif
