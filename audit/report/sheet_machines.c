#include "audit/report/sheet_machines.h"

#include "audit/report/sheet_text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define COLUMNS(names) names, sizeof(names) / sizeof(*names)

static const char *const gateway_columns[] = {
    "Gateway", "Covered", "Away", "Starts", "Without a stop before", "New policies", "Inspector deaths", "Gaps"};
static const char *const event_columns[] = {"From (UTC)", "Until (UTC)", "Gateway", "What"};
static const char *const ledger_columns[] = {"Ledger", "Verification", "Details"};

static void table_init(struct sheet_table *table, const char *id, const char *title, const char *note,
    const char *const *columns, size_t column_count)
{
	*table = (struct sheet_table){
	    .id = id, .title = title, .note = note, .columns = columns, .column_count = column_count};
}

/* The cells of one row, empty as yet; NULL: out of memory. */
static char **add_row(struct sheet_table *table)
{
	size_t count = table->row_count * table->column_count;
	char **cells = reallocarray(table->cells, count + table->column_count, sizeof(*cells));

	if (cells == NULL)
		return NULL;
	for (size_t i = 0; i < table->column_count; i++)
		cells[count + i] = NULL;
	table->cells = cells;
	table->row_count++;
	return cells + count;
}

__attribute__((format(printf, 2, 3))) static int set(char **cell, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	int length = vasprintf(cell, format, arguments);
	va_end(arguments);
	if (length >= 0)
		return 0;
	*cell = NULL;
	return -ENOMEM;
}

static int first_of(int r, int next)
{
	return r < 0 ? r : next;
}

/* Of the part of the period in which there were records at all, or could have been. */
static double share_covered(const struct coverage *coverage, const struct coverage_gateway *gateway, int64_t now_us)
{
	int64_t from = gateway->first_us > coverage->from_us ? gateway->first_us : coverage->from_us;
	int64_t to = now_us < coverage->to_us ? now_us : coverage->to_us;

	return to > from ? 100.0 * (1.0 - (double)gateway->away_us / (double)(to - from)) : 0;
}

static int add_gateway(
    struct sheet_table *table, const struct coverage *coverage, const struct coverage_gateway *gateway, int64_t now_us)
{
	char away[SHEET_DURATION_SIZE];
	char **cells = add_row(table);

	if (cells == NULL)
		return -ENOMEM;
	double share = share_covered(coverage, gateway, now_us);
	sheet_format_duration(gateway->away_us, away);
	int r = set(&cells[0], "%s", gateway->name);
	/* Nothing is rounded up to all of the time. */
	r = first_of(r, set(&cells[1], "%.2f %%", gateway->away_us > 0 && share > 99.99 ? 99.99 : share));
	r = first_of(r, set(&cells[2], "%s", away));
	r = first_of(r, set(&cells[3], "%" PRIu64, gateway->starts));
	r = first_of(r, set(&cells[4], "%" PRIu64, gateway->unclean_starts));
	r = first_of(r, set(&cells[5], "%" PRIu64, gateway->reloads));
	r = first_of(r, set(&cells[6], "%" PRIu64, gateway->deaths));
	return first_of(r, set(&cells[7], "%" PRIu64, gateway->gaps));
}

static int add_event(
    struct sheet_table *table, const struct coverage_gateway *gateway, const struct coverage_event *event)
{
	char from[SHEET_TIME_SIZE], to[SHEET_TIME_SIZE] = "";
	char **cells = add_row(table);

	if (cells == NULL)
		return -ENOMEM;
	sheet_format_time(event->from_us, from);
	if (event->to_us > event->from_us)
		sheet_format_time(event->to_us, to);
	int r = set(&cells[0], "%s", from);
	r = first_of(r, set(&cells[1], "%s", to));
	r = first_of(r, set(&cells[2], "%s", gateway->name));
	return first_of(r, set(&cells[3], "%s", event->text));
}

static int add_left_out(struct sheet_table *table, const struct coverage_gateway *gateway)
{
	char **cells = gateway->events_left_out > 0 ? add_row(table) : NULL;

	if (gateway->events_left_out == 0)
		return 0;
	if (cells == NULL)
		return -ENOMEM;
	int r = first_of(set(&cells[0], "later"), set(&cells[1], "%s", ""));
	r = first_of(r, set(&cells[2], "%s", gateway->name));
	return first_of(r, set(&cells[3], "%zu more that are not listed", gateway->events_left_out));
}

static int add_events(struct sheet_table *table, const struct coverage_gateway *gateway)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < gateway->event_count; i++)
		r = add_event(table, gateway, &gateway->events[i]);
	return r == 0 ? add_left_out(table, gateway) : r;
}

static int add_ledger(struct sheet_table *table, const struct ledger_finding *finding)
{
	char **cells = add_row(table);

	if (cells == NULL)
		return -ENOMEM;
	int r = set(&cells[0], "%s", finding->origin);
	r = first_of(r, set(&cells[1], "%s", finding->verdict));
	return first_of(r, set(&cells[2], "%s", finding->details));
}

int sheet_add_machines(const struct sheet_input *input, struct sheet *sheet)
{
	const struct coverage *coverage = input->coverage;
	int r = 0;

	table_init(&sheet->gateways, "gateways", "Was somebody watching?",
	    "\"Away\" is the time between a stop and the next start, or without even a heartbeat.",
	    COLUMNS(gateway_columns));
	table_init(&sheet->events, "events", "Interruptions and changes",
	    "While no gate answers, the MTA's own setting decides about mail.", COLUMNS(event_columns));
	table_init(&sheet->ledgers, "ledgers", "Are the records what the gateways wrote?",
	    "A whole ledger that was replaced, and records cut off its end, show only against a checkpoint or key that "
	    "was "
	    "kept elsewhere: \"referral-audit verify\".",
	    COLUMNS(ledger_columns));
	for (size_t i = 0; r == 0 && i < coverage->count; i++) {
		r = add_gateway(&sheet->gateways, coverage, &coverage->gateways[i], input->now_us);
		r = first_of(r, add_events(&sheet->events, &coverage->gateways[i]));
	}
	for (size_t i = 0; r == 0 && i < input->ledger_count; i++)
		r = add_ledger(&sheet->ledgers, &input->ledgers[i]);
	return r;
}
