/* referral-check replay: what other rules would say of the messages of which the ledger has a record. */
#include "audit/store/line_reader.h"
#include "audit/store/record_time.h"
#include "milter/check_command.h"
#include "milter/exit_status.h"
#include "milter/json_text.h"
#include "milter/policy.h"
#include "milter/replay.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

extern const struct check_command check_replay;

struct command {
	const char *config; /* NULL: the default file */
	const char *bundle; /* configuration with the new rules; NULL: the same */
	const char *ledger; /* NULL: the configured one */
	bool as_json;
};

/* The rules that were in force may be at hand: the configured ones, and the last good ones. */
enum { OLD_CONFIGURED = 0, OLD_LAST_GOOD, OLD_COUNT };

struct run {
	const struct command *command;
	struct options options, new_options;
	struct policy old[OLD_COUNT];
	struct policy new;
	int64_t now;
	uint64_t counts[REPLAY_PASSED_BY + 1];
	uint64_t broken; /* lines that are no record */
	json_t *results; /* NULL for plain text */
};

static const char *const change_words[] = {[REPLAY_UNKNOWN] = "could not tell",
    [REPLAY_SAME] = "same",
    [REPLAY_CHANGED] = "changes",
    [REPLAY_PASSED_BY] = "passed by"};

/* 0, or -EINVAL, which was said. */
static int parse(int argc, char **argv, struct command *command)
{
	static const struct option table[] = {{"config", required_argument, NULL, 'c'},
	    {"bundle", required_argument, NULL, 'b'}, {"ledger", required_argument, NULL, 'l'},
	    {"json", no_argument, NULL, 'j'}, {NULL, 0, NULL, 0}};
	int option;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":c:", table, NULL)) != -1) {
		switch (option) {
		case 'c':
			command->config = optarg;
			break;
		case 'b':
			command->bundle = optarg;
			break;
		case 'l':
			command->ledger = optarg;
			break;
		case 'j':
			command->as_json = true;
			break;
		default:
			fprintf(stderr,
			    option == ':' ? CHECK_PROGRAM ": %s: a value is missing\n"
					  : CHECK_PROGRAM
				": %s: no such option; allowed: --config, --bundle, --ledger, --json\n",
			    argv[optind - 1]);
			return -EINVAL;
		}
	}
	if (optind == argc)
		return 0;
	fprintf(stderr, CHECK_PROGRAM ": \"%s\" is one argument too many\n", argv[optind]);
	return -EINVAL;
}

/* A configuration and, unless they may be wrong, its rules. 0, or negative errno, after what is wrong was said. */
static int load(const char *file, int64_t now, bool may_be_wrong, struct options *options, struct policy *policy)
{
	struct problem_list problems;

	problem_list_init(&problems);
	int r = options_load(options, file != NULL ? file : options->config_file, &problems);
	int policy_error = r == 0 ? policy_load(options, now, &problems, policy) : 0;
	for (size_t i = 0; i < problems.count && (r < 0 || !may_be_wrong); i++)
		if (!problems.items[i].is_warning)
			fprintf(stderr, "%s\n", problems.items[i].text);
	problem_list_clear(&problems);
	return r < 0 ? r : may_be_wrong && policy_error != -ENOMEM ? 0 : policy_error;
}

static int load_all(struct run *run)
{
	const struct command *command = run->command;
	bool is_new_elsewhere = command->bundle != NULL;
	int r = load(command->config, run->now, is_new_elsewhere, &run->options, &run->old[OLD_CONFIGURED]);

	if (r == 0)
		r = load(is_new_elsewhere ? command->bundle : command->config, run->now, false, &run->new_options,
		    &run->new);
	/* There may be none, and it may not be ours to read. */
	if (r == 0)
		(void)policy_load_last_good(&run->options, run->now, &run->old[OLD_LAST_GOOD]);
	return r;
}

static const struct ruleset *find_old(const struct run *run, const struct record_view *record)
{
	for (size_t i = 0; i < OLD_COUNT; i++)
		if (record->bundle != NULL && run->old[i].ruleset != NULL &&
		    strcmp(run->old[i].digest, record->bundle) == 0)
			return run->old[i].ruleset;
	return NULL;
}

static const char *text_or_dash(const char *text)
{
	return text != NULL ? text : "-";
}

static void print_one(const struct record_view *record, const struct replayed *replayed)
{
	char time[RECORD_TIME_SIZE];

	record_time_format(record->time_us, time);
	printf(
	    "%" PRIu64 " %s %s: %s", record->index, time, text_or_dash(record->route), text_or_dash(record->verdict));
	if (record->would != NULL && strcmp(record->would, text_or_dash(record->verdict)) != 0)
		printf(" (would %s)", record->would);
	if (replayed->change == REPLAY_UNKNOWN) {
		printf(": could not tell: %s\n", replayed->why);
		return;
	}
	printf(" -> %s", disposition_word(replayed->verdict));
	if (replayed->would != replayed->verdict)
		printf(" (would %s)", disposition_word(replayed->would));
	printf(": %s\n", replayed->why);
}

static bool add_one(json_t *array, const struct record_view *record, const struct replayed *replayed)
{
	bool is_known = replayed->change != REPLAY_UNKNOWN;
	json_t *object = json_object();
	bool is_fine = json_put(object, "index", json_integer((json_int_t)record->index));

	is_fine = is_fine && json_put(object, "time", json_text(record->time));
	is_fine = is_fine && json_put(object, "route", json_text(record->route));
	is_fine = is_fine && json_put(object, "change", json_string(change_words[replayed->change]));
	is_fine = is_fine && json_put(object, "old-verdict", json_text(record->verdict));
	is_fine = is_fine && json_put(object, "old-would", json_text(record->would));
	is_fine = is_fine && json_put(object, "verdict",
				 is_known ? json_string(disposition_word(replayed->verdict)) : json_null());
	is_fine = is_fine &&
		  json_put(object, "would", is_known ? json_string(disposition_word(replayed->would)) : json_null());
	is_fine = is_fine && json_put(object, "why", json_text(replayed->why));
	if (is_fine)
		return json_push(array, object);
	json_decref(object);
	return false;
}

