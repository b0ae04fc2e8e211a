/* match: the records of one sender, for whoever has the key; the question is itself recorded, before it is answered. */
#include "audit/key_shelf.h"
#include "audit/redact.h"
#include "audit/store/line_reader.h"
#include "audit/store/record_view.h"
#include "audit/tool/ask.h"
#include "audit/tool/command.h"
#include "audit/tool/output.h"
#include "rules/address.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct match {
	const char *address, *period, *keys, *ledger;
	bool is_json;
	struct redacted sender;
	json_t *array; /* with --json */
	size_t found;
};

static bool is_sender(const struct pseudonyms *pseudonyms, const struct match *match)
{
	return pseudonyms->period != NULL && pseudonyms->sender != NULL &&
	       strcmp(pseudonyms->period, match->period) == 0 && strcmp(pseudonyms->sender, match->sender.text) == 0;
}

static int print_match(struct match *match, const struct record_view *view, const char *directory)
{
	match->found++;
	if (match->array != NULL)
		return json_array_append_new(match->array,
			   json_pack("{s:s, s:I, s:s, s:s*, s:s*, s:s*, s:s*, s:s*}", "directory", directory, "index",
			       (json_int_t)view->index, "time", view->time, "kind", view->kind, "route", view->route,
			       "verdict", view->verdict, "reason", view->reason, "case", view->case_code)) == 0
			   ? 0
			   : -ENOMEM;
	output_text(stdout, directory, 0);
	printf(" %" PRIu64 " ", view->index);
	output_text(stdout, view->time, 0);
	const char *const rest[] = {view->route, view->verdict, view->reason, view->case_code};
	for (size_t i = 0; i < sizeof(rest) / sizeof(rest[0]); i++) {
		putchar(' ');
		output_text(stdout, rest[i], 0);
	}
	putchar('\n');
	return 0;
}

static int look_at(struct match *match, const struct line *line, const char *directory)
{
	char problem[RECORD_VIEW_PROBLEM_SIZE];
	struct record_view view;
	int r = 0;

	/* A pseudonym that the line does not even hold is not parsed for. */
	if (memmem(line->text, line->size, match->sender.text, strlen(match->sender.text)) == NULL)
		return 0;
	if (record_view_parse(line->text, line->size, &view, problem) < 0)
		return 0;
	if (is_sender(&view.now, match) || is_sender(&view.previous, match))
		r = print_match(match, &view, directory);
	record_view_clear(&view);
	return r;
}

static int search(struct match *match, const struct store *store)
{
	struct line_reader reader;
	struct line line;
	int r;

	line_reader_init(&reader, store);
	while ((r = line_reader_next(&reader, &line)) == 1) {
		r = look_at(match, &line, store->path);
		if (r < 0)
			break;
	}
	line_reader_clear(&reader);
	return r < 0 ? output_error("%s: %s", store->path, strerror(-r)) : STATUS_FINE;
}

static int search_all(struct match *match, struct store **stores, int count)
{
	int status = STATUS_FINE;

	match->array = match->is_json ? json_array() : NULL;
	for (int i = 0; i < count && status == STATUS_FINE; i++)
		status = search(match, stores[i]);
	if (status == STATUS_FINE && match->found == 0)
		status = STATUS_NO;
	if (match->array != NULL)
		return output_json(json_pack("{s:s, s:o}", "period", match->period, "records", match->array), status);
	if (status == STATUS_NO)
		puts("no record of that sender in that period");
	return status;
}

/* The key is needed only for this, and not kept. */
static int find_pseudonym(struct match *match)
{
	struct period_key key = {.period = ""};
	char *canonical = NULL;

	int r = address_normalise(match->address, strlen(match->address), &canonical);
	if (r < 0 || canonical[0] == '\0') {
		free(canonical);
		return output_error("this is no address");
	}
	r = key_shelf_load(match->keys, match->period, &key);
	if (r == 0)
		r = redact_value(&key, REDACT_SENDER, canonical, strlen(canonical), &match->sender);
	explicit_bzero(&key, sizeof(key));
	explicit_bzero(canonical, strlen(canonical));
	free(canonical);
	if (r == -ENOENT)
		return output_error(
		    "%s: no key of %s: its records can be linked to nobody any more", match->keys, match->period);
	return r < 0 ? output_error("%s: %s", match->keys, strerror(-r)) : STATUS_FINE;
}

/* Everything that can fail comes first, then the record that it was asked, and only then the answer. */
static int match_all(struct match *match, char **paths, int count)
{
	char problem[STORE_PROBLEM_SIZE];
	struct request request = {.kind = REQUEST_MATCH, .uid = ask_uid()};
	struct request_answer answer = {.error = 0};
	struct store **stores = calloc((size_t)count, sizeof(*stores));
	int opened = 0;

	if (stores == NULL)
		return output_error("out of memory");
	int status =
	    ask_become_owner(match->ledger) == 0 ? STATUS_FINE : output_error("cannot become the ledger's owner");
	for (; opened < count && status == STATUS_FINE; opened++)
		if (store_open(paths[opened], &stores[opened], problem) < 0) {
			status = output_error("%s", problem);
			break;
		}
	if (status == STATUS_FINE)
		status = find_pseudonym(match);
	memcpy(request.period, match->period, strlen(match->period) + 1);
	if (status == STATUS_FINE)
		status = ask(match->ledger, match->keys, &request, &answer);
	if (status == STATUS_FINE)
		status = search_all(match, stores, count);
	for (int i = 0; i < opened; i++)
		store_close(stores[i]);
	free(stores);
	return status;
}

static int read_options(int argc, char **argv, struct match *match)
{
	static const struct option options[] = {{"period", required_argument, NULL, 'p'},
	    {"keys", required_argument, NULL, 'k'}, {"ledger", required_argument, NULL, 'l'},
	    {"json", no_argument, NULL, 'j'}, {NULL}};

	for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		switch (c) {
		case 'p':
			match->period = optarg;
			break;
		case 'k':
			match->keys = optarg;
			break;
		case 'l':
			match->ledger = optarg;
			break;
		case 'j':
			match->is_json = true;
			break;
		default:
			return output_usage_error(argv[0], "allowed: --period, --keys, --ledger, --json");
		}
	}
	if (match->period == NULL || !request_is_period(match->period))
		return output_usage_error(argv[0], "expected --period, as records name it: 2026Q4");
	return optind < argc ? STATUS_FINE : output_usage_error(argv[0], "expected an address");
}

static int run(int argc, char **argv)
{
	struct match match = {.keys = ASK_KEYS_DIRECTORY, .ledger = STORE_DIRECTORY};
	int status = read_options(argc, argv, &match);
	char *standard[1];

	if (status != STATUS_FINE)
		return status;
	match.address = argv[optind];
	standard[0] = (char *)match.ledger;
	bool has_paths = argc - optind > 1;
	return match_all(&match, has_paths ? argv + optind + 1 : standard, has_paths ? argc - optind - 1 : 1);
}

const struct command match_command = {
    .name = "match",
    .arguments = "ADDRESS --period PERIOD [--keys DIR] [--ledger DIR] [--json] [DIR]...",
    .summary = "Prints the records of one sender in one period; that it was asked is recorded first.",
    .options = "  --period PERIOD       whose key: 2026Q4, 2026-11, 2026\n"
	       "  --keys DIR            the directory of the keys\n"
	       "  --ledger DIR          the gateway's own ledger, where the question is recorded; never a copy\n",
    .run = run,
};
