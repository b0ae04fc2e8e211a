#include "milter/tryout.h"

#include "channel/channel.h"
#include "milter/limits.h"
#include "milter/tryout_record.h"
#include "rules/policy_eval.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#define MARGIN_MS 1000 /* above the child's own wall limit */

__attribute__((format(printf, 3, 4))) static int fail(struct tryout *tryout, int error, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	vsnprintf(tryout->why, sizeof(tryout->why), format, values);
	va_end(values);
	return error;
}

static int open_pool(struct tryout *tryout)
{
	const struct pool_limits limits = {.screeners = 1,
	    .slots = 1,
	    .screen_ms = LIMIT_SCREEN_MS,
	    .slot_wait_ms = tryout->options->slot_wait_ms,
	    .inspect_ms = tryout->options->inspect_time_ms + MARGIN_MS,
	    .watch_wait_ms = tryout->options->slot_wait_ms,
	    .watch_ms = QUESTION_WATCH_MS + MARGIN_MS};
	int r = pool_new(&limits, -1, &tryout->pool);

	if (r < 0)
		return r;
	pool_set_screener(tryout->pool, 0, 1, tryout->screener.socket);
	pool_set_template(tryout->pool, 2, tryout->template.socket);
	tryout->screener.socket = tryout->template.socket = -1;
	return 0;
}

int tryout_open(struct tryout *tryout, const struct options *options, const struct policy *policy)
{
	*tryout = (struct tryout){.options = options, .policy = policy};
	tryout->screener.socket = tryout->template.socket = -1;
	keys_period(options->key_period, (int64_t)time(NULL), tryout->key.period);
	if (getrandom(tryout->key.key, sizeof(tryout->key.key), 0) != (ssize_t)sizeof(tryout->key.key))
		return fail(tryout, -EIO, "no random octets");
	int r = lone_inspector_start(&tryout->screener, options, LONE_SCREENER, policy->bundle_fd, tryout->why);
	if (r == 0)
		r = lone_inspector_start(&tryout->template, options, LONE_TEMPLATE, policy->bundle_fd, tryout->why);
	if (r == 0 && (r = open_pool(tryout)) < 0)
		fail(tryout, r, "out of memory");
	return r;
}

static void end(struct lone_inspector *inspector)
{
	if (inspector->pid > 0)
		lone_inspector_end(inspector, inspector->socket < 0);
	inspector->pid = 0;
}

void tryout_close(struct tryout *tryout)
{
	pool_free(tryout->pool);
	tryout->pool = NULL;
	end(&tryout->screener);
	end(&tryout->template);
	explicit_bzero(&tryout->key, sizeof(tryout->key));
}

void tried_clear(struct tried *tried)
{
	judged_clear(&tried->judged);
	if (tried->evidence != NULL)
		evidence_clear(tried->evidence);
	free(tried->evidence);
	free(tried->new_message);
	free(tried->record);
	*tried = (struct tried){.new_message = NULL};
}

static int ask_screener(struct tryout *tryout, const struct saved_message *message, struct judged *judged)
{
	int r = pool_screen(tryout->pool, &judged->envelope, message->octets, message->header_size, &judged->screen);

	return r < 0 ? fail(tryout, r, "the screener gives no answer (%s)", strerror(-r)) : 0;
}

/* As little is believed of a new message as in the gate, but it is not sent anywhere: sealed is enough. */
static int take_message(const struct tryout *tryout, struct inspect_answer *answer, struct tried *tried)
{
	uint8_t *octets = NULL;

	if (answer->body_offset == 0)
		return 0;
	int r = channel_read_sealed(
	    answer->message_fd, (size_t)tryout->options->message_size_limit, &octets, &tried->new_size);
	close(answer->message_fd);
	if (r < 0)
		return r;
	tried->new_message = (char *)octets;
	tried->body_offset = (size_t)answer->body_offset;
	return answer->body_offset <= tried->new_size ? 0 : -EBADMSG;
}

static int take_answer(struct tryout *tryout, struct inspect_answer *answer, struct tried *tried)
{
	if (answer->error != 0) {
		int error = answer->error;
		inspect_answer_clear(answer);
		return fail(tryout, -error, "the inspector failed (%s)", strerror(error));
	}
	int r = take_message(tryout, answer, tried);
	tried->judged.verdict = answer->verdict;
	tried->evidence = answer->evidence;
	return r < 0 ? fail(tryout, r, "the inspector gave no message that can be believed") : 0;
}

