/*
 * sheet: a report as what may be read in it, the same for every format: headline figures, breakdowns of a total, and
 * tables about the machines. Every number of people has been banded when it stands here (audit/report/band.h), so that
 * no writer can print what it must not. Texts may stem from a ledger that somebody changed: writers escape them.
 */
#ifndef AUDIT_REPORT_SHEET_H
#define AUDIT_REPORT_SHEET_H

#include "audit/report/band.h"
#include "audit/report/coverage.h"
#include "audit/report/figures.h"

struct headline {
	const char *id; /* a stable word, for programs */
	const char *label;
	char *text; /* "12", "<5", "81 %", "3 hours 20 minutes" */
	const char *note;
	bool is_alarm; /* the number that matters, and it is not 0 */
};

struct sheet_row {
	char *name;
	struct shown number;
};

struct breakdown {
	const char *id, *title, *column, *note;
	bool is_sum;   /* the rows add up to the total */
	bool is_whole; /* false: not broken down */
	struct shown total;
	struct sheet_row *rows;
	size_t count;
};

struct sheet_table {
	const char *id, *title, *note;
	const char *const *columns;
	size_t column_count;
	char **cells; /* row after row */
	size_t row_count;
};

#define SHEET_HEADLINES_MAX  12
#define SHEET_BREAKDOWNS_MAX 12

struct sheet {
	char *period; /* "1 January 2026 to 31 December 2026 (UTC)" */
	char *made;   /* when, and from which records */
	struct headline headlines[SHEET_HEADLINES_MAX];
	size_t headline_count;
	struct breakdown breakdowns[SHEET_BREAKDOWNS_MAX];
	size_t breakdown_count;
	struct sheet_table gateways, events, ledgers;
	const char *const *notes; /* how to read it, a sentence or two each */
	size_t note_count;
};

/* What was found of one ledger. */
struct ledger_finding {
	char *origin;
	const char *verdict; /* "sound", "not sound" */
	char *details;	     /* a sentence or more */
};

struct sheet_input {
	const struct figures *figures;
	const struct coverage *coverage;
	const struct ledger_finding *ledgers;
	size_t ledger_count;
	int64_t now_us, newest_us;
};

/* 0, -ENOMEM; the sheet must be cleared in both cases. */
int sheet_make(const struct sheet_input *input, struct sheet *ret_sheet);
void sheet_clear(struct sheet *sheet);

#endif
