/* query: the records that somebody asks for, as a table or as they stand there. */
#include "audit/store/line_reader.h"
#include "audit/store/record_time.h"
#include "audit/tool/command.h"
#include "audit/tool/output.h"
#include "audit/tool/progress.h"
#include "audit/tool/query.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* What getopt answers for an option of a field is this and the field. */
#define OPTION_FIELD 256

#define TIME_WIDTH    20 /* to the second */
#define INDEX_WIDTH   10
#define KIND_WIDTH    16
#define ROUTE_WIDTH   16
#define VERDICT_WIDTH 8
#define REASON_WIDTH  23

struct query_command {
	struct query query;
	bool is_json;
	uint64_t found, passed_by;
};

static void print_row(const struct record_view *view)
{
	char index[sizeof("18446744073709551615")] = "", time[RECORD_TIME_SIZE];

	if (view->has_index)
		snprintf(index, sizeof(index), "%" PRIu64, view->index);
	record_time_format(view->time_us, time);
	memcpy(time + TIME_WIDTH - 1, "Z", sizeof("Z"));
	output_text(stdout, index, INDEX_WIDTH);
	printf(" %s ", time);
	output_text(stdout, view->kind, KIND_WIDTH);
	putchar(' ');
	output_text(stdout, view->route, ROUTE_WIDTH);
	putchar(' ');
	output_text(stdout, view->verdict, VERDICT_WIDTH);
	putchar(' ');
	output_text(stdout, view->reason, REASON_WIDTH);
	putchar(' ');
	output_text(stdout, view->case_code, 0);
	putchar('\n');
}

static void print_heading(void)
{
	printf("%-*s %-*s %-*s %-*s %-*s %-*s %s\n", INDEX_WIDTH, "INDEX", TIME_WIDTH, "TIME", KIND_WIDTH, "KIND",
	    ROUTE_WIDTH, "ROUTE", VERDICT_WIDTH, "VERDICT", REASON_WIDTH, "REASON", "CASE");
}

static int answer_line(struct query_command *command, const struct line *line)
{
	char problem[RECORD_VIEW_PROBLEM_SIZE];
	struct line_head head;
	struct record_view view;

	if (line->trouble != LINE_WHOLE || line_head_scan(line->text, line->size, &head) < 0) {
		command->passed_by++;
		return 0;
	}
	if (!query_may_match(&command->query, &head))
		return 0;
	int r = record_view_parse(line->text, line->size, &view, problem);
	if (r < 0) {
		command->passed_by += r == -EBADMSG;
		return r == -EBADMSG ? 0 : r;
	}
	if (query_match(&command->query, &view)) {
		if (command->is_json) {
			fwrite(line->text, 1, line->size, stdout);
			putchar('\n');
		} else {
			if (command->found == 0)
				print_heading();
			print_row(&view);
		}
		command->found++;
	}
	record_view_clear(&view);
	return 0;
}

static int answer_store(struct query_command *command, struct store *store)
{
	struct progress progress;
	struct line_reader reader;
	struct line line;
	uint64_t size = 0;
	int r = 0;

	for (size_t i = 0; i < store->segment_count; i++)
		size += (uint64_t)store->segments[i].size;
	line_reader_init(&reader, store);
	progress_begin(&progress, store->path, size);
	while (r >= 0 && (r = line_reader_next(&reader, &line)) == 1) {
		r = answer_line(command, &line);
		progress_show(&progress, reader.octets);
	}
	progress_end(&progress);
	line_reader_clear(&reader);
	return r < 0 ? output_error("%s: %s", store->path, strerror(-r)) : STATUS_FINE;
}

static int answer_directory(struct query_command *command, const char *directory)
{
	char problem[STORE_PROBLEM_SIZE];
	struct store *store = NULL;

	if (store_open(directory, &store, problem) < 0)
		return output_error("%s", problem);
	int status = answer_store(command, store);
	store_close(store);
	return status;
}

