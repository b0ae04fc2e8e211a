#include "milter/actions.h"

#include <errno.h>
#include <stdio.h>

#define HOLD_REASON_MAX 128

static int apply_edit(const struct actions *actions, const struct edit *edit)
{
	const struct milter_ops *ops = actions->ops;

	switch (edit->kind) {
	case EDIT_ADD_RECIPIENT:
		return ops->add_recipient(actions->milter, edit->value);
	case EDIT_ADD_HEADER:
		return ops->add_header(actions->milter, edit->name, edit->value);
	case EDIT_CHANGE_HEADER:
		return ops->change_header(actions->milter, edit->name, edit->occurrence, edit->value);
	case EDIT_REPLACE_BODY:
		return actions->body != NULL ? ops->replace_body(actions->milter, actions->body, actions->body_size)
					     : -EINVAL;
	case EDIT_KIND_COUNT:
		break;
	}
	return -EINVAL;
}

/* The reason stands in the MTA's queue and its log: nothing of the message is in it. */
static int apply_hold(const struct actions *actions)
{
	const struct finding *finding = verdict_decisive(actions->verdict);
	char reason[HOLD_REASON_MAX], word[FINDING_WORD_MAX];

	snprintf(reason, sizeof(reason), "referral-milter: held, case %s, reason %s", actions->case_code,
	    finding != NULL ? finding_word(finding, word) : "unknown");
	return actions->ops->quarantine(actions->milter, reason);
}

/* Everything that the MTA is told before the reply; the first failure ends it. */
static int apply_edits(const struct actions *actions)
{
	const struct verdict *verdict = actions->verdict;
	int r = 0;

	if (verdict->disposition != DISPOSITION_ACCEPT && verdict->disposition != DISPOSITION_HOLD)
		return 0;
	for (size_t i = 0; r == 0 && i < verdict->edit_count; i++)
		r = apply_edit(actions, &verdict->edits[i]);
	if (r == 0 && verdict->disposition == DISPOSITION_HOLD)
		r = apply_hold(actions);
	return r;
}

void actions_set_defer(const struct milter_ops *ops, void *milter)
{
	static char defer_text[] = ACTIONS_DEFER_TEXT;
	char *const lines[] = {defer_text};

	(void)ops->set_reply(milter, "451", reason_code(REASON_INTERNAL), lines, 1);
}

/* Nothing goes to the MTA here: libmilter keeps the text until the callback returns. So it comes before the record, and
 * after the record nothing can fail any more but the sending itself. */
static int set_reply(const struct actions *actions)
{
	const struct finding *finding = verdict_decisive(actions->verdict);

	if (actions->verdict->disposition == DISPOSITION_DEFER)
		actions_set_defer(actions->ops, actions->milter);
	if (actions->verdict->disposition != DISPOSITION_REFUSE)
		return 0;
	if (finding == NULL || actions->reply == NULL)
		return -EINVAL;
	return actions->ops->set_reply(
	    actions->milter, "550", reason_code(finding->reason), actions->reply->lines, actions->reply->count);
}

enum outcome actions_unrecorded(const struct verdict *verdict)
{
	if (verdict->mail_class == CLASS_MISROUTED)
		return OUTCOME_PASS;
	bool observes = verdict->route != NULL && verdict->mode == ROUTE_OBSERVE;

	return observes && verdict->mail_class != CLASS_NO_ROUTE && verdict->disposition == DISPOSITION_ACCEPT
		   ? OUTCOME_PASS
		   : OUTCOME_DEFER;
}

static enum outcome outcome_of(enum disposition disposition)
{
	switch (disposition) {
	case DISPOSITION_ACCEPT:
	case DISPOSITION_HOLD:
		return OUTCOME_PASS;
	case DISPOSITION_REFUSE:
		return OUTCOME_REFUSE;
	case DISPOSITION_DEFER:
	case DISPOSITION_COUNT:
		break;
	}
	return OUTCOME_DEFER;
}

void actions_apply(const struct actions *actions, struct actions_result *ret_result)
{
	struct actions_result result = {OUTCOME_DEFER};

	result.edit_error = apply_edits(actions);
	if (result.edit_error == 0)
		result.reply_error = set_reply(actions);
	if (result.edit_error != 0 || result.reply_error != 0) {
		actions_set_defer(actions->ops, actions->milter);
		*ret_result = result;
		return;
	}
	result.record_error = actions->record(actions->book, actions->verdict, RECORD_VERDICT);
	if (result.record_error != 0) {
		result.outcome = actions_unrecorded(actions->verdict);
		if (result.outcome == OUTCOME_DEFER)
			actions_set_defer(actions->ops, actions->milter);
		*ret_result = result;
		return;
	}
	/* libmilter tells nobody whether a reply arrived. An MTA that is gone by now will not hear it. */
	if (actions->ops->progress(actions->milter) != 0) {
		result.is_unheard = true;
		(void)actions->record(actions->book, actions->verdict, RECORD_OUTCOME_UNKNOWN);
	}
	result.outcome = outcome_of(actions->verdict->disposition);
	*ret_result = result;
}
