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

static enum action action_of(const struct route *route, const struct finding *finding)
{
	if (finding->reason == REASON_INTERNAL || finding->trouble == TROUBLE_BOMB)
		return ACTION_REFUSE;
	if (reason_is_of_classes(finding->reason))
		return finding->subject < UNSAFE_CLASS_COUNT ? route->unsafe.actions[finding->subject] : ACTION_REFUSE;
	return route->actions[finding->reason];
}

/* An exception that applies lets pass what would stop. */
static uint32_t excuse(const struct route *route, const struct policy_subject *subject, struct finding *finding)
{
	uint32_t exception = find_exception(route, subject, finding->reason);

	if (exception != FINDING_NO_SUBJECT) {
		finding->action = ACTION_FLAG;
		finding->is_excepted = true;
	}
	return exception;
}

struct finding policy_action_find(const struct route *route, const struct policy_subject *subject,
    enum mail_class mail_class, enum reason reason, enum trouble trouble, uint32_t index, uint32_t *ret_exception)
{
	struct finding finding = {.reason = reason, .subject = index, .trouble = trouble};

	*ret_exception = FINDING_NO_SUBJECT;
	finding.action = action_of(route, &finding);
	if (reason == REASON_INTERNAL || trouble == TROUBLE_BOMB || !policy_action_stops(finding.action))
		return finding;
	if (mail_class == CLASS_FOLLOW_UP && reason == REASON_COPY_MISSING) {
		finding.action = ACTION_FLAG;
		return finding;
	}
	*ret_exception = excuse(route, subject, &finding);
	return finding;
}

void policy_action_refuse(
    const struct route *route, const struct policy_subject *subject, struct finding *finding, uint32_t *ret_exception)
{
	finding->action = ACTION_REFUSE;
	*ret_exception = excuse(route, subject, finding);
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
