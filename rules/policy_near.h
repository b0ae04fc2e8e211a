/*
 * policy_near: the addresses of a route that a message nearly uses.
 *
 * A section of a route is one of its referral addresses or copies: referral addresses first, so that the copy `i` is
 * the section route->referral_count + i. An address is near a section when it is near one of the section's addresses
 * (rules/near_miss.h), and nobody listed it: an address that any route in force lists is what it says it is, and the
 * route exempts those that are merely similar. Pure.
 */
#ifndef RULES_POLICY_NEAR_H
#define RULES_POLICY_NEAR_H

#include "rules/near_miss.h"
#include "rules/policy_subject.h"

size_t policy_near_section_count(const struct route *route);

/* The address that the sender of a near miss should use; NULL for a section that has none to offer. */
const char *policy_near_meant(const struct route *route, size_t section);

/* How near the address is to the section: NEAR_MISS_NONE where the section has no address to offer. */
enum near_miss policy_near_address(
    const struct ruleset *ruleset, const struct route *route, size_t section, const char *canonical);

/* The nearest of all addresses that the message goes to, by its envelope or its To, Cc and Bcc. */
enum near_miss policy_near_section(
    const struct ruleset *ruleset, const struct route *route, size_t section, const struct policy_subject *subject);

/* The first route in force that the message comes from, and one of whose referral addresses it nearly uses; NULL for
 * none. Only for mail that uses no referral address at all. */
const struct route *policy_near_route(const struct ruleset *ruleset, const struct policy_subject *subject);

/* Whether the message goes to an address of the route, of whatever section and status. */
bool policy_near_uses_route(const struct route *route, const struct policy_subject *subject);

#endif
