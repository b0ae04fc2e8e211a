#include "audit/report/sheet.h"

#include "audit/report/sheet_machines.h"
#include "audit/report/sheet_text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define NOT_SHOWN "not shown"

static const char refused_label[] = "Refused at first", refused_note[] = "with guidance to the sender";

static const char *const notes[] = {
    "A number from 1 to 4 is shown as <5, since it may tell of one child or one sender. Where it would follow from a "
    "total, another is withheld too: a number that is withheld is 5 or more. What is too little to be broken down is "
    "not shown.",
    "Two reports of periods that overlap can be subtracted from each other: publish one.",
    "A referral counts in the period in which it was first seen; what became of it is told from all records that were "
    "read.",
    "A case is closed when a referral of the same sender on the same route is accepted that belongs to it by its "
    "thread or its form. It is presumed to be closed when the sender sent another referral soon after: that one may "
    "be about another child.",
    "The records prove what was decided, not that it was delivered.",
};

static int add_breakdown(
    struct sheet *sheet, const struct breakdown *given, const struct tally *tally, struct breakdown **ret_breakdown)
{
	struct breakdown *breakdown = &sheet->breakdowns[sheet->breakdown_count];

	*breakdown = *given;
	breakdown->rows = calloc(tally->count + 1, sizeof(*breakdown->rows));
	if (breakdown->rows == NULL)
		return -ENOMEM;
	sheet->breakdown_count++;
	for (size_t i = 0; i < tally->count; i++) {
		breakdown->rows[i].name = strdup(tally->rows[i].name);
		if (breakdown->rows[i].name == NULL)
			return -ENOMEM;
		breakdown->rows[i].number.number = tally->rows[i].number;
		breakdown->count++;
	}
	*ret_breakdown = breakdown;
	return 0;
}

static int band_rows(struct breakdown *breakdown)
{
	struct shown *parts = calloc(breakdown->count + 1, sizeof(*parts));

	if (parts == NULL)
		return -ENOMEM;
	for (size_t i = 0; i < breakdown->count; i++)
		parts[i] = breakdown->rows[i].number;
	breakdown->is_whole = band_parts(parts, breakdown->count, &breakdown->total);
	for (size_t i = 0; i < breakdown->count; i++)
		breakdown->rows[i].number = parts[i];
	free(parts);
	return 0;
}

/* The parts of a total. */
static int add_parts(struct sheet *sheet, const struct breakdown *given, const struct tally *tally,
    const struct shown *total, const struct breakdown **ret_breakdown)
{
	struct breakdown *breakdown = NULL;
	int r = add_breakdown(sheet, given, tally, &breakdown);

	if (r < 0)
		return r;
	breakdown->is_sum = true;
	breakdown->total = *total;
	r = band_rows(breakdown);
	if (r == 0 && ret_breakdown != NULL)
		*ret_breakdown = breakdown;
	return r;
}

/* Numbers that do not add up to anything that is known: a message may be in several. */
static int add_list(struct sheet *sheet, const struct breakdown *given, const struct tally *tally)
{
	struct breakdown *breakdown = NULL;
	int r = add_breakdown(sheet, given, tally, &breakdown);

	for (size_t i = 0; r == 0 && i < breakdown->count; i++)
		breakdown->rows[i].number = band_alone(breakdown->rows[i].number.number);
	if (r == 0)
		breakdown->is_whole = true;
	return r;
}

struct part {
	const char *name;
	uint64_t number;
};

/* In the order given, which is not that of a tally. */
static int add_named_parts(struct sheet *sheet, const struct breakdown *given, const struct part *parts, size_t count,
    const struct shown *total, const struct breakdown **ret_breakdown)
{
	struct tally_row rows[4];

	for (size_t i = 0; i < count; i++)
		rows[i] = (struct tally_row){(char *)(uintptr_t)parts[i].name, parts[i].number};
	return add_parts(sheet, given, &(struct tally){rows, count, count}, total, ret_breakdown);
}

__attribute__((format(printf, 6, 7))) static int add_headline(
    struct sheet *sheet, const char *id, const char *label, const char *note, bool is_alarm, const char *format, ...)
{
	struct headline *headline = &sheet->headlines[sheet->headline_count];
	va_list arguments;

