/*
 * canary: what a route must be like that tests of the whole path run on ("canary = yes").
 *
 * A test is a message that lacks its copy and is refused for that: so the route must refuse for it, must not depend on
 * a form, and shares no address with a route for referrals: no test ever reaches anybody. Pure.
 */
#ifndef RULES_CANARY_H
#define RULES_CANARY_H

#include "rules/ruleset.h"

/* Adds an error for each canary route of a ruleset that is not like that, and a warning for one that refuses nothing.
 */
void canary_check(const struct ruleset *ruleset, struct problem_list *problems);

/* The canary route that is asked for, or where `name` is NULL the only one that is not off; NULL: there is none, or
 * there are several. */
const struct route *canary_find(const struct ruleset *ruleset, const char *name);

/* Where a test goes: the route's first current address. Borrowed. */
const char *canary_address(const struct route *route);

#endif
