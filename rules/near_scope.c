#include "rules/near_scope.h"

#include "rules/policy_near.h"
#include "rules/policy_predicates.h"

bool near_scope_has(const struct near_scope *scope, const char *canonical)
{
	for (size_t i = 0; i < scope->count; i++)
		for (size_t j = 0; j < scope->routes[i]->referral_count; j++)
			if (policy_near_address(scope->ruleset, scope->routes[i], j, canonical) != NEAR_MISS_NONE)
				return true;
	return false;
}

int near_scope_init(struct near_scope *ret_scope, const struct ruleset *ruleset, const struct envelope *envelope)
{
	struct near_scope scope = {.ruleset = ruleset};
	struct policy_subject subject = {0};
	int r = policy_subject_init(&subject, envelope, NULL);

	if (r < 0)
		return r;
	for (size_t i = 0; i < ruleset->count; i++) {
		const struct route *route = &ruleset->routes[i];
		if (route->mode != ROUTE_OFF && route->actions[REASON_ADDRESS_NEAR_MISS] != ACTION_ALLOW &&
		    predicate_sender_is_ours(&route->senders, &subject) == ANSWER_YES)
			scope.routes[scope.count++] = route;
	}
	for (size_t i = 0; i < subject.recipient_count && !scope.is_reached; i++)
		scope.is_reached = near_scope_has(&scope, subject.recipients[i].canonical);
	policy_subject_clear(&subject);
	*ret_scope = scope;
	return 0;
}
