#include "milter/message_run.h"

#include "milter/case_run.h"
#include "milter/check_command.h"
#include "milter/enclosure.h"
#include "milter/exit_status.h"
#include "milter/file_list.h"
#include "milter/json_text.h"
#include "milter/tryout_print.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define CLIENT_DEFAULT "127.0.0.1"
#define PAST_LIMIT     4096 /* octets above message-size-limit that are read, to see that it is past it */

struct run {
	const struct message_command *command;
	const struct options *options;
	struct try_site site;
	struct case_run cases;
	json_t *messages; /* NULL for plain text */
	int status;
};

static void worsen(struct run *run, enum exit_status status)
{
	if ((int)status > run->status)
		run->status = (int)status;
}

static int set_text(char **field, const char *text)
{
	*field = strdup(text);
	return *field != NULL ? 0 : -ENOMEM;
}

static int add_from_header(const struct evidence *evidence, struct envelope *envelope)
{
	int r = 0;

	for (size_t i = 0; evidence != NULL && i < evidence->address_count && r == 0; i++)
		if (evidence->addresses[i].field == FIELD_TO || evidence->addresses[i].field == FIELD_CC)
			r = envelope_add_recipient(envelope, evidence->addresses[i].canonical);
	return r;
}

static const char *first_from(const struct evidence *evidence)
{
	for (size_t i = 0; evidence != NULL && i < evidence->address_count; i++)
		if (evidence->addresses[i].field == FIELD_FROM)
			return evidence->addresses[i].canonical;
	return NULL;
}

/* The envelope as the command line says it; where it does not, as the header does. And whose word it is. */
static int fill_envelope(
    const struct run *run, const struct evidence *evidence, struct envelope *envelope, char *origin, size_t size)
{
	const struct message_command *command = run->command;
	const char *from = command->from != NULL ? command->from : first_from(evidence);
	const char *client = command->client != NULL ? command->client : CLIENT_DEFAULT;
	int r = envelope_set_sender(envelope, from != NULL ? from : "");

	for (size_t i = 0; i < command->recipient_count && r == 0; i++)
		r = envelope_add_recipient(envelope, command->recipients[i]);
	if (r == 0 && command->recipient_count == 0)
		r = add_from_header(evidence, envelope);
	if (r == 0 && strcmp(client, "unknown") != 0)
		r = set_text(&envelope->client_address, client);
	if (r == 0 && command->user != NULL)
		r = set_text(&envelope->auth_user, command->user);
	envelope->received_at = (int64_t)time(NULL);
	snprintf(origin, size, "sender %s; %zu recipient%s %s; client %s%s; %s",
	    command->from != NULL ? "from --from"
	    : from != NULL	  ? "from From"
				  : "null, as there is no From",
	    envelope->recipient_count, envelope->recipient_count == 1 ? "" : "s",
	    command->recipient_count > 0 ? "from --rcpt" : "from To and Cc", client,
	    command->client == NULL ? " (not given)" : "", command->user != NULL ? "signed in" : "not signed in");
	return r;
}

static int report(struct run *run, const char *path, const char *origin, const struct saved_message *message,
    const struct tried *tried)
{
	const struct ruleset *ruleset = run->site.policy.ruleset;
	const char *name = tried->judged.verdict.route;
	const struct tryout_report report = {.path = path,
	    .origin = origin,
	    .message = message,
	    .explanation = {.ruleset = ruleset,
		.tried = tried,
		.route = name != NULL ? ruleset_find(ruleset, name) : NULL,
		.is_revealing = run->command->is_revealing}};

	if (!tryout_is_accepted(tried))
		worsen(run, EXIT_STATUS_NO);
	if (run->messages == NULL)
		return tryout_print_text(&report, stdout);
	return json_push(run->messages, tryout_print_json(&report)) ? 0 : -ENOMEM;
}

static int judge(struct run *run, const char *path, const struct saved_message *message)
{
	struct tryout *tryout = &run->site.tryout;
	struct evidence *evidence = NULL;
	struct envelope envelope;
	struct tried tried;
	char origin[256];
	int r = 0;

	envelope_init(&envelope);
	if (run->command->from == NULL || run->command->recipient_count == 0)
		r = tryout_look(tryout, message, &evidence);
	if (r == 0)
		r = fill_envelope(run, evidence, &envelope, origin, sizeof(origin));
	if (r == 0)
		r = tryout_judge(tryout, message, &envelope, &tried);
	if (r == 0) {
		r = report(run, path, origin, message, &tried);
		tried_clear(&tried);
	} else {
		fprintf(stderr, CHECK_PROGRAM ": %s: %s\n", path, tryout->why[0] != '\0' ? tryout->why : strerror(-r));
	}
	if (evidence != NULL)
		evidence_clear(evidence);
	free(evidence);
	envelope_clear(&envelope);
	return r;
}

