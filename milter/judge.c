#include "milter/judge.h"

#include "milter/stopwatch.h"
#include "milter/watch.h"
#include "rules/policy_eval.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

/* Moves the message to the policy in force now; false when that is its policy already. Not between two steps of one
 * judgement. */
static bool catch_up(const struct parts *parts, struct message *message)
{
	struct generation *current = generations_current(parts->generations);
	struct generation *old = message->generation;

	message->generation = current;
	generation_unref(old);
	return current != old;
}

/* The screener's view of a message whose envelope is not ours. Of a header past a limit it sees what we kept. */
static enum screening ask_screener(const struct parts *parts, struct message *message, int *ret_error)
{
	const struct capture *capture = &message->capture;
	uint64_t start = stopwatch_us();
	int r = pool_screen(
	    message->generation->pool, &message->envelope, capture->header, capture->header_size, &message->screen);

	message->screen_us = stopwatch_us() - start;
	if (r < 0) {
		memset(&message->screen, 0, sizeof(message->screen));
		*ret_error = r;
		return SCREENING_PASS;
	}
	if (message->screen.interest == SCREEN_INSPECT)
		return SCREENING_CAPTURE;
	return message->screen.interest == SCREEN_WATCH && watch_begin(parts, message) ? SCREENING_CAPTURE
										       : SCREENING_PASS;
}

enum screening judge_screen(const struct parts *parts, struct message *message, int64_t now, int *ret_error)
{
	enum screening screening = SCREENING_CAPTURE;

	*ret_error = 0;
	message->envelope.received_at = now;
	if (message->is_torn || message->envelope.sender == NULL)
		return SCREENING_DEFER;
	catch_up(parts, message); /* nothing is decided yet */
	if (!policy_envelope_is_ours(message->generation->ruleset, &message->envelope))
		screening = ask_screener(parts, message, ret_error);
	if (screening == SCREENING_CAPTURE) {
		capture_begin_body(&message->capture);
		message->stage = STAGE_BODY;
	}
	return screening;
}

/* The verdict for a message that nobody read. */
static int judge_unread(
    const struct message *message, enum reason reason, enum trouble trouble, struct verdict *ret_verdict)
{
	return policy_eval_unread(message->generation->ruleset, &message->envelope, message->screen.matches,
	    message->screen.match_count, reason, trouble, ret_verdict);
}

static int judge_fault(const struct message *message, const char *fault, int error, struct judgement *judgement)
{
	judgement->fault = fault;
	judgement->error = error;
	return judge_unread(message, REASON_INTERNAL, TROUBLE_NONE, &judgement->verdict);
}

/* As little is believed of a new body as of the rest of the answer. */
static int judge_answer(const struct parts *parts, const struct message *message, struct inspect_answer *answer,
    struct judgement *judgement)
{
	if (answer->error != 0) {
		int error = -answer->error;
		inspect_answer_clear(answer);
		return judge_fault(message, "an inspector failed", error, judgement);
	}
	int r = answer->evidence != NULL
		    ? -EPROTO /* nobody asked for it */
		    : policy_check(message->generation->ruleset, &message->envelope, &answer->verdict);
	if (r == 0 && answer->body_offset > 0)
		r = new_body_open(answer->message_fd, answer->body_offset, parts->message_size_limit,
		    message->capture.budget, &judgement->body);
	if (answer->body_offset > 0)
		close(answer->message_fd);
	if (r < 0) {
		inspect_answer_clear(answer);
		return judge_fault(message,
		    r == -ENOBUFS  ? "the byte budget is spent"
		    : r == -ENOMEM ? "cannot hold the new body"
				   : "bad answer from an inspector",
		    r, judgement);
	}
	judgement->verdict = answer->verdict;
	return 0;
}

static int ask_template(const struct message *message, struct inspect_answer *ret_answer, struct judgement *judgement)
{
	return pool_inspect(message->generation->pool, PURPOSE_JUDGE, &message->envelope, message->capture.fd,
	    ret_answer, &judgement->inspection);
}

static int judge_captured(const struct parts *parts, struct message *message, struct judgement *judgement)
{
	struct inspect_answer answer;

	memset(&answer, 0, sizeof(answer));
	int r = ask_template(message, &answer, judgement);
	/* Inspectors of a policy that was replaced long ago may be gone: the message was slow, and is judged anew. */
	if (r == -EAGAIN && catch_up(parts, message))
		r = ask_template(message, &answer, judgement);
	if (r == 0)
		return judge_answer(parts, message, &answer, judgement);
	if (r == -ENOLINK)
		return judge_unread(message, REASON_CONTENT_UNINSPECTABLE, TROUBLE_NO_ANSWER, &judgement->verdict);
	return judge_fault(message,
	    r == -EAGAIN    ? "no inspector in time"
	    : r == -EBADMSG ? "bad answer from an inspector"
			    : "cannot have the message inspected",
	    r, judgement);
}

int judge_message(const struct parts *parts, struct message *message, struct judgement *ret_judgement)
{
	struct judgement judgement = {.fault = NULL};

	if (message->is_watched) {
		watch_judge(parts, message, ret_judgement);
		return 0;
	}
	int r = capture_finish(&message->capture);

	if (r == -E2BIG || (r == 0 && message->is_over_limit))
		r = judge_unread(message, REASON_LIMIT, TROUBLE_NONE, &judgement.verdict);
	else if (r == -EOVERFLOW)
		r = judge_unread(message, REASON_CONTENT_UNINSPECTABLE, TROUBLE_TOO_MUCH, &judgement.verdict);
	else if (r == -ENOBUFS)
		r = judge_fault(message, "the byte budget is spent", r, &judgement);
	else if (r < 0)
		r = judge_fault(message, "cannot hold the message", r, &judgement);
	else
		r = judge_captured(parts, message, &judgement);
	if (r == 0)
		*ret_judgement = judgement;
	return r;
}

int judge_defer(const struct message *message, const char *fault, int error, struct judgement *judgement)
{
	struct verdict verdict;
	int r = judge_unread(message, REASON_INTERNAL, TROUBLE_NONE, &verdict);

	if (r < 0)
		return r;
	/* Even where the route only observes: the MTA may have been given some of the edits. */
	verdict.disposition = DISPOSITION_DEFER;
	verdict_clear(&judgement->verdict);
	judgement->verdict = verdict;
	judgement->fault = fault;
	judgement->error = error;
	return 0;
}

void judgement_clear(struct judgement *judgement)
{
	verdict_clear(&judgement->verdict);
	new_body_clear(&judgement->body);
}
