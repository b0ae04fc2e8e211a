#include "milter/watch.h"

#include "rules/policy_eval.h"
#include "rules/policy_misrouted.h"

#include <errno.h>
#include <string.h>

bool watch_begin(const struct parts *parts, struct message *message)
{
	if (!policy_envelope_is_watched(message->generation->ruleset, &message->envelope))
		return false;
	if (message->is_over_limit || message->capture.error != 0) {
		watch_tally_add(parts->watched, WATCH_LIMIT);
		return false;
	}
	message->is_watched = true;
	capture_watch(&message->capture);
	return true;
}

static enum watch_result result_of_capture(int error)
{
	switch (error) {
	case -E2BIG:
		return WATCH_LIMIT;
	case -ENOBUFS:
		return WATCH_BUDGET;
	default:
		return WATCH_FAULT;
	}
}

static enum watch_result result_of_pool(int error)
{
	switch (error) {
	case -EAGAIN:
		return WATCH_BUSY;
	case -ENOLINK:
		return WATCH_DEATH;
	case -EBADMSG:
		return WATCH_ANSWER;
	default:
		return WATCH_FAULT;
	}
}

/* Is that what may be said of a message that was watched? */
static bool is_believed(const struct message *message, const struct verdict *verdict)
{
	return (verdict->mail_class == CLASS_MISROUTED || verdict->mail_class == CLASS_OTHER) &&
	       policy_check(message->generation->ruleset, &message->envelope, verdict) == 0;
}

/* On WATCH_FOUND the judgement has the verdict. */
static enum watch_result look(struct message *message, struct judgement *judgement)
{
	enum watch_result result = WATCH_FAULT;
	struct inspect_answer answer;

	memset(&answer, 0, sizeof(answer));
	int r = pool_inspect(message->generation->pool, PURPOSE_WATCH, &message->envelope, message->capture.fd, &answer,
	    &judgement->inspection);
	if (r < 0)
		return result_of_pool(r);
	if (answer.error == 0)
		result = answer.evidence != NULL || !is_believed(message, &answer.verdict) ? WATCH_ANSWER
			 : answer.verdict.mail_class == CLASS_MISROUTED			   ? WATCH_FOUND
											   : WATCH_CLEAR;
	if (result == WATCH_FOUND)
		judgement->verdict = answer.verdict;
	else
		inspect_answer_clear(&answer);
	return result;
}

static void pass(struct judgement *judgement)
{
	/* How long it took is measured; nothing else is kept. */
	struct pool_inspection inspection = judgement->inspection;

	inspection.deaths = 0;
	memset(judgement, 0, sizeof(*judgement));
	judgement->inspection = inspection;
	verdict_init(&judgement->verdict);
	judgement->verdict.mail_class = CLASS_OTHER;
	judgement->verdict.disposition = judgement->verdict.would_disposition = DISPOSITION_ACCEPT;
}

void watch_judge(const struct parts *parts, struct message *message, struct judgement *ret_judgement)
{
	struct judgement judgement = {.fault = NULL};
	int r = capture_finish(&message->capture);
	enum watch_result result = r < 0 ? result_of_capture(r) : look(message, &judgement);

	watch_tally_add(parts->watched, result);
	if (result != WATCH_FOUND)
		pass(&judgement);
	*ret_judgement = judgement;
}
