/*
 * policy_action: from a reason to what the route does about it, and from all of that to one disposition.
 *
 * Asked by policy_eval when it decides, and again by policy_check when it compares an inspector's answer with what the
 * policy could have said; so that the two cannot drift apart.
 */
#ifndef RULES_POLICY_ACTION_H
#define RULES_POLICY_ACTION_H

#include "rules/policy_subject.h"
#include "rules/verdict.h"

/* Whether the action is for an exception to lift: refuse, repair, hold. What is stripped passes. */
bool policy_action_stops(enum action action);

/*
 * The finding for a reason: the route's action, of content-unsafe that for its class, which is the index; in a
 * follow-up a missing copy only flags; an exception that applies turns what stops into a flag. A bomb is refused
 * whatever the route says. *ret_exception is the index of that exception, otherwise FINDING_NO_SUBJECT. An action
 * `allow` means that the route does not want to hear of it: such a finding is not to be kept.
 */
struct finding policy_action_find(const struct route *route, const struct policy_subject *subject,
    enum mail_class mail_class, enum reason reason, enum trouble trouble, uint32_t index, uint32_t *ret_exception);

/* What the route wants stripped and cannot be: refused, or flagged where an exception applies. *ret_exception likewise.
 */
void policy_action_refuse(
    const struct route *route, const struct policy_subject *subject, struct finding *finding, uint32_t *ret_exception);

/* What the findings come to where the route enforces: a fault of our own defers; otherwise any that refuses refuses,
 * any that holds holds, and else the message is accepted. */
enum disposition policy_action_dispose(const struct verdict *verdict);

#endif
