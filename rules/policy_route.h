/*
 * policy_route: which route judges the message?
 *
 * The first, in the order of the ruleset, that is not off, of which the envelope or the header (To, Cc, Bcc) names a
 * referral address, and whose sending organisation the message comes from.
 */
#ifndef RULES_POLICY_ROUTE_H
#define RULES_POLICY_ROUTE_H

#include "rules/policy_subject.h"
#include "rules/verdict.h"

/*
 * *ret_route is NULL when no route matches. Without facts the header is what the screener's matches say. What was asked
 * and answered is added to the trace of `verdict`, which may be NULL. 0; with a verdict -ENOMEM, -E2BIG.
 */
int policy_route_find(const struct ruleset *ruleset, const struct policy_subject *subject, struct verdict *verdict,
    const struct route **ret_route);

/* Whether the envelope has a referral address: of the route, or where `route` is NULL of any that is not off. */
bool policy_route_is_carried(
    const struct ruleset *ruleset, const struct route *route, const struct policy_subject *subject);

#endif
