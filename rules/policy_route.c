#include "rules/policy_route.h"

#include "rules/policy_predicates.h"

static int note(struct verdict *verdict, enum predicate predicate, size_t index, enum answer answer)
{
	return verdict == NULL ? 0 : verdict_add_trace(verdict, predicate, (uint32_t)index, answer);
}

static int ask(const struct route *route, size_t index, const struct policy_subject *subject, struct verdict *verdict,
    enum answer *ret_answer)
{
	enum answer envelope = predicate_referral_in_envelope(route, subject);
	enum answer header = predicate_referral_in_header(route, subject);
	enum answer sender = predicate_sender_is_ours(&route->senders, subject);
	int r = note(verdict, PREDICATE_REFERRAL_IN_ENVELOPE, index, envelope);

	if (r == 0)
		r = note(verdict, PREDICATE_REFERRAL_IN_HEADER, index, header);
	if (r == 0)
		r = note(verdict, PREDICATE_SENDER_IS_OURS, index, sender);
	*ret_answer = answer_and(answer_or(envelope, header), sender);
	return r;
}

int policy_route_find(const struct ruleset *ruleset, const struct policy_subject *subject, struct verdict *verdict,
    const struct route **ret_route)
{
	for (size_t i = 0; i < ruleset->count; i++) {
		enum answer answer = ANSWER_UNKNOWN;
		if (ruleset->routes[i].mode == ROUTE_OFF)
			continue;
		int r = ask(&ruleset->routes[i], i, subject, verdict, &answer);
		if (r < 0)
			return r;
		if (answer == ANSWER_YES) {
			*ret_route = &ruleset->routes[i];
			return 0;
		}
	}
	*ret_route = NULL;
	return 0;
}

bool policy_route_is_carried(
    const struct ruleset *ruleset, const struct route *route, const struct policy_subject *subject)
{
	if (route != NULL)
		return predicate_referral_in_envelope(route, subject) == ANSWER_YES;
	for (size_t i = 0; i < subject->recipient_count; i++)
		if (ruleset_is_referral_address(ruleset, subject->recipients[i].canonical))
			return true;
	return false;
}
