/* show INDEX: one record, whole. */
#include "audit/store/line_reader.h"
#include "audit/store/record_view.h"
#include "audit/tool/command.h"
#include "audit/tool/number.h"
#include "audit/tool/output.h"
#include "audit/tool/record_print.h"

#include <getopt.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* The record as it stands there, for a program; for people a field a line. */
static int print_record(const struct line *line, bool is_json)
{
	char problem[RECORD_VIEW_PROBLEM_SIZE];
	struct record_view view;

	if (record_view_parse(line->text, line->size, &view, problem) < 0)
		return output_error(
		    "records-%06u.jsonl:%llu: no record: %s", line->segment, (unsigned long long)line->number, problem);
	if (is_json) {
		record_view_clear(&view);
		fwrite(line->text, 1, line->size, stdout);
		putchar('\n');
		return STATUS_FINE;
	}
	printf("records-%06u.jsonl, line %llu\n", line->segment, (unsigned long long)line->number);
	int r = record_print(&view);
	record_view_clear(&view);
	return r == 0 ? STATUS_FINE : output_error("out of memory");
}

static int show_record(const char *directory, uint64_t index, bool is_json)
{
	char problem[STORE_PROBLEM_SIZE];
	struct store *store = NULL;
	struct line_reader reader;
	struct line line;

	if (store_open(directory, &store, problem) < 0)
		return output_error("%s", problem);
	line_reader_init(&reader, store);
	int r = line_reader_find(&reader, index, &line);
	int status = STATUS_NO;
	if (r == 1)
		status = print_record(&line, is_json);
	else if (r < 0)
		status = output_error("%s: %s", directory, strerror(-r));
	else
		output_error("%s: no record %llu in it%s", directory, (unsigned long long)index,
		    index < store->leaf_count ? "; its hash is, so that it was there once" : "");
	line_reader_clear(&reader);
	store_close(store);
	return status;
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {{"json", no_argument, NULL, 'j'}, {NULL}};
	bool is_json = false;
	uint64_t index = 0;

	for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		if (c != 'j')
			return output_usage_error(argv[0], "allowed: --json");
		is_json = true;
	}
	if (argc - optind < 1 || argc - optind > 2 || number_parse(argv[optind], &index) < 0)
		return output_usage_error(
		    argv[0], "expected the number of a record, from 0, and at most one directory");
	return show_record(argc - optind == 2 ? argv[optind + 1] : STORE_DIRECTORY, index, is_json);
}

const struct command show_command = {
    .name = "show",
    .arguments = "[--json] INDEX [DIR]",
    .summary = "Prints one record, by its number in the tree.",
    .options = "",
    .run = run,
};
