/*
 * policy_misrouted: might a form in this mail be on its way to somebody else?
 *
 * Asked of mail that names no referral address at all, in its envelope or its header. Such mail is ours to look into
 * when it comes from the sending organisation of a route that watches, and when a recipient is outside of it and no
 * partner, or when all that it goes to answers questions only. What goes from a teacher to the safeguarding lead is
 * ordinary. Who is inside: `senders.domains` of the route; where it has none, whoever shares the sender's own domain.
 *
 * A misrouted form is only ever suspected: whatever stands in the way of finding out lets the mail pass.
 */
#ifndef RULES_POLICY_MISROUTED_H
#define RULES_POLICY_MISROUTED_H

#include "rules/policy_subject.h"

/* The first route in force to which all that is said above applies; NULL for none. Without facts (and matches) the
 * header is taken to name nobody. Pure. */
const struct route *policy_misrouted_route(const struct ruleset *ruleset, const struct policy_subject *subject);

/* Whether the route watches such a message; that it names no referral address is not asked. */
bool policy_misrouted_is_watched(const struct route *route, const struct policy_subject *subject);

/* The same question for whoever has the envelope alone. Without memory the answer is no. */
bool policy_envelope_is_watched(const struct ruleset *ruleset, const struct envelope *envelope);

#endif
