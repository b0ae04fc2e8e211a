/* Near misses, in a judgement. */
#include "rules/judgement.h"
#include "rules/policy_action.h"
#include "rules/policy_near.h"

/* What the route says of a near miss of the section; a sibling, which may be right, never stops the message. */
static struct finding near_finding(
    const struct judgement *judgement, size_t section, enum near_miss nearness, uint32_t *ret_exception)
{
	struct finding finding = policy_action_find(judgement->route, judgement->subject,
	    judgement->verdict->mail_class, REASON_ADDRESS_NEAR_MISS, TROUBLE_NONE, (uint32_t)section, ret_exception);

	if (nearness == NEAR_MISS_SIBLING && policy_action_stops(finding.action))
		finding.action = ACTION_FLAG;
	return finding;
}

static enum near_miss nearness_of(const struct judgement *judgement, size_t section)
{
	return policy_near_section(judgement->ruleset, judgement->route, section, judgement->subject);
}

bool judgement_near_stops(const struct judgement *judgement)
{
	for (size_t i = 0; i < policy_near_section_count(judgement->route); i++) {
		uint32_t exception;
		enum near_miss nearness = nearness_of(judgement, i);
		if (nearness != NEAR_MISS_NONE &&
		    policy_action_stops(near_finding(judgement, i, nearness, &exception).action))
			return true;
	}
	return false;
}

void judgement_find_near(struct judgement *judgement)
{
	for (size_t i = 0; i < policy_near_section_count(judgement->route); i++) {
		uint32_t exception;
		enum near_miss nearness = nearness_of(judgement, i);
		if (nearness == NEAR_MISS_NONE)
			continue;
		struct finding finding = near_finding(judgement, i, nearness, &exception);
		judgement_note(judgement, PREDICATE_ADDRESS_NEAR, i, ANSWER_YES);
		judgement_add(judgement, &finding, exception);
	}
}
