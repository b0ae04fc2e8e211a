/* export: the records in the schemas that other systems read. */
#include "audit/store/line_reader.h"
#include "audit/tool/command.h"
#include "audit/tool/ecs.h"
#include "audit/tool/ocsf.h"
#include "audit/tool/output.h"
#include "audit/tool/progress.h"
#include "audit/tool/record_csv.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum format { FORMAT_NONE = 0, FORMAT_OCSF, FORMAT_ECS, FORMAT_CSV };

static int print_event(const json_t *record, int (*map)(const json_t *record, json_t **ret_event))
{
	json_t *event = NULL;
	int r = map(record, &event);

	if (r < 0)
		return r;
	char *text = json_dumps(event, JSON_COMPACT | JSON_PRESERVE_ORDER | JSON_ENSURE_ASCII);
	json_decref(event);
	if (text == NULL)
		return -ENOMEM;
	puts(text);
	free(text);
	return 0;
}

static int print_record(const json_t *record, enum format format)
{
	if (format == FORMAT_CSV)
		return record_csv_line(stdout, record);
	return print_event(record, format == FORMAT_OCSF ? ocsf_event : ecs_event);
}

static int export_line(const struct line *line, enum format format)
{
	json_t *record = line->trouble == LINE_WHOLE ? json_loadb(line->text, line->size, 0, NULL) : NULL;
	int r = json_is_object(record) ? print_record(record, format) : -EBADMSG;

	json_decref(record);
	return r;
}

/* A line that is no record is said and passed by. */
static int export_lines(struct line_reader *reader, const char *path, enum format format)
{
	struct progress progress;
	struct line line;
	uint64_t size = 0;
	int r, status = STATUS_FINE;

	for (size_t i = 0; i < reader->store->segment_count; i++)
		size += (uint64_t)reader->store->segments[i].size;
	progress_begin(&progress, "exporting", size);
	while ((r = line_reader_next(reader, &line)) == 1) {
		r = export_line(&line, format);
		if (r == -EBADMSG)
			status = output_error(
			    "%s/records-%06u.jsonl:%" PRIu64 ": passed by: no record", path, line.segment, line.number);
		else if (r < 0 || ferror(stdout))
			break;
		progress_show(&progress, reader->octets);
	}
	progress_end(&progress);
	return r < 0 ? output_error("%s: %s", path, strerror(-r)) : status;
}

static int export_directory(const char *path, enum format format)
{
	char problem[STORE_PROBLEM_SIZE];
	struct store *store = NULL;
	struct line_reader reader;

	if (store_open(path, &store, problem) < 0)
		return output_error("%s", problem);
	line_reader_init(&reader, store);
	int status = export_lines(&reader, path, format);
	line_reader_clear(&reader);
	store_close(store);
	return status;
}

static int export_all(char **paths, int count, enum format format)
{
	char *standard[] = {(char *)STORE_DIRECTORY};
	int status = STATUS_FINE;

	if (count == 0)
		return export_all(standard, 1, format);
	if (format == FORMAT_CSV)
		record_csv_head(stdout);
	for (int i = 0; i < count; i++) {
		int next = export_directory(paths[i], format);
		status = next != STATUS_FINE ? next : status;
	}
	return status;
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {{"ocsf", no_argument, NULL, FORMAT_OCSF},
	    {"ecs", no_argument, NULL, FORMAT_ECS}, {"csv", no_argument, NULL, FORMAT_CSV}, {NULL}};
	enum format format = FORMAT_NONE;

	for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		if (c == '?' || format != FORMAT_NONE)
			return output_usage_error(argv[0], "allowed: one of --ocsf, --ecs, --csv");
		format = (enum format)c;
	}
	if (format == FORMAT_NONE)
		return output_usage_error(argv[0], "expected --ocsf, --ecs or --csv");
	return export_all(argv + optind, argc - optind, format);
}

const struct command export_command = {
    .name = "export",
    .arguments = "--ocsf|--ecs|--csv [DIR]...",
    .summary = "Prints every record in a schema that other systems read; referral-audit-export(7) has the mapping.",
    .options = "  --ocsf                Open Cybersecurity Schema Framework 1.8.0, one JSON object a line\n"
	       "  --ecs                 Elastic Common Schema 9.4.0, one JSON object a line\n"
	       "  --csv                 comma-separated values, for a spreadsheet\n",
    .run = run,
};
