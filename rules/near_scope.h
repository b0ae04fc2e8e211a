/*
 * near_scope: for whoever sees a message's addresses one by one: is this one nearly a referral address of ours?
 *
 * The screener's question, of mail from the sending organisation of a route. A yes costs an inspection, which finds out
 * whether there is a reason to think of a referral at all; ordinary mail to a colleague or to another borough gets a
 * no. Made once for a message, of its envelope. Borrows the ruleset. Takes time in proportion to the routes for each
 * address, and memory for none.
 */
#ifndef RULES_NEAR_SCOPE_H
#define RULES_NEAR_SCOPE_H

#include "rules/envelope.h"
#include "rules/ruleset.h"

#include <stdbool.h>
#include <stddef.h>

struct near_scope {
	const struct ruleset *ruleset;
	const struct route *routes[RULESET_ROUTES_MAX]; /* that the message comes from */
	size_t count;
	bool is_reached; /* a recipient of the envelope is nearly a referral address */
};

/* 0, -ENOMEM. */
int near_scope_init(struct near_scope *ret_scope, const struct ruleset *ruleset, const struct envelope *envelope);

bool near_scope_has(const struct near_scope *scope, const char *canonical);

#endif
