#include "milter/mta_report.h"

#include "milter/json_text.h"
#include "milter/printable.h"
#include "rules/grow.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void mta_report_init(struct mta_report *report)
{
	*report = (struct mta_report){0};
}

static void clear_finding(struct mta_finding *finding)
{
	free(finding->file);
	free(finding->text);
	free(finding->advice);
}

void mta_report_clear(struct mta_report *report)
{
	for (size_t i = 0; i < report->count; i++)
		clear_finding(&report->items[i]);
	free(report->items);
	mta_report_init(report);
}

static bool is_known(const struct mta_report *report, const struct mta_finding *new)
{
	for (size_t i = 0; i < report->count; i++) {
		const struct mta_finding *old = &report->items[i];
		if (old->line == new->line && strcmp(old->id, new->id) == 0 && strcmp(old->file, new->file) == 0 &&
		    strcmp(old->text, new->text) == 0)
			return true;
	}
	return false;
}

static void keep(struct mta_report *report, const struct mta_finding *finding)
{
	struct mta_finding *grown = grow_by_one(report->items, report->count, sizeof(*grown));

	if (grown == NULL) {
		report->is_short = true;
		return;
	}
	report->items = grown;
	report->items[report->count++] = *finding;
	if (finding->level == MTA_ERROR)
		report->error_count++;
}

void mta_report_add(
    struct mta_report *report, enum mta_level level, const char *id, struct mta_place place, const char *format, ...)
{
	struct mta_finding finding = {.level = level, .id = id, .file = strdup(place.file), .line = place.line};
	size_t before = report->count;
	va_list arguments;

	va_start(arguments, format);
	if (vasprintf(&finding.text, format, arguments) < 0)
		finding.text = NULL;
	va_end(arguments);
	if (finding.file == NULL || finding.text == NULL)
		report->is_short = true;
	else if (!is_known(report, &finding))
		keep(report, &finding);
	if (report->count == before)
		clear_finding(&finding);
}

void mta_report_advise(struct mta_report *report, const char *format, ...)
{
	struct mta_finding *last = report->count > 0 ? &report->items[report->count - 1] : NULL;
	va_list arguments;

	if (last == NULL || last->advice != NULL)
		return;
	va_start(arguments, format);
	if (vasprintf(&last->advice, format, arguments) < 0) {
		last->advice = NULL;
		report->is_short = true;
	}
	va_end(arguments);
}

bool mta_report_has(const struct mta_report *report, const char *id)
{
	for (size_t i = 0; i < report->count; i++)
		if (strcmp(report->items[i].id, id) == 0)
			return true;
	return false;
}

static const char *level_word(enum mta_level level)
{
	return level == MTA_ERROR ? "error" : "warning";
}

static int print_finding(const struct mta_finding *finding, FILE *stream)
{
	char *file = printable_new(finding->file), *text = printable_new(finding->text);
	char *advice = printable_new(finding->advice != NULL ? finding->advice : "");
	int r = file != NULL && text != NULL && advice != NULL ? 0 : -ENOMEM;

	if (r == 0 && finding->line > 0)
		fprintf(stream, "%s:%d: ", file, finding->line);
	else if (r == 0)
		fprintf(stream, "%s: ", file);
	if (r == 0)
		fprintf(stream, "%s: %s: %s\n", level_word(finding->level), finding->id, text);
	if (r == 0 && finding->advice != NULL)
		fprintf(stream, "    write: %s\n", advice);
	free(file);
	free(text);
	free(advice);
	return r;
}

int mta_report_print(const struct mta_report *report, FILE *stream)
{
	size_t warnings = report->count - report->error_count;
	int r = 0;

	for (size_t i = 0; i < report->count && r == 0; i++)
		r = print_finding(&report->items[i], stream);
	if (r == 0 && report->count == 0)
		fputs("nothing wrong\n", stream);
	else if (r == 0)
		fprintf(stream, "%zu error%s, %zu warning%s\n", report->error_count,
		    report->error_count == 1 ? "" : "s", warnings, warnings == 1 ? "" : "s");
	return r;
}

static json_t *finding_new(const struct mta_finding *finding)
{
	json_t *object = json_object();
	bool is_fine =
	    json_put(object, "level", json_text(level_word(finding->level))) &&
	    json_put(object, "id", json_text(finding->id)) && json_put(object, "file", json_text(finding->file)) &&
	    json_put(object, "line", finding->line > 0 ? json_integer(finding->line) : json_null()) &&
	    json_put(object, "text", json_text(finding->text)) && json_put(object, "write", json_text(finding->advice));

	if (!is_fine) {
		json_decref(object);
		return NULL;
	}
	return object;
}

int mta_report_print_json(const struct mta_report *report, int status, FILE *stream)
{
	json_t *whole = json_object(), *list = json_array();
	bool is_fine = json_put(whole, "version", json_integer(1)) && json_put(whole, "status", json_integer(status));
	int r = 0;

	is_fine = json_put(whole, "findings", list) && is_fine;
	for (size_t i = 0; i < report->count && is_fine; i++)
		is_fine = json_push(list, finding_new(&report->items[i]));
	if (!is_fine)
		r = -ENOMEM;
	else if (json_dumpf(whole, stream, JSON_INDENT(2)) != 0)
		r = -EIO;
	fputc('\n', stream);
	json_decref(whole);
	return r;
}