static int answer(struct query_command *command, int count, char **directories)
{
	char default_directory[] = STORE_DIRECTORY;
	char *only[] = {default_directory};
	int status = STATUS_FINE;

	if (count == 0)
		return answer(command, 1, only);
	for (int i = 0; i < count && status == STATUS_FINE; i++)
		status = answer_directory(command, directories[i]);
	if (command->passed_by > 0)
		output_error("%" PRIu64 " lines are no records, and were passed by; see what " PROGRAM
			     " verify says of them",
		    command->passed_by);
	if (status == STATUS_FINE && command->found == 0)
		status = STATUS_NO;
	return status;
}

static int parse_word(struct query_command *command, const char *name, enum query_field field, const char *word)
{
	char *allowed = NULL;
	int r = query_add(&command->query, field, word, &allowed);

	if (r == -EINVAL)
		output_usage_error("query", "--%s: \"%s\" is not known; allowed: %s", name, word, allowed);
	else if (r < 0)
		output_usage_error("query", "--%s: at most %d times", name, QUERY_WORD_MAX);
	free(allowed);
	return r;
}

static int parse_time(struct query_command *command, const char *name, bool is_from, const char *text)
{
	int64_t start = 0, end = 0;
	int r = record_time_parse_typed(text, &start, &end);

	if (r < 0)
		output_usage_error("query",
		    "--%s: allowed: a day (2026-11-04), a minute (2026-11-04T10:15Z) or a second "
		    "(2026-11-04T10:15:00Z), in UTC",
		    name);
	else if (is_from)
		command->query.from_us = start;
	else
		command->query.before_us = end;
	return r;
}

static int parse_options(struct query_command *command, int argc, char **argv)
{
	static const struct option options[] = {{"case", required_argument, NULL, OPTION_FIELD + QUERY_CASE},
	    {"from", required_argument, NULL, 'f'}, {"gateway", required_argument, NULL, OPTION_FIELD + QUERY_GATEWAY},
	    {"json", no_argument, NULL, 'j'}, {"kind", required_argument, NULL, OPTION_FIELD + QUERY_KIND},
	    {"reason", required_argument, NULL, OPTION_FIELD + QUERY_REASON},
	    {"route", required_argument, NULL, OPTION_FIELD + QUERY_ROUTE}, {"to", required_argument, NULL, 't'},
	    {"verdict", required_argument, NULL, OPTION_FIELD + QUERY_VERDICT}, {NULL}};
	int r = 0, at = 0;

	for (int c; r == 0 && (c = getopt_long(argc, argv, "", options, &at)) != -1;) {
		if (c == 'j')
			command->is_json = true;
		else if (c == 'f' || c == 't')
			r = parse_time(command, options[at].name, c == 'f', optarg);
		else if (c >= OPTION_FIELD)
			r = parse_word(command, options[at].name, (enum query_field)(c - OPTION_FIELD), optarg);
		else {
			output_usage_error(argv[0], "allowed: --case, --from, --gateway, --json, --kind, --reason, "
						    "--route, --to, --verdict");
			r = -EINVAL;
		}
	}
	return r;
}

static int run(int argc, char **argv)
{
	struct query_command command = {.is_json = false};

	query_init(&command.query);
	if (parse_options(&command, argc, argv) < 0)
		return STATUS_WRONG;
	return answer(&command, argc - optind, argv + optind);
}

const struct command query_command = {
    .name = "query",
    .arguments = "[OPTION]... [DIR...]",
    .summary = "Lists records. Of an option that is given more than once any value will do.",
    .options = "  --from=TIME           from a day, minute or second on (2026-11-04, 2026-11-04T10:15Z), in UTC\n"
	       "  --to=TIME             to the end of it\n"
	       "  --route=NAME\n"
	       "  --verdict=WORD        accept, refuse, hold, defer\n"
	       "  --reason=WORD         what decided, or what else was found\n"
	       "  --case=CODE           as in the refusal; the dash and capitals do not matter\n"
	       "  --gateway=NAME\n"
	       "  --kind=WORD           verdict, start, stop, reload, heartbeat, ...\n"
	       "  --json                the records as they are, a line each\n",
    .run = run,
};