	*headline = (struct headline){.id = id, .label = label, .note = note, .is_alarm = is_alarm};
	va_start(arguments, format);
	int length = vasprintf(&headline->text, format, arguments);
	va_end(arguments);
	if (length < 0) {
		headline->text = NULL;
		return -ENOMEM;
	}
	sheet->headline_count++;
	return 0;
}

static int add_number(
    struct sheet *sheet, const char *id, const char *label, const char *note, const struct shown *number, bool is_alarm)
{
	char text[BAND_TEXT_SIZE];

	return add_headline(sheet, id, label, note, is_alarm && (number->how != SHOWING_EXACT || number->number > 0),
	    "%s", band_text(number, text));
}

/* A share says what both of its numbers say. */
static int add_right(struct sheet *sheet, const struct breakdown *outcomes)
{
	static const char id[] = "right-first-time", label[] = "Right first time";
	static const char note[] = "accepted without having been refused";
	const struct shown *right = &outcomes->rows[0].number;

	if (!outcomes->is_whole)
		return add_headline(sheet, id, label, note, false, NOT_SHOWN);
	if (right->how != SHOWING_EXACT || outcomes->total.number == 0)
		return add_number(sheet, id, label, note, right, false);
	return add_headline(sheet, id, label, note, false, "%llu (%.0f %%)", (unsigned long long)right->number,
	    100.0 * (double)right->number / (double)outcomes->total.number);
}

/* Of few cases a median is nearly a case's own time. */
static int add_median(struct sheet *sheet, const struct figures *figures, const struct breakdown *fates)
{
	char text[SHEET_DURATION_SIZE] = NOT_SHOWN;

	if (fates->is_whole && figures->closed >= BAND_LEAST)
		sheet_format_duration(figures->median_close_us, text);
	return add_headline(sheet, "median-time-to-close", "Median time until it was sent again",
	    "of refused referrals that were accepted later", false, "%s",
	    fates->is_whole && figures->closed == 0 ? "none" : text);
}

/* The number that matters is not left out: that there is none, or any, tells of nobody. */
static int add_open(struct sheet *sheet, const struct figures *figures, const struct breakdown *fates)
{
	struct shown open = band_alone(figures->open);

	if (open.how == SHOWING_EXACT && open.number > 0)
		open = fates->rows[2].number;
	return add_number(sheet, "not-sent-again", "Refused and not sent again",
	    "open cases: \"referral-audit cases\" lists them", &open, true);
}

static int add_presumed(struct sheet *sheet, const struct breakdown *fates)
{
	static const char label[] = "Presumed sent again";
	static const char note[] = "another referral of the sender was accepted: it may be about another child";

	if (!fates->is_whole)
		return add_headline(sheet, "presumed", label, note, false, NOT_SHOWN);
	return add_number(sheet, "presumed", label, note, &fates->rows[1].number, false);
}

static int add_fates(struct sheet *sheet, const struct figures *figures, const struct shown *refused)
{
	const struct part parts[] = {{"Accepted later", figures->closed}, {"Presumed sent again", figures->presumed},
	    {"Not sent again", figures->open}};
	const struct breakdown given = {.id = "fate",
	    .title = "What became of refused referrals",
	    .column = "Outcome",
	    .note = "as far as the records go, not only in the period"};
	const struct breakdown *fates = NULL;
	int r = add_named_parts(sheet, &given, parts, 3, refused, &fates);

	if (r == 0)
		r = add_open(sheet, figures, fates);
	if (r == 0)
		r = add_presumed(sheet, fates);
	return r == 0 ? add_median(sheet, figures, fates) : r;
}

/* The total and the first division of it; what is refused of it is divided further. */
static int add_referrals(struct sheet *sheet, const struct figures *figures)
{
	const struct part parts[] = {{"Right first time", figures->right}, {"Refused at first", figures->refused}};
	const struct breakdown given = {.id = "outcome", .title = "How referrals fared at first", .column = "Outcome"};
	const struct breakdown reasons = {
	    .id = "reasons", .title = "Why referrals were refused", .column = "First reason"};
	const struct shown seen = band_alone(figures->seen), waiting = band_alone(figures->waiting);
	const struct breakdown *outcomes = NULL;
	int r = add_number(
	    sheet, "referrals", "Referrals seen", "each counted once, however often it was tried", &seen, false);

	if (r == 0)
		r = add_named_parts(sheet, &given, parts, 2, &seen, &outcomes);
	if (r < 0)
		return r;
	const struct shown refused = outcomes->rows[1].number;
	r = add_right(sheet, outcomes);
	if (r == 0)
		r = outcomes->is_whole ? add_number(sheet, "refused", refused_label, refused_note, &refused, false)
				       : add_headline(sheet, "refused", refused_label, refused_note, false, NOT_SHOWN);
	if (r == 0)
		r = add_fates(sheet, figures, &refused);
	if (r == 0)
		r = add_number(sheet, "waiting", "Held or deferred, and not finished",
		    "not among those seen; nobody told their senders", &waiting, true);
	return r == 0 ? add_parts(sheet, &reasons, &figures->reasons, &refused, NULL) : r;
}

