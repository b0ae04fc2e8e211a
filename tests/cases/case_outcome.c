#include "tests/cases/case_outcome.h"

#include "milter/case_envelope.h"
#include "rules/policy_eval.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ANSWER_MS    20000
#define SIZE_LIMIT   (64U << 20) /* octets; what {limit} says */

void case_inspectors_stop(struct case_inspectors *inspectors)
{
	if (inspectors->bundle != NULL) {
		inspector_stop(&inspectors->screener);
		inspector_stop(&inspectors->template);
	}
	free(inspectors->bundle);
	memset(inspectors, 0, sizeof(*inspectors));
}

static void start(struct inspector *inspector, int bundle, const char *role)
{
	const char *const arguments[] = {role, NULL};

	inspector_spawn(inspector, bundle, arguments, true);
	inspector_wait_ready(inspector);
}

static int start_with(struct case_inspectors *inspectors, const struct bundle *bundle)
{
	uint8_t *bytes = NULL;
	size_t size = 0;
	int r = bundle_pack(bundle, &bytes, &size);

	if (r < 0)
		return r;
	if (inspectors->bundle != NULL && inspectors->bundle_size == size &&
	    memcmp(inspectors->bundle, bytes, size) == 0) {
		free(bytes);
		return 0;
	}
	case_inspectors_stop(inspectors);
	int fd = inspector_message(bytes, size);
	start(&inspectors->screener, fd, "screener");
	start(&inspectors->template, fd, "template");
	close(fd);
	inspectors->bundle = bytes;
	inspectors->bundle_size = size;
	return 0;
}

static int ask_screener(const struct case_file *file, const struct case_message *message,
    const struct case_inspectors *inspectors, struct judged *outcome)
{
	int r = inspector_screen(&inspectors->screener, &outcome->envelope, message->bytes, message->header_size,
	    ANSWER_MS, &outcome->screen);

	if (r < 0)
		printf("%s: the screener: %s\n", file->path, strerror(-r));
	return r;
}

/* As the gate would. What would pass unread is judged all the same: there must be nothing to say of it. */
static int ask_template(const struct case_file *file, const struct case_message *message,
    struct case_inspectors *inspectors, struct judged *outcome)
{
	bool is_watched = !outcome->is_ours_by_envelope && outcome->screen.interest == SCREEN_WATCH;
	struct inspect_answer answer = {0};

	inspectors->template.purpose = is_watched ? PURPOSE_WATCH : PURPOSE_JUDGE;
	int r = inspector_inspect(&inspectors->template, &outcome->envelope, message->bytes, message->size, &answer);

	if (r == 0 && answer.error != 0)
		r = -answer.error;
	if (r < 0) {
		printf("%s: the inspector: %s\n", file->path, strerror(-r));
		return r;
	}
	outcome->verdict = answer.verdict;
	return 0;
}

/* What the gate does with an answer. */
static int act_as_gate(const struct case_rules *rules, struct judged *outcome)
{
	outcome->check = policy_check(rules->ruleset, &outcome->envelope, &outcome->verdict);
	if (outcome->check < 0 || outcome->verdict.disposition != DISPOSITION_REFUSE)
		return 0;
	return policy_reply(
	    rules->ruleset, &outcome->verdict, CASE_CODE, outcome->envelope.received_at, SIZE_LIMIT, &outcome->reply);
}

int case_outcome_get(const struct case_file *file, const struct case_rules *rules, const struct case_message *message,
    struct case_inspectors *inspectors, struct judged *ret_outcome)
{
	struct judged outcome = {0};
	int r = start_with(inspectors, &rules->bundle);

	verdict_init(&outcome.verdict);
	if (r == 0)
		r = case_envelope_fill(file, &outcome.envelope);
	if (r == 0) {
		outcome.is_ours_by_envelope = policy_envelope_is_ours(rules->ruleset, &outcome.envelope);
		r = ask_screener(file, message, inspectors, &outcome);
	}
	if (r == 0)
		r = ask_template(file, message, inspectors, &outcome);
	if (r == 0)
		r = act_as_gate(rules, &outcome);
	if (r < 0) {
		judged_clear(&outcome);
		return r;
	}
	*ret_outcome = outcome;
	return 0;
}
