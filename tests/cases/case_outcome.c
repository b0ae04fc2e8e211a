#define _XOPEN_SOURCE 700

#include "tests/cases/case_outcome.h"

#include "rules/policy_eval.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define DEFAULT_TIME "2026-11-20T10:00:00Z"
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

static int set_string(char **field, const char *value)
{
	*field = value != NULL ? strdup(value) : NULL;
	return value == NULL || *field != NULL ? 0 : -ENOMEM;
}

static int set_time(const struct case_file *file, int64_t *ret_time)
{
	const char *text = case_file_value(file, "at");
	struct tm tm = {0};

	if (strptime(text != NULL ? text : DEFAULT_TIME, "%Y-%m-%dT%H:%M:%SZ", &tm) == NULL) {
		printf("%s: at: not like %s\n", file->path, DEFAULT_TIME);
		return -EINVAL;
	}
	*ret_time = (int64_t)timegm(&tm);
	return 0;
}

/* "from:", "rcpt:" (as often as there are recipients), "auth:" the user, "client:" an address or "unknown". */
static int fill_envelope(const struct case_file *file, struct envelope *envelope)
{
	const char *from = case_file_value(file, "from");
	const char *client = case_file_value(file, "client");
	int r = envelope_set_sender(envelope, from != NULL ? from : "<>");

	for (size_t i = 0; i < file->line_count && r == 0; i++)
		if (strcmp(file->lines[i].key, "rcpt") == 0)
			r = envelope_add_recipient(envelope, file->lines[i].value);
	if (r == 0)
		r = set_string(&envelope->auth_user, case_file_value(file, "auth"));
	if (r == 0 && (client == NULL || strcmp(client, "unknown") != 0))
		r = set_string(&envelope->client_address, client != NULL ? client : "127.0.0.1");
	return r < 0 ? r : set_time(file, &envelope->received_at);
}

static int ask_screener(const struct case_file *file, const struct case_message *message,
    const struct case_inspectors *inspectors, struct case_outcome *outcome)
{
	int r = inspector_screen(&inspectors->screener, &outcome->envelope, message->bytes, message->header_size,
	    ANSWER_MS, &outcome->screen);

	if (r < 0)
		printf("%s: the screener: %s\n", file->path, strerror(-r));
	return r;
}

/* As the gate would. What would pass unread is judged all the same: there must be nothing to say of it. */
static int ask_template(const struct case_file *file, const struct case_message *message,
    struct case_inspectors *inspectors, struct case_outcome *outcome)
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
static int act_as_gate(const struct case_rules *rules, struct case_outcome *outcome)
{
	outcome->check = policy_check(rules->ruleset, &outcome->envelope, &outcome->verdict);
	if (outcome->check < 0 || outcome->verdict.disposition != DISPOSITION_REFUSE)
		return 0;
	return policy_reply(
	    rules->ruleset, &outcome->verdict, CASE_CODE, outcome->envelope.received_at, SIZE_LIMIT, &outcome->reply);
}

int case_outcome_get(const struct case_file *file, const struct case_rules *rules, const struct case_message *message,
    struct case_inspectors *inspectors, struct case_outcome *ret_outcome)
{
	struct case_outcome outcome = {0};
	int r = start_with(inspectors, &rules->bundle);

	verdict_init(&outcome.verdict);
	if (r == 0)
		r = fill_envelope(file, &outcome.envelope);
	if (r == 0) {
		outcome.is_ours_by_envelope = policy_envelope_is_ours(rules->ruleset, &outcome.envelope);
		r = ask_screener(file, message, inspectors, &outcome);
	}
	if (r == 0)
		r = ask_template(file, message, inspectors, &outcome);
	if (r == 0)
		r = act_as_gate(rules, &outcome);
	if (r < 0) {
		case_outcome_clear(&outcome);
		return r;
	}
	*ret_outcome = outcome;
	return 0;
}

void case_outcome_clear(struct case_outcome *outcome)
{
	envelope_clear(&outcome->envelope);
	screen_answer_clear(&outcome->screen);
	verdict_clear(&outcome->verdict);
	guidance_reply_clear(&outcome->reply);
}