static int add_divisions(struct sheet *sheet, const struct figures *figures)
{
	const struct shown seen = band_alone(figures->seen);
	const struct {
		struct breakdown given;
		const struct tally *tally;
	} divisions[] = {
	    {{.id = "months", .title = "Referrals by month", .column = "Month"}, &figures->months},
	    {{.id = "domains",
		 .title = "Referrals by sender's domain",
		 .column = "Domain",
		 .note = "only domains that a route lists are recorded: the rest are \"other\""},
		&figures->domains},
	    {{.id = "routes", .title = "Referrals by route", .column = "Route"}, &figures->routes},
	};
	int r = 0;

	for (size_t i = 0; r == 0 && i < sizeof(divisions) / sizeof(*divisions); i++)
		r = add_parts(sheet, &divisions[i].given, divisions[i].tally, &seen, NULL);
	return r;
}

static int add_messages(struct sheet *sheet, const struct figures *figures)
{
	static const char note[] = "messages that were accepted; one may be in several rows";
	const struct breakdown stripped = {
	    .id = "stripped", .title = "What was taken out of messages", .column = "Class of content", .note = note};
	const struct breakdown repaired = {
	    .id = "repaired", .title = "What was completed", .column = "Reason", .note = note};
	const struct breakdown flagged = {
	    .id = "flagged", .title = "What passed with a remark", .column = "Reason", .note = note};
	const struct shown misrouted = band_alone(figures->misrouted), would = band_alone(figures->would_refuse);
	const struct shown other = band_alone(figures->open_other);
	int r = add_list(sheet, &stripped, &figures->stripped);

	if (r == 0)
		r = add_list(sheet, &repaired, &figures->repaired);
	if (r == 0)
		r = add_list(sheet, &flagged, &figures->flagged);
	if (r == 0)
		r = add_number(sheet, "misrouted", "Misrouted forms", "completed forms in mail to no referral address",
		    &misrouted, false);
	if (r == 0)
		r = add_number(sheet, "other-open", "Other mail stopped and not sent again",
		    "follow-ups and misrouted mail", &other, false);
	return r == 0 ? add_number(sheet, "would-refuse", "Would have been refused",
			    "messages on routes that only observe: they passed", &would, false)
		      : r;
}

int sheet_make(const struct sheet_input *input, struct sheet *ret_sheet)
{
	const struct figures *figures = input->figures;

	*ret_sheet = (struct sheet){.notes = notes, .note_count = sizeof(notes) / sizeof(*notes)};
	int r = sheet_format_period(figures->from_us, figures->to_us, &ret_sheet->period);
	if (r == 0)
		r = sheet_format_made(input->now_us, input->newest_us, &ret_sheet->made);
	if (r == 0)
		r = add_referrals(ret_sheet, figures);
	if (r == 0)
		r = add_divisions(ret_sheet, figures);
	if (r == 0)
		r = add_messages(ret_sheet, figures);
	return r == 0 ? sheet_add_machines(input, ret_sheet) : r;
}

static void table_clear(struct sheet_table *table)
{
	for (size_t i = 0; i < table->row_count * table->column_count; i++)
		free(table->cells[i]);
	free(table->cells);
}

void sheet_clear(struct sheet *sheet)
{
	for (size_t i = 0; i < sheet->headline_count; i++)
		free(sheet->headlines[i].text);
	for (size_t i = 0; i < sheet->breakdown_count; i++) {
		for (size_t j = 0; j < sheet->breakdowns[i].count; j++)
			free(sheet->breakdowns[i].rows[j].name);
		free(sheet->breakdowns[i].rows);
	}
	table_clear(&sheet->gateways);
	table_clear(&sheet->events);
	table_clear(&sheet->ledgers);
	free(sheet->period);
	free(sheet->made);
}
