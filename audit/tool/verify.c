/* verify: is this ledger what the gate wrote? */
#include "audit/store/verify.h"

#include "audit/store/plain_file.h"
#include "audit/store/record_time.h"
#include "audit/tool/command.h"
#include "audit/tool/number.h"
#include "audit/tool/output.h"
#include "audit/tool/peers.h"
#include "audit/tool/progress.h"
#include "audit/tool/verify_report.h"
#include "audit/tool/vkey_option.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#define HEARTBEAT_MAX 604800 /* seconds: a week */

struct verify_command {
	struct vkey_option keys;
	struct kept_heads old;
	uint64_t heartbeat; /* seconds; 0: as the records say */
	bool is_json;
};

static int add_checkpoint(struct verify_command *command, const char *path)
{
	char *text = NULL;
	size_t size = 0, before = command->old.count;

	int r = plain_file_read(AT_FDCWD, path, KEPT_HEAD_TEXT_MAX, &text, &size);
	if (r < 0) {
		output_error("--checkpoint: %s: %s", path, strerror(-r));
		return r;
	}
	r = kept_heads_parse(&command->old, path, text, size);
	free(text);
	for (size_t i = before; i < command->old.count; i++)
		command->old.items[i].file = before;
	if (r == -EBADMSG)
		output_error(
		    "--checkpoint: %s: neither a checkpoint nor a log with lines \"checkpoint ORIGIN SIZE ROOT "
		    "SIGNATURE\"",
		    path);
	return r;
}

static int parse_options(struct verify_command *command, int argc, char **argv)
{
	static const struct option options[] = {{"checkpoint", required_argument, NULL, 'c'},
	    {"heartbeat", required_argument, NULL, 'b'}, {"json", no_argument, NULL, 'j'},
	    {"key", required_argument, NULL, 'k'}, {NULL}};
	int r = 0;

	for (int c; r == 0 && (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		if (c == 'c')
			r = add_checkpoint(command, optarg);
		else if (c == 'k')
			r = vkey_option_add(&command->keys, optarg);
		else if (c == 'j')
			command->is_json = true;
		else if (c == 'b' && number_parse(optarg, &command->heartbeat) == 0 && command->heartbeat > 0 &&
			 command->heartbeat <= HEARTBEAT_MAX)
			continue;
		else {
			output_usage_error(argv[0], c == 'b' ? "--heartbeat: allowed: 1 to 604800 seconds"
							     : "allowed: --checkpoint, --heartbeat, --json, --key");
			r = -EINVAL;
		}
	}
	return r;
}

static void show_progress(void *context, uint64_t octets)
{
	progress_show(context, octets);
}

static uint64_t octets_of(const struct store *store)
{
	uint64_t octets = 0;

	for (size_t i = 0; i < store->segment_count; i++)
		octets += (uint64_t)store->segments[i].size;
	return octets;
}

static int verify_directory(struct verify_command *command, const char *directory, struct kept_heads *peers)
{
	char problem[STORE_PROBLEM_SIZE];
	struct store *store = NULL;
	struct verify_result result;
	struct progress progress;

	if (store_open(directory, &store, problem) < 0)
		return output_error("%s", problem);
	progress_begin(&progress, directory, octets_of(store));
	const struct verify_options options = {.old = &command->old,
	    .peers = peers,
	    .keys = command->keys.keys,
	    .key_count = command->keys.count,
	    .heartbeat = command->heartbeat,
	    .progress = show_progress,
	    .context = &progress};
	int r = verify_store(store, &options, &result);
	progress_end(&progress);
	int status = STATUS_WRONG;
	if (r < 0)
		output_error("%s: %s", directory, strerror(-r));
	else if (command->is_json)
		status = verify_report_json(store, &options, &result);
	else
		status = verify_report_text(store, &options, &result);
	verify_result_clear(&result);
	store_close(store);
	return status;
}

/* One of several, with what the others say of it. */
static int verify_among(struct verify_command *command, char **directories, int count, int number)
{
	struct kept_heads peers = {0};
	int status = STATUS_WRONG;

	if (peers_gather(directories, count, number, &peers) < 0)
		return output_error("out of memory");
	status = verify_directory(command, directories[number], &peers);
	kept_heads_clear(&peers);
	return status;
}

static bool has_origin(const char *origin, const char *directory)
{
	char problem[STORE_PROBLEM_SIZE];
	struct store *store = NULL;
	bool is_it = store_open(directory, &store, problem) == 0 && store_has_origin(store, origin);

	store_close(store);
	return is_it;
}

static bool is_asked(const struct kept_head *head, int count, char **directories)
{
	for (int i = 0; i < count; i++)
		if (has_origin(head->origin, directories[i]))
			return true;
	return false;
}

/* A checkpoint that no directory is asked about would be a check that nobody made. A log may have those of other
 * gateways too, but not only those. */
static int check_origins(const struct verify_command *command, int count, char **directories)
{
	const struct kept_head *items = command->old.items;
	bool was_asked = false;

	for (size_t i = 0; i < command->old.count; i++) {
		bool is_first = i == 0 || items[i].file != items[i - 1].file;
		bool is_last = i + 1 == command->old.count || items[i].file != items[i + 1].file;
		was_asked = (was_asked && !is_first) || is_asked(&items[i], count, directories);
		if (is_last && !was_asked)
			return output_error("%s: a checkpoint of \"%s\", and no given ledger is of that origin",
			    items[i].source, items[i].origin);
	}
	return STATUS_FINE;
}

static int run(int argc, char **argv)
{
	char default_directory[] = STORE_DIRECTORY;
	char *only[] = {default_directory};
	struct verify_command command = {.heartbeat = 0};
	int status = STATUS_WRONG;

	if (parse_options(&command, argc, argv) == 0) {
		int count = argc > optind ? argc - optind : 1;
		char **directories = argc > optind ? argv + optind : only;
		status = check_origins(&command, count, directories);
		for (int i = 0; i < count && status != STATUS_WRONG; i++) {
			int one = verify_among(&command, directories, count, i);
			status = one > status ? one : status;
		}
	}
	kept_heads_clear(&command.old);
	return status;
}

const struct command verify_command = {
    .name = "verify",
    .arguments = "[--checkpoint=FILE]... [--key=VKEY]... [--heartbeat=SECONDS] [--json] [DIR...]",
    .summary = "Says whether the ledger is what the gate wrote, and what cannot be told.",
    .options = "  --checkpoint=FILE     an older checkpoint that was kept elsewhere, or a log with such\n"
	       "  --key=VKEY            a verifier key that was kept elsewhere, or a file of them\n"
	       "  --heartbeat=SECONDS   how often an idle gate records that it is there\n"
	       "                        (default: what the records themselves say)\n"
	       "  --json                one line of JSON for each ledger\n",
    .run = run,
};