static int try_message(struct run *run, const char *path)
{
	struct saved_message message = {.fd = -1};
	int r = saved_message_read(path, (size_t)run->options->message_size_limit + PAST_LIMIT, &message);

	if (r < 0) {
		fprintf(stderr, CHECK_PROGRAM ": %s: %s\n", path,
		    r == -E2BIG ? "much larger than a message may be (message-size-limit)" : strerror(-r));
		worsen(run, EXIT_STATUS_WRONG);
		return r == -ENOMEM ? r : 0;
	}
	r = try_site_use(&run->site, &run->site.configured);
	if (r == 0)
		r = judge(run, path, &message);
	saved_message_clear(&message);
	return r;
}

static bool is_case(const char *path)
{
	size_t length = strlen(path);

	return length > 5 && strcmp(path + length - 5, ".case") == 0;
}

static int try_path(struct run *run, const char *path)
{
	if (!is_case(path))
		return try_message(run, path);
	int r = case_run_add(&run->cases, path);
	if (r < 0)
		worsen(run, EXIT_STATUS_WRONG);
	return r == -ENOMEM ? r : 0;
}

/* Of a directory the messages and the cases, by their names; who names a file means it. */
static int try_argument(struct run *run, const char *path)
{
	struct file_list list = {0};
	struct stat status;
	bool is_directory = stat(path, &status) == 0 && S_ISDIR(status.st_mode);
	int r = file_list_add(&list, path);

	if (r < 0 && r != -ENOMEM) {
		fprintf(stderr, CHECK_PROGRAM ": %s: %s\n", path, strerror(-r));
		worsen(run, EXIT_STATUS_WRONG);
		r = 0;
	}
	for (size_t i = 0; i < list.count && r == 0; i++)
		if (!is_directory || is_case(list.paths[i]) || enclosure_is_message(list.paths[i]))
			r = try_path(run, list.paths[i]);
	file_list_clear(&list);
	return r;
}

static int run_cases(struct run *run)
{
	int r = case_run_all(&run->cases);

	if (run->cases.failed > 0)
		worsen(run, EXIT_STATUS_NO);
	if (run->messages == NULL && run->cases.file_count > 0)
		printf("%zu passed, %zu failed\n", run->cases.passed, run->cases.failed);
	return r;
}

static int print_json(const struct run *run)
{
	json_t *object = json_object();
	bool is_fine = json_put(object, "version", json_integer(1)) &&
		       json_put(object, "status", json_integer(run->status)) &&
		       json_object_set(object, "messages", run->messages) == 0 &&
		       json_object_set(object, "cases", run->cases.results) == 0 &&
		       json_put(object, "passed", json_integer((json_int_t)run->cases.passed)) &&
		       json_put(object, "failed", json_integer((json_int_t)run->cases.failed));

	if (is_fine && json_dumpf(object, stdout, JSON_INDENT(2)) == 0)
		putchar('\n');
	json_decref(object);
	return is_fine ? 0 : -ENOMEM;
}

int message_run(const struct message_command *command, const struct options *options)
{
	struct run run = {.command = command, .options = options, .status = EXIT_STATUS_FINE};
	int r = try_site_open(&run.site, options, command->route);

	run.cases.site = &run.site;
	if (r == 0 && command->as_json) {
		run.messages = json_array();
		run.cases.results = json_array();
		r = run.messages != NULL && run.cases.results != NULL ? 0 : -ENOMEM;
	}
	for (size_t i = 0; i < command->file_count && r == 0; i++)
		r = try_argument(&run, command->files[i]);
	if (r == 0)
		r = run_cases(&run);
	if (r == 0 && command->as_json)
		r = print_json(&run);
	if (r == -ENOMEM)
		fputs(CHECK_PROGRAM ": out of memory\n", stderr);
	json_decref(run.messages);
	case_run_clear(&run.cases);
	try_site_close(&run.site);
	return r == 0 ? run.status : EXIT_STATUS_WRONG;
}