static int replay_line(struct run *run, const struct line *line)
{
	char problem[RECORD_VIEW_PROBLEM_SIZE];
	struct record_view record;
	int r = line->trouble == LINE_WHOLE ? record_view_parse(line->text, line->size, &record, problem) : -EBADMSG;

	if (r < 0) {
		run->broken += r == -EBADMSG;
		return r == -EBADMSG ? 0 : r;
	}
	const struct replayed replayed = replay_judge(&record, find_old(run, &record), run->new.ruleset, run->now);
	run->counts[replayed.change]++;
	if (replayed.change == REPLAY_CHANGED || replayed.change == REPLAY_UNKNOWN) {
		if (run->results == NULL)
			print_one(&record, &replayed);
		else if (!add_one(run->results, &record, &replayed))
			r = -ENOMEM;
	}
	record_view_clear(&record);
	return r;
}

static int replay_store(struct run *run)
{
	const char *path = run->command->ledger != NULL ? run->command->ledger : run->options.ledger;
	char problem[STORE_PROBLEM_SIZE];
	struct store *store = NULL;
	struct line_reader reader;
	struct line line;
	int r = store_open(path, &store, problem);

	if (r < 0) {
		fprintf(stderr, CHECK_PROGRAM ": %s\n", problem);
		return r;
	}
	line_reader_init(&reader, store);
	while ((r = line_reader_next(&reader, &line)) > 0)
		if ((r = replay_line(run, &line)) < 0)
			break;
	if (r < 0)
		fprintf(stderr, CHECK_PROGRAM ": %s: %s\n", path, strerror(-r));
	line_reader_clear(&reader);
	store_close(store);
	return r;
}

static int print_counts(const struct run *run, int status)
{
	json_t *object;

	if (run->results == NULL) {
		printf("%" PRIu64 " would change, %" PRIu64 " stay the same, %" PRIu64 " could not tell\n",
		    run->counts[REPLAY_CHANGED], run->counts[REPLAY_SAME], run->counts[REPLAY_UNKNOWN]);
		if (run->broken > 0)
			printf("%" PRIu64 " line%s no record%s\n", run->broken, run->broken == 1 ? " is" : "s are",
			    run->broken == 1 ? "" : "s");
		return 0;
	}
	object = json_object();
	bool is_fine = json_put(object, "version", json_integer(1)) && json_put(object, "status", json_integer(status));
	is_fine = is_fine && json_put(object, "policy", json_string(run->new.digest));
	is_fine = is_fine && json_put(object, "changes", json_integer((json_int_t)run->counts[REPLAY_CHANGED]));
	is_fine = is_fine && json_put(object, "same", json_integer((json_int_t)run->counts[REPLAY_SAME]));
	is_fine = is_fine && json_put(object, "could-not-tell", json_integer((json_int_t)run->counts[REPLAY_UNKNOWN]));
	is_fine = is_fine && json_put(object, "broken", json_integer((json_int_t)run->broken));
	is_fine = is_fine && json_object_set(object, "records", run->results) == 0;
	if (is_fine && json_dumpf(object, stdout, JSON_INDENT(2)) == 0)
		putchar('\n');
	json_decref(object);
	return is_fine ? 0 : -ENOMEM;
}

static int replay(struct run *run)
{
	int r = load_all(run);

	if (r == 0 && run->command->as_json && (run->results = json_array()) == NULL)
		r = -ENOMEM;
	if (r == 0)
		r = replay_store(run);
	if (r < 0)
		return EXIT_STATUS_WRONG;
	int status = run->counts[REPLAY_CHANGED] > 0 ? EXIT_STATUS_NO : EXIT_STATUS_FINE;
	return print_counts(run, status) < 0 ? EXIT_STATUS_WRONG : status;
}

static int answer_replay(int argc, char **argv)
{
	struct command command = {.config = NULL};
	struct run run = {.command = &command, .now = (int64_t)time(NULL)};
	int status = EXIT_STATUS_WRONG;

	if (parse(argc, argv, &command) < 0)
		return check_command_refuse(&check_replay);
	policy_init(&run.new);
	for (size_t i = 0; i < OLD_COUNT; i++)
		policy_init(&run.old[i]);
	if (options_init(&run.options) == 0) {
		if (options_init(&run.new_options) == 0) {
			status = replay(&run);
			options_clear(&run.new_options);
		}
		options_clear(&run.options);
	}
	json_decref(run.results);
	policy_clear(&run.new);
	for (size_t i = 0; i < OLD_COUNT; i++)
		policy_clear(&run.old[i]);
	return status;
}

const struct check_command check_replay = {
    .name = "replay",
    .usage = "replay [--ledger=DIRECTORY] [--bundle=CONFIG] [--json]",
    .summary =
	"Says what other rules would say of the messages of which the ledger has a record, and of which the record\n"
	"says too little to tell.\n",
    .options = "  -c, --config=FILE            configuration of the daemon (default:\n"
	       "                               " SYSCONFDIR "/referral-milter/referral-milter.conf)\n"
	       "      --ledger=DIRECTORY       the ledger, or a copy of it (default: the configured one)\n"
	       "      --bundle=CONFIG          configuration with the other rules (default: --config)\n"
	       "      --json                   print JSON\n",
    .run = answer_replay,
};
