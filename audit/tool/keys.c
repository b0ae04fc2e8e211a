/* keys: the keys of the ledger: which there are, a new signing key, the end of a period's pseudonyms. */
#include "audit/key_shelf.h"
#include "audit/store/store.h"
#include "audit/tool/ask.h"
#include "audit/tool/command.h"
#include "audit/tool/output.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct options {
	const char *keys, *ledger, *confirmed;
	bool is_json;
};

/* The verifier key that is signed with, or "". */
static void read_vkey(const char *ledger, char vkey[NOTE_VKEY_SIZE])
{
	char problem[STORE_PROBLEM_SIZE];
	struct store *store = NULL;

	vkey[0] = '\0';
	if (store_open(ledger, &store, problem) < 0)
		return;
	if (store->vkey_count > 0 && note_vkey_format(&store->vkeys[store->vkey_count - 1], vkey) < 0)
		vkey[0] = '\0';
	store_close(store);
}

static int print_list(const struct key_shelf *shelf, const char *vkey, bool is_json)
{
	int64_t now = (int64_t)time(NULL);
	json_t *array = json_array();

	for (size_t i = 0; i < shelf->count; i++) {
		const char *period = shelf->periods[i];
		bool is_current = key_shelf_is_current(period, now);
		if (is_json)
			json_array_append_new(array, json_pack("{s:s, s:b}", "period", period, "current", is_current));
		else
			printf("pseudonyms %s%s\n", period, is_current ? " (in use)" : "");
	}
	if (is_json)
		return output_json(json_pack("{s:o, s:s}", "pseudonyms", array, "vkey", vkey), STATUS_FINE);
	json_decref(array);
	printf("signing    %s\n", vkey[0] != '\0' ? vkey : "none yet");
	return STATUS_FINE;
}

static int list(const struct options *options)
{
	struct key_shelf shelf;
	char vkey[NOTE_VKEY_SIZE];
	int r = key_shelf_read(options->keys, &shelf);

	if (r < 0)
		return output_error("%s: %s", options->keys, strerror(-r));
	read_vkey(options->ledger, vkey);
	int status = print_list(&shelf, vkey, options->is_json);
	key_shelf_clear(&shelf);
	return status;
}

static int print_done(const struct options *options, const char *text)
{
	if (options->is_json)
		return output_json(json_pack("{s:b}", "done", 1), STATUS_FINE);
	puts(text);
	return STATUS_FINE;
}

static int rotate(const struct options *options)
{
	const struct request request = {.kind = REQUEST_ROTATE_SIGNING, .uid = ask_uid()};
	struct request_answer answer = {.error = 0};
	char vkey[NOTE_VKEY_SIZE];

	int status = ask(options->ledger, options->keys, &request, &answer);
	if (status != STATUS_FINE)
		return status;
	read_vkey(options->ledger, vkey);
	if (options->is_json)
		return output_json(json_pack("{s:b, s:s}", "done", 1, "vkey", vkey), STATUS_FINE);
	printf("The ledger is signed with a new key. Keep it where the old one is kept, beside it:\n%s\n", vkey);
	return STATUS_FINE;
}

/* By repeating the period: as an option, or typed. */
static bool is_confirmed(const struct options *options, const char *period)
{
	char typed[KEYS_PERIOD_MAX + 2] = "";

	if (options->confirmed != NULL)
		return strcmp(options->confirmed, period) == 0;
	if (!isatty(STDIN_FILENO))
		return false;
	fprintf(stderr,
	    "Nobody will be able to tell whose the records of %s are, nor to follow their cases.\n"
	    "Type the period again to destroy its key: ",
	    period);
	if (fgets(typed, sizeof(typed), stdin) == NULL)
		return false;
	typed[strcspn(typed, "\n")] = '\0';
	return strcmp(typed, period) == 0;
}

static int destroy(const struct options *options, const char *period)
{
	struct request request = {.kind = REQUEST_DESTROY, .uid = ask_uid()};
	struct request_answer answer = {.error = 0};

	if (!request_is_period(period))
		return output_error("this is no period; they are named like 2026Q4");
	if (!is_confirmed(options, period))
		return output_error("not confirmed: repeat the period with --confirm; nothing was done");
	memcpy(request.period, period, strlen(period) + 1);
	int status = ask(options->ledger, options->keys, &request, &answer);
	return status != STATUS_FINE ? status : print_done(options, "The key is destroyed.");
}

static int read_options(int argc, char **argv, struct options *ret_options)
{
	static const struct option options[] = {{"keys", required_argument, NULL, 'k'},
	    {"ledger", required_argument, NULL, 'l'}, {"confirm", required_argument, NULL, 'c'},
	    {"json", no_argument, NULL, 'j'}, {NULL}};

	for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		switch (c) {
		case 'k':
			ret_options->keys = optarg;
			break;
		case 'l':
			ret_options->ledger = optarg;
			break;
		case 'c':
			ret_options->confirmed = optarg;
			break;
		case 'j':
			ret_options->is_json = true;
			break;
		default:
			return output_usage_error(argv[0], "allowed: --keys, --ledger, --confirm, --json");
		}
	}
	return STATUS_FINE;
}

static int run(int argc, char **argv)
{
	struct options options = {.keys = ASK_KEYS_DIRECTORY, .ledger = STORE_DIRECTORY};
	int status = read_options(argc, argv, &options);
	int count = argc - optind;
	const char *what = count > 0 ? argv[optind] : "";

	if (status != STATUS_FINE)
		return status;
	if (ask_become_owner(options.ledger) < 0)
		return output_error("cannot become the ledger's owner");
	if (count == 1 && strcmp(what, "list") == 0)
		return list(&options);
	if (count == 1 && strcmp(what, "rotate-signing") == 0)
		return rotate(&options);
	if (count == 2 && strcmp(what, "destroy") == 0)
		return destroy(&options, argv[optind + 1]);
	return output_usage_error(argv[0], "expected list, rotate-signing, or destroy PERIOD");
}

const struct command keys_command = {
    .name = "keys",
    .arguments = "list|rotate-signing|destroy PERIOD [--confirm PERIOD] [--keys DIR] [--ledger DIR] [--json]",
    .summary = "Lists the keys, makes a new signing key, or destroys the pseudonyms of a period for ever.",
    .options = "  --confirm PERIOD      the period again, where nobody can be asked\n"
	       "  --keys DIR            the directory of the keys\n"
	       "  --ledger DIR          the gateway's own ledger; never a copy\n",
    .run = run,
};
