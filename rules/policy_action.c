#include "rules/policy_action.h"

#include "rules/policy_predicates.h"

bool policy_action_stops(enum action action)
{
	return action == ACTION_REFUSE || action == ACTION_REPAIR || action == ACTION_HOLD;
}

/* The first exception of the route that excepts the reason and applies. */
static uint32_t find_exception(const struct route *route, const struct policy_subject *subject, enum reason reason)
{
	for (size_t i = 0; i < route->exception_count; i++)
		if (route->exceptions[i].reasons[reason] &&
		    predicate_exception_applies(&route->exceptions[i], subject) == ANSWER_YES)
			return (uint32_t)i;
	return FINDING_NO_SUBJECT;
}

struct finding policy_action_find(const struct route *route, const struct policy_subject *subject,
    enum mail_class mail_class, enum reason reason, uint32_t index, uint32_t *ret_exception)
{
	struct finding finding = {.reason = reason, .subject = index, .action = route->actions[reason]};

	*ret_exception = FINDING_NO_SUBJECT;
	if (reason == REASON_INTERNAL) {
		finding.action = reason_default(reason);
		return finding;
	}
	if (!policy_action_stops(finding.action))
		return finding;
	if (mail_class == CLASS_FOLLOW_UP && reason == REASON_COPY_MISSING) {
		finding.action = ACTION_FLAG;
		return finding;
	}
	*ret_exception = find_exception(route, subject, reason);
	if (*ret_exception != FINDING_NO_SUBJECT) {
		finding.action = ACTION_FLAG;
		finding.is_excepted = true;
	}
	return finding;
}

enum disposition policy_action_dispose(const struct verdict *verdict)
{
	enum disposition disposition = DISPOSITION_ACCEPT;

	for (size_t i = 0; i < verdict->finding_count; i++) {
		const struct finding *finding = &verdict->findings[i];
		if (finding->reason == REASON_INTERNAL)
			return DISPOSITION_DEFER;
		if (finding->action == ACTION_REFUSE)
			disposition = DISPOSITION_REFUSE;
		else if (finding->action == ACTION_HOLD && disposition == DISPOSITION_ACCEPT)
			disposition = DISPOSITION_HOLD;
	}
	return disposition;
}
