/*
 * route_reach: which reasons a route can come to at all, with the sections that it has. Pure.
 */
#ifndef RULES_ROUTE_REACH_H
#define RULES_ROUTE_REACH_H

#include "rules/ruleset.h"

/* Whether a form is demanded at all. */
bool route_demands_form(const struct route *route);

/* Whether mail can have the reason on this route, whatever the route then does. */
bool route_can_find(const struct route *route, enum reason reason);

/* Whether the route can come to refuse for the reason: what cannot be repaired or stripped is refused. */
bool route_can_refuse(const struct route *route, enum reason reason);

#endif
