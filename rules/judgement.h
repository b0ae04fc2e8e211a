/*
 * judgement: one decision in the making. For policy_eval and what it is made of alone.
 *
 * The first error sticks; then nothing more is noted or found.
 */
#ifndef RULES_JUDGEMENT_H
#define RULES_JUDGEMENT_H

#include "rules/form_outcome.h"
#include "rules/policy_subject.h"
#include "rules/verdict.h"

struct judgement {
	const struct ruleset *ruleset;
	const struct policy_subject *subject;
	const struct route *route;
	struct verdict *verdict;
	bool is_nearly; /* the message uses no referral address, only nearly one of the route's */
	int error;
};

/* Adds to the trace. */
void judgement_note(struct judgement *judgement, enum predicate predicate, size_t index, enum answer answer);

/* Adds what the route says of the reason, where it wants to hear of it. Findings come in the order of enum reason. */
void judgement_find(struct judgement *judgement, enum reason reason, size_t index);
void judgement_find_trouble(struct judgement *judgement, enum reason reason, size_t index, enum trouble trouble);
/* Adds a finding that policy_action_find() made, with its exception. */
void judgement_add(struct judgement *judgement, const struct finding *finding, uint32_t exception);

/* Adds what the route says of each class of unsafe content in the message, in their order. */
void judgement_find_unsafe(struct judgement *judgement);

/* Whether every file that may be the form was read, and compared with what the route says that it is. */
bool judgement_has_reports(const struct judgement *judgement);
/* What the files of the message come to for the judgement's route. */
enum form_outcome judgement_form(const struct judgement *judgement);
/* For the trace: each file, and that. */
void judgement_note_form(struct judgement *judgement, enum form_outcome outcome);
/* What the route says of it. */
void judgement_find_form(struct judgement *judgement, enum form_outcome outcome);

/* Whether an address that is nearly one of the route's keeps the message from going out. */
bool judgement_near_stops(const struct judgement *judgement);
void judgement_find_near(struct judgement *judgement);

#endif
