#include "rules/judgement.h"

#include "rules/policy_action.h"

void judgement_note(struct judgement *judgement, enum predicate predicate, size_t index, enum answer answer)
{
	if (judgement->error == 0)
		judgement->error = verdict_add_trace(judgement->verdict, predicate, (uint32_t)index, answer);
}

void judgement_add(struct judgement *judgement, const struct finding *finding, uint32_t exception)
{
	struct verdict *verdict = judgement->verdict;

	if (judgement->error != 0 || finding->action == ACTION_ALLOW)
		return;
	judgement->error = verdict_add_finding(verdict, finding->reason, finding->action, finding->subject);
	if (judgement->error != 0)
		return;
	verdict->findings[verdict->finding_count - 1] = *finding;
	if (verdict->exception == FINDING_NO_SUBJECT)
		verdict->exception = exception;
}

void judgement_find_trouble(struct judgement *judgement, enum reason reason, size_t index, enum trouble trouble)
{
	uint32_t exception = FINDING_NO_SUBJECT;
	struct finding finding = policy_action_find(judgement->route, judgement->subject,
	    judgement->verdict->mail_class, reason, trouble, (uint32_t)index, &exception);

	judgement_add(judgement, &finding, exception);
}

void judgement_find(struct judgement *judgement, enum reason reason, size_t index)
{
	judgement_find_trouble(judgement, reason, index, TROUBLE_NONE);
}
