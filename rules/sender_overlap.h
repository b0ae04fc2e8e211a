/*
 * sender_overlap: what two rules about senders have in common. Pure.
 */
#ifndef RULES_SENDER_OVERLAP_H
#define RULES_SENDER_OVERLAP_H

#include "rules/ruleset.h"

/* Whether everybody whom `inner` takes for a sender of ours is taken by `outer` too; false where that is not certain.
 */
bool sender_rule_covers(const struct sender_rule *outer, const struct sender_rule *inner);

/* Whether somebody may be taken by both. */
bool sender_rules_meet(const struct sender_rule *one, const struct sender_rule *other);

/* Whether a domain of a list ("example.org", or ".example.org" for all below) covers another entry. */
bool sender_domain_covers(const char *outer, const char *inner);

#endif
