#include "milter/conclusion.h"

#include "milter/entry.h"
#include "rules/policy_eval.h"

/* One verdict: the reply rendered, everything applied. */
static void apply_once(const struct parts *parts, const struct message *message, struct entry *entry,
    const struct milter_ops *ops, void *milter, const struct judgement *judgement, struct actions_result *ret_result)
{
	const struct verdict *verdict = &judgement->verdict;
	struct guidance_reply reply = {.count = 0};
	struct actions actions = {.ops = ops,
	    .milter = milter,
	    .verdict = verdict,
	    .case_code = entry->input.case_code.text,
	    .body = judgement->body.octets,
	    .body_size = judgement->body.size,
	    .record = entry_write,
	    .book = entry};
	int r = 0;

	if (verdict->disposition == DISPOSITION_REFUSE)
		r = policy_reply(message->generation->ruleset, verdict, actions.case_code,
		    entry->input.time_us / 1000000, parts->message_size_limit, &reply);
	if (r < 0) {
		*ret_result = (struct actions_result){.reply_error = r};
		return;
	}
	actions.reply = &reply;
	actions_apply(&actions, ret_result);
	guidance_reply_clear(&reply);
}

/* Mail that is no referral is not to wait for us. A quarantine that the MTA did not take it does not keep. */
static void pass_unrecorded(struct judgement *judgement, const char *fault, int error, struct conclusion *conclusion)
{
	judgement->fault = fault;
	judgement->error = error;
	conclusion->outcome = OUTCOME_PASS;
}

static void apply(const struct parts *parts, const struct message *message, struct entry *entry,
    const struct milter_ops *ops, void *milter, struct conclusion *conclusion)
{
	struct judgement *judgement = &conclusion->judgement;
	struct actions_result result;

	apply_once(parts, message, entry, ops, milter, judgement, &result);
	if (result.edit_error != 0 || result.reply_error != 0) {
		const char *fault = result.edit_error != 0 ? "the MTA did not take an edit" : "cannot set the reply";
		int error = result.edit_error != 0 ? result.edit_error : result.reply_error;
		if (judgement->verdict.mail_class == CLASS_MISROUTED) {
			pass_unrecorded(judgement, fault, error, conclusion);
			return;
		}
		conclusion->outcome = OUTCOME_DEFER;
		if (judge_defer(message, fault, error, judgement) < 0) {
			actions_set_defer(ops, milter);
			return;
		}
		apply_once(parts, message, entry, ops, milter, judgement, &result);
	}
	conclusion->outcome = result.outcome;
	conclusion->record_error = result.record_error;
	conclusion->is_recorded = result.record_error == 0;
	conclusion->is_unheard = result.is_unheard;
}

static void conclude_ours(const struct parts *parts, const struct message *message, const struct milter_ops *ops,
    void *milter, struct conclusion *conclusion)
{
	struct entry entry;
	int r = entry_init(&entry, parts, message, &conclusion->judgement);

	if (r < 0) {
		conclusion->record_error = r;
		conclusion->outcome = actions_unrecorded(&conclusion->judgement.verdict);
		if (conclusion->outcome == OUTCOME_DEFER)
			actions_set_defer(ops, milter);
		return;
	}
	conclusion->case_code = entry.input.case_code;
	apply(parts, message, &entry, ops, milter, conclusion);
	entry_clear(&entry);
}

void conclusion_reach(const struct parts *parts, struct message *message, const struct milter_ops *ops, void *milter,
    struct conclusion *ret_conclusion)
{
	struct conclusion conclusion = {OUTCOME_DEFER};

	if (judge_message(parts, message, &conclusion.judgement) < 0) {
		actions_set_defer(ops, milter);
		*ret_conclusion = conclusion;
		return;
	}
	conclusion.is_judged = true;
	if (conclusion.judgement.verdict.mail_class == CLASS_OTHER)
		conclusion.outcome = OUTCOME_PASS;
	else
		conclude_ours(parts, message, ops, milter, &conclusion);
	if (conclusion.record_error != 0)
		arrears_missed(books_arrears(parts->books), conclusion.outcome == OUTCOME_PASS);
	if (conclusion.judgement.inspection.deaths > 0)
		arrears_deaths(books_arrears(parts->books), DEATH_CHILD, conclusion.judgement.inspection.deaths);
	*ret_conclusion = conclusion;
}

void conclusion_clear(struct conclusion *conclusion)
{
	if (conclusion->is_judged)
		judgement_clear(&conclusion->judgement);
	conclusion->is_judged = false;
}
