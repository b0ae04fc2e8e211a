/* Unsafe content, in a judgement. */
#include "rules/judgement.h"
#include "rules/policy_action.h"
#include "rules/policy_predicates.h"

/* What the route wants stripped is refused where it cannot be; a signature is told as the reason, since then the sender
 * has to do it. */
static void settle_strip(const struct judgement *judgement, struct finding *finding, uint32_t *ret_exception)
{
	const struct facts *facts = judgement->subject->facts;

	if (predicate_may_strip(judgement->route, facts) != ANSWER_YES)
		finding->trouble = TROUBLE_SIGNED;
	policy_action_refuse(judgement->route, judgement->subject, finding, ret_exception);
}

static void find_class(struct judgement *judgement, enum unsafe_class class)
{
	uint32_t exception = FINDING_NO_SUBJECT;
	struct finding finding = policy_action_find(judgement->route, judgement->subject,
	    judgement->verdict->mail_class, REASON_CONTENT_UNSAFE, TROUBLE_NONE, class, &exception);

	if (finding.action == ACTION_STRIP) {
		enum answer can_strip = predicate_can_strip(judgement->route, judgement->subject->facts, class);
		judgement_note(judgement, PREDICATE_CAN_STRIP, class, can_strip);
		if (can_strip != ANSWER_YES)
			settle_strip(judgement, &finding, &exception);
	}
	judgement_add(judgement, &finding, exception);
}

void judgement_find_unsafe(struct judgement *judgement)
{
	unsigned found = judgement->subject->facts->unsafe_found;

	for (enum unsafe_class class = 0; class < UNSAFE_CLASS_COUNT; class ++)
		if (class != UNSAFE_BOMB && (found & UNSAFE_BIT(class)) != 0)
			find_class(judgement, class);
}
