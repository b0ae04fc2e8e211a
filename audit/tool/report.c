/* report: what a period's records add up to. */
#include "audit/report/sheet_csv.h"
#include "audit/report/sheet_html.h"
#include "audit/report/sheet_json.h"
#include "audit/store/record_time.h"
#include "audit/tool/command.h"
#include "audit/tool/gather.h"
#include "audit/tool/ledger_findings.h"
#include "audit/tool/output.h"
#include "audit/tool/sheet_print.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SECOND_US  INT64_C(1000000)
#define DAY_US	   (86400 * SECOND_US)
#define DAYS_USUAL 365
#define ALLOWED	   "allowed: --from time, --to time, and one of --html file, --csv, --json, --text"

enum format { FORMAT_TEXT = 0, FORMAT_HTML, FORMAT_CSV, FORMAT_JSON };

struct arguments {
	int64_t from_us, to_us, now_us;
	bool has_from;
	enum format format;
	unsigned formats; /* that were asked for */
	const char *file; /* of FORMAT_HTML; "-" is standard output */
};

/* What is counted in one reading. */
struct count {
	struct cases *cases;
	struct figures figures;
	struct coverage coverage;
};

static int parse_time(const char *text, bool is_end, int64_t *ret_us)
{
	int64_t start = 0, end = 0;
	int r = record_time_parse_typed(text, &start, &end);

	if (r == 0)
		*ret_us = is_end ? end : start;
	return r;
}

static int parse_option(int option, struct arguments *arguments)
{
	static const struct {
		int option;
		enum format format;
	} formats[] = {{'h', FORMAT_HTML}, {'c', FORMAT_CSV}, {'j', FORMAT_JSON}, {'t', FORMAT_TEXT}};

	if (option == 'f') {
		arguments->has_from = true;
		return parse_time(optarg, false, &arguments->from_us);
	}
	if (option == 'o')
		return parse_time(optarg, true, &arguments->to_us);
	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
		if (formats[i].option != option)
			continue;
		arguments->format = formats[i].format;
		arguments->file = option == 'h' ? optarg : NULL;
		arguments->formats++;
		return 0;
	}
	return -EINVAL;
}

static int parse(int argc, char **argv, struct arguments *ret_arguments)
{
	static const struct option options[] = {{"from", required_argument, NULL, 'f'},
	    {"to", required_argument, NULL, 'o'}, {"html", required_argument, NULL, 'h'},
	    {"csv", no_argument, NULL, 'c'}, {"json", no_argument, NULL, 'j'}, {"text", no_argument, NULL, 't'},
	    {NULL}};
	struct arguments arguments = {.now_us = (int64_t)time(NULL) * SECOND_US};

	/* To the end of today. */
	arguments.to_us = arguments.now_us - arguments.now_us % DAY_US + DAY_US;
	for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;)
		if (parse_option(c, &arguments) < 0)
			return output_usage_error(
			    argv[0], c == 'f' || c == 'o' ? "a time is 2026-11-04 or 2026-11-04T10:15Z, UTC" : ALLOWED);
	if (arguments.formats > 1)
		return output_usage_error(argv[0], ALLOWED);
	if (!arguments.has_from)
		arguments.from_us = arguments.to_us - DAYS_USUAL * DAY_US;
	if (arguments.from_us >= arguments.to_us)
		return output_usage_error(argv[0], "the period ends before it begins");
	*ret_arguments = arguments;
	return STATUS_FINE;
}

static int take(void *context, const struct record_view *view)
{
	struct count *count = context;
	int r = cases_add(count->cases, view);

	if (r == 0)
		r = figures_add(&count->figures, view);
	return r == 0 ? coverage_add(&count->coverage, view) : r;
}

static int settle(struct count *count, int64_t now_us)
{
	int r = cases_settle(count->cases, CASES_WINDOW_DAYS * DAY_US);

	if (r == 0)
		r = figures_settle(&count->figures, count->cases);
	return r == 0 ? coverage_settle(&count->coverage, now_us) : r;
}

static int write_html(const struct sheet *sheet, const char *path)
{
	bool is_output = strcmp(path, "-") == 0;
	FILE *stream = is_output ? stdout : fopen(path, "we");

	if (stream == NULL)
		return output_error("%s: %s", path, strerror(errno));
	int r = sheet_html_write(sheet, stream);
	bool is_written = ferror(stream) == 0;
	if (!is_output)
		is_written = fclose(stream) == 0 && is_written;
	if (r < 0)
		return output_error("%s: %s", path, strerror(-r));
	return is_written ? STATUS_FINE : output_error("%s: cannot be written", path);
}

static int write_sheet(const struct sheet *sheet, const struct arguments *arguments)
{
	switch (arguments->format) {
	case FORMAT_HTML:
		return write_html(sheet, arguments->file);
	case FORMAT_CSV:
		sheet_csv_write(sheet, stdout);
		return STATUS_FINE;
	case FORMAT_JSON:
		return output_json(sheet_json(sheet), STATUS_FINE);
	case FORMAT_TEXT:
		break;
	}
	sheet_print(sheet, stdout);
	return STATUS_FINE;
}

static int show(const struct count *count, const struct ledger_findings *findings, const struct gathered *gathered,
    const struct arguments *arguments)
{
	const struct sheet_input input = {.figures = &count->figures,
	    .coverage = &count->coverage,
	    .ledgers = findings->items,
	    .ledger_count = findings->count,
	    .now_us = arguments->now_us,
	    .newest_us = gathered->newest_us};
	struct sheet sheet;
	int r = sheet_make(&input, &sheet);
	int status = r < 0 ? output_error("%s", strerror(-r)) : write_sheet(&sheet, arguments);

	sheet_clear(&sheet);
	return status;
}

/* A report is made of a ledger that is not sound, too, and says so. */
static int report(struct count *count, char **paths, int path_count, const struct arguments *arguments)
{
	struct ledger_findings findings = {0};
	struct gathered gathered;
	int status = gather_records(paths, path_count, take, count, &gathered);
	int soundness = status == STATUS_FINE ? ledger_findings_make(paths, path_count, &findings) : status;

	if (soundness != STATUS_WRONG) {
		int r = settle(count, arguments->now_us);
		status = r < 0 ? output_error("%s", strerror(-r)) : show(count, &findings, &gathered, arguments);
		if (status == STATUS_FINE)
			status = soundness;
	} else {
		status = STATUS_WRONG;
	}
	ledger_findings_clear(&findings);
	return status;
}

static int run(int argc, char **argv)
{
	struct arguments arguments = {.now_us = 0};
	struct count count;
	int status = parse(argc, argv, &arguments);

	if (status != STATUS_FINE)
		return status;
	if (cases_new(&count.cases) < 0)
		return output_error("out of memory");
	figures_init(&count.figures, arguments.from_us, arguments.to_us);
	coverage_init(&count.coverage, arguments.from_us, arguments.to_us);
	status = report(&count, argv + optind, argc - optind, &arguments);
	coverage_clear(&count.coverage);
	figures_clear(&count.figures);
	cases_free(count.cases);
	return status;
}

const struct command report_command = {
    .name = "report",
    .arguments = "[--from TIME] [--to TIME] [--html FILE | --csv | --json | --text] [DIR]...",
    .summary = "Says what a period's records add up to. Small numbers of people are not shown.",
    .options = "  --from TIME           the first day or moment, as in 2026-11-04 (a year before the end)\n"
	       "  --to TIME             the last (today)\n"
	       "  --html FILE           one page that needs nothing else; \"-\" is standard output\n"
	       "  --csv, --text         for a spreadsheet; as plain text, which is usual\n",
    .run = run,
};
