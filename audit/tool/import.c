/* import: lines that came by syslog or RELP, sorted into one verified ledger directory an origin. */
#include "audit/tool/command.h"
#include "audit/tool/import_check.h"
#include "audit/tool/import_input.h"
#include "audit/tool/import_origins.h"
#include "audit/tool/import_report.h"
#include "audit/tool/output.h"
#include "audit/tool/progress.h"
#include "audit/tool/vkey_option.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct import {
	const char *into;
	bool is_json;
	struct vkey_option keys;
	struct import_origins origins;
	uint64_t bad; /* lines */
};

static void report_line(const char *name, uint64_t number, const char *why)
{
	output_error("%s:%" PRIu64 ": skipped: %s", name, number, why);
}

/* A line that is wrong is said and skipped; what ends the import is an error. */
static int take_line(struct import *import, const struct import_input *input, const char *name)
{
	struct import_line line;
	const char *why = input->is_cut ? "it is longer than any line of ours" : NULL;
	int r = why != NULL ? -EBADMSG : import_line_parse(input->text, input->length, &line, &why);

	if (r == 0 && line.is_behind_another)
		output_error("%s:%" PRIu64 ": the beginning of another record stands in front", name, input->number);
	if (r == 0)
		r = import_origins_add(&import->origins, &line);
	if (r == -EMFILE)
		why = "there are too many gateways";
	else if (r == -ENAMETOOLONG)
		why = "the name of its gateway is too long";
	else if (r != -EBADMSG)
		return r;
	import->bad++;
	report_line(name, input->number, why);
	return 0;
}

static int take_stream(struct import *import, FILE *stream, const char *name)
{
	struct import_input input;
	struct progress progress;
	struct stat status = {.st_size = 0};
	int r = import_input_init(&input, stream);

	fstat(fileno(stream), &status);
	progress_begin(&progress, name, (uint64_t)status.st_size);
	while (r == 0 && (r = import_input_next(&input)) == 1) {
		r = take_line(import, &input, name);
		progress_show(&progress, input.octets);
	}
	progress_end(&progress);
	import_input_clear(&input);
	return r;
}

static int take_file(struct import *import, const char *path)
{
	bool is_input = strcmp(path, "-") == 0;
	const char *name = is_input ? "standard input" : path;
	FILE *stream = is_input ? stdin : fopen(path, "re");

	if (stream == NULL)
		return output_error("%s: %s", name, strerror(errno));
	int r = take_stream(import, stream, name);
	if (!is_input)
		fclose(stream);
	if (r == -E2BIG)
		return output_error("%s: more conflicting lines, checkpoints or keys of one gateway than can be", name);
	return r < 0 ? output_error("%s: %s", name, strerror(-r)) : STATUS_FINE;
}

static int finish_origin(struct import *import, size_t number, json_t *array)
{
	struct import_table *table = &import->origins.origins[number]->table;
	struct import_outcome outcome;
	bool is_good = false;

	int r = import_check(table, import->keys.keys, import->keys.count, &outcome);
	if (r == 0)
		r = import_origins_write(&import->origins, number, &outcome);
	if (r == 0)
		r = import_report(table, &outcome, array, &is_good);
	import_outcome_clear(&outcome);
	if (r < 0)
		return output_error("%s: %s: %s", import->into, table->origin, strerror(-r));
	return is_good ? STATUS_FINE : STATUS_NO;
}

/* The worst of two: an error, then a no. */
static int worse(int a, int b)
{
	return a > b ? a : b;
}

static int finish(struct import *import)
{
	json_t *array = import->is_json ? json_array() : NULL;
	int status = STATUS_FINE;

	for (size_t i = 0; i < import->origins.count; i++)
		status = worse(status, finish_origin(import, i, array));
	if (import->bad > 0) {
		output_error("%" PRIu64 " lines were skipped", import->bad);
		/* What the lines that are there say goes before that some could not be read. */
		status = status == STATUS_NO ? STATUS_NO : STATUS_WRONG;
	}
	if (array == NULL)
		return status;
	return output_json(json_pack("{s:o, s:I}", "origins", array, "skipped", (json_int_t)import->bad), status);
}

static int import_files(struct import *import, char **paths, int count)
{
	int r = import_origins_open(import->into, &import->origins);
	int status = STATUS_FINE;

	if (r < 0)
		return output_error("%s: %s", import->into,
		    r == -EBUSY	  ? "another import is at work there"
		    : r == -EPERM ? "not a directory of yours alone"
				  : strerror(-r));
	for (int i = 0; i < count && status == STATUS_FINE; i++)
		status = take_file(import, paths[i]);
	if (status == STATUS_FINE)
		status = finish(import);
	import_origins_close(&import->origins);
	return status;
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {{"into", required_argument, NULL, 'd'},
	    {"key", required_argument, NULL, 'k'}, {"json", no_argument, NULL, 'j'}, {NULL}};
	static struct import import;

	for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		switch (c) {
		case 'd':
			import.into = optarg;
			break;
		case 'k':
			if (vkey_option_add(&import.keys, optarg) < 0)
				return STATUS_WRONG;
			break;
		case 'j':
			import.is_json = true;
			break;
		default:
			return output_usage_error(argv[0], "allowed: --into, --key, --json");
		}
	}
	if (import.into == NULL || optind == argc)
		return output_usage_error(argv[0], "expected --into DIR and files, or - for standard input");
	return import_files(&import, argv + optind, argc - optind);
}

const struct command import_command = {
    .name = "import",
    .arguments = "--into DIR [--key VKEY]... [--json] FILE...|-",
    .summary = "Sorts lines that came by syslog or RELP into a verified ledger directory for each gateway.",
    .options = "  --into DIR            the directories of the gateways are made here, or completed\n"
	       "  --key VKEY            a gateway's verifier key, or a file of them; may be repeated\n",
    .run = run,
};
