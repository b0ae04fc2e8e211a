/* retain: deletes the segments whose records are all older than so many days; their leaves stay, and so every proof. */
#include "audit/retention.h"
#include "audit/store/store.h"
#include "audit/tool/ask.h"
#include "audit/tool/command.h"
#include "audit/tool/number.h"
#include "audit/tool/output.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define DAY	     86400
#define MICROSECONDS 1000000

struct options {
	const char *keys, *ledger;
	uint64_t days;
	bool is_dry, is_json;
};

static int print_answer(const struct options *options, const struct request_answer *answer)
{
	if (options->is_json)
		return output_json(json_pack("{s:b, s:I, s:I, s:I}", "dry_run", options->is_dry, "segments",
				       (json_int_t)answer->segments, "first", (json_int_t)answer->first, "last",
				       (json_int_t)answer->last),
		    STATUS_FINE);
	if (answer->segments == 0)
		puts("No segment is that old.");
	else
		printf("%s %" PRIu32 " segments: records %" PRIu64 " to %" PRIu64 ".\n",
		    options->is_dry ? "Would delete" : "Deleted", answer->segments, answer->first, answer->last);
	return STATUS_FINE;
}

/* What would go: looked at without the lock, and nothing is written. */
static int look(const struct options *options)
{
	int64_t before = ((int64_t)time(NULL) - (int64_t)options->days * DAY) * MICROSECONDS;
	char problem[STORE_PROBLEM_SIZE];
	struct retention retention = {.segments = 0};
	struct store *store = NULL;

	if (store_open(options->ledger, &store, problem) < 0)
		return output_error("%s", problem);
	int r = retention_find(store->directory, before, &retention);
	store_close(store);
	if (r < 0)
		return ask_refuse(options->ledger, REQUEST_RETAIN, r);
	const struct request_answer answer = {
	    .segments = retention.segments, .first = retention.first, .last = retention.last};
	return print_answer(options, &answer);
}

static int delete_segments(const struct options *options)
{
	const struct request request = {.kind = REQUEST_RETAIN, .uid = ask_uid(), .days = (uint32_t)options->days};
	struct request_answer answer = {.error = 0};
	int status = ask(options->ledger, options->keys, &request, &answer);

	return status != STATUS_FINE ? status : print_answer(options, &answer);
}

static int read_options(int argc, char **argv, struct options *ret_options)
{
	static const struct option options[] = {{"older-than", required_argument, NULL, 'o'},
	    {"dry-run", no_argument, NULL, 'd'}, {"keys", required_argument, NULL, 'k'},
	    {"ledger", required_argument, NULL, 'l'}, {"json", no_argument, NULL, 'j'}, {NULL}};

	for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		switch (c) {
		case 'o':
			if (number_parse(optarg, &ret_options->days) < 0 || ret_options->days > REQUEST_DAYS_MAX)
				return output_usage_error(argv[0], "--older-than: expected days, 1 to 36525");
			break;
		case 'd':
			ret_options->is_dry = true;
			break;
		case 'k':
			ret_options->keys = optarg;
			break;
		case 'l':
			ret_options->ledger = optarg;
			break;
		case 'j':
			ret_options->is_json = true;
			break;
		default:
			return output_usage_error(
			    argv[0], "allowed: --older-than, --dry-run, --keys, --ledger, --json");
		}
	}
	if (ret_options->days == 0 || optind < argc)
		return output_usage_error(argv[0], "expected --older-than DAYS, 1 or more, and no other argument");
	return STATUS_FINE;
}

static int run(int argc, char **argv)
{
	struct options options = {.keys = ASK_KEYS_DIRECTORY, .ledger = STORE_DIRECTORY};
	int status = read_options(argc, argv, &options);

	if (status != STATUS_FINE)
		return status;
	if (ask_become_owner(options.ledger) < 0)
		return output_error("cannot become the ledger's owner");
	return options.is_dry ? look(&options) : delete_segments(&options);
}

const struct command retain_command = {
    .name = "retain",
    .arguments = "--older-than DAYS [--dry-run] [--keys DIR] [--ledger DIR] [--json]",
    .summary = "Deletes whole segments of old records; their hashes stay. Refused under a legal hold.",
    .options = "  --older-than DAYS     only segments whose last record is older\n"
	       "  --dry-run             only say what would go\n"
	       "  --keys DIR            the directory of the keys\n"
	       "  --ledger DIR          the gateway's own ledger; never a copy\n",
    .run = run,
};
