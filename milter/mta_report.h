/*
 * mta_report: what is wrong with an MTA's configuration, and what to write instead. Collects; decides nothing.
 *
 * For want of memory findings are lost, and is_short says so.
 */
#ifndef MILTER_MTA_REPORT_H
#define MILTER_MTA_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum mta_level { MTA_WARNING = 0, MTA_ERROR };

/* Where a setting stands. `line` 0: nowhere, it is a default, or missing. */
struct mta_place {
	const char *file;
	int line;
};

struct mta_finding {
	enum mta_level level;
	const char *id; /* "milter-missing": static storage */
	char *file;
	int line;
	char *text;   /* what is wrong: a sentence, or more */
	char *advice; /* what to write instead, or NULL */
};

struct mta_report {
	struct mta_finding *items;
	size_t count, error_count;
	bool is_short;
};

void mta_report_init(struct mta_report *report);
void mta_report_clear(struct mta_report *report);

/* `id` is kept, the rest is copied. The same twice is one finding. */
void mta_report_add(struct mta_report *report, enum mta_level level, const char *id, struct mta_place place,
    const char *format, ...) __attribute__((format(printf, 5, 6)));

/* What to write instead, for the finding that was added last. */
void mta_report_advise(struct mta_report *report, const char *format, ...) __attribute__((format(printf, 2, 3)));

bool mta_report_has(const struct mta_report *report, const char *id);

/* 0, -ENOMEM, -EIO. */
int mta_report_print(const struct mta_report *report, FILE *stream);
int mta_report_print_json(const struct mta_report *report, int status, FILE *stream);

#endif