/* Mail that nobody could read gets the verdict that the policy has for that. */
static int judge_unread(const struct tryout *tryout, enum reason reason, enum trouble trouble, struct judged *judged)
{
	return policy_eval_unread(tryout->policy->ruleset, &judged->envelope, judged->screen.matches,
	    judged->screen.match_count, reason, trouble, &judged->verdict);
}

static int ask_template(struct tryout *tryout, const struct saved_message *message, struct tried *tried)
{
	struct judged *judged = &tried->judged;
	bool is_watched = !judged->is_ours_by_envelope && judged->screen.interest == SCREEN_WATCH;
	struct inspect_answer answer;

	memset(&answer, 0, sizeof(answer));
	if (message->size > tryout->options->message_size_limit)
		return judge_unread(tryout, REASON_LIMIT, TROUBLE_NONE, judged);
	int r = pool_inspect(tryout->pool, is_watched ? PURPOSE_WATCH : PURPOSE_JUDGE, &judged->envelope, message->fd,
	    &answer, &tried->inspection);
	if (r == -ENOLINK)
		return judge_unread(tryout, REASON_CONTENT_UNINSPECTABLE, TROUBLE_NO_ANSWER, judged);
	if (r < 0)
		return fail(tryout, r, "the inspector gives no answer (%s)", strerror(-r));
	return take_answer(tryout, &answer, tried);
}

static int copy_envelope(const struct envelope *envelope, struct envelope *ret_envelope)
{
	struct writer writer;
	struct reader reader;

	writer_init(&writer);
	envelope_encode(envelope, &writer);
	int r = writer.error;
	reader_init(&reader, writer.bytes, writer.length);
	if (r == 0)
		r = envelope_decode(&reader, ret_envelope);
	writer_clear(&writer);
	return r;
}

static int act_as_gate(struct tryout *tryout, const struct saved_message *message, struct tried *tried)
{
	struct judged *judged = &tried->judged;
	const struct ruleset *ruleset = tryout->policy->ruleset;
	int r = 0;

	judged->check = policy_check(ruleset, &judged->envelope, &judged->verdict);
	if (judged->verdict.mail_class != CLASS_OTHER)
		r = tryout_record_make(tryout, message, tried);
	if (r == 0 && judged->check == 0 && judged->verdict.disposition == DISPOSITION_REFUSE)
		r = policy_reply(ruleset, &judged->verdict,
		    tryout->fixed_code != NULL ? tryout->fixed_code : tried->case_code.text,
		    judged->envelope.received_at, tryout->options->message_size_limit, &judged->reply);
	return r < 0 ? fail(tryout, r, "reply and record cannot be made (%s)", strerror(-r)) : 0;
}

int tryout_judge(struct tryout *tryout, const struct saved_message *message, const struct envelope *envelope,
    struct tried *ret_tried)
{
	struct tried tried = {.new_message = NULL};
	struct judged *judged = &tried.judged;

	verdict_init(&judged->verdict);
	int r = copy_envelope(envelope, &judged->envelope);
	if (r < 0)
		return fail(tryout, r, "the envelope cannot be used (%s)", strerror(-r));
	judged->is_ours_by_envelope = policy_envelope_is_ours(tryout->policy->ruleset, &judged->envelope);
	r = ask_screener(tryout, message, judged);
	if (r == 0)
		r = ask_template(tryout, message, &tried);
	if (r == 0)
		r = act_as_gate(tryout, message, &tried);
	if (r < 0)
		tried_clear(&tried);
	else
		*ret_tried = tried;
	return r;
}

int tryout_look(struct tryout *tryout, const struct saved_message *message, struct evidence **ret_evidence)
{
	struct tried tried = {.new_message = NULL};
	struct judged *judged = &tried.judged;

	verdict_init(&judged->verdict);
	int r = envelope_set_sender(&judged->envelope, "");
	if (r == 0)
		r = ask_template(tryout, message, &tried);
	if (r == 0) {
		*ret_evidence = tried.evidence;
		tried.evidence = NULL;
	}
	tried_clear(&tried);
	return r;
}
