/*
 * band: which numbers of people a report may show.
 *
 * A number from 1 to 4 may tell of one child or one teacher, and is shown as "<5". Where numbers add up to a total that
 * is or may be known, it must not follow from the others: another is withheld as well, or all are, so that a banded
 * number may have been any from 1 to 4 (never fewer than three of them) for all that a reader can work out who knows
 * the total and this rule. Where that cannot be had the total is not broken down; and one that is not shown itself is
 * not broken down either, so that no table gives away what another hides. Pure.
 */
#ifndef AUDIT_REPORT_BAND_H
#define AUDIT_REPORT_BAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BAND_LEAST 5 /* the least number above 0 that is shown */

enum showing {
	SHOWING_WITHHELD = 0, /* at least BAND_LEAST; hidden for the sake of another */
	SHOWING_BANDED,	      /* 1 to BAND_LEAST - 1 */
	SHOWING_EXACT
};

struct shown {
	enum showing how;
	uint64_t number; /* the true one: only SHOWING_EXACT may be printed */
};

/* A number that is part of no sum. */
struct shown band_alone(uint64_t number);

/*
 * Sets `how` of each of the numbers, which add up to the total. False when the total must not be broken down: then all
 * are withheld.
 */
bool band_parts(struct shown *parts, size_t count, const struct shown *total);

#define BAND_TEXT_SIZE 24

/* "12", "<5", "withheld"; written to `text`, which is returned. */
const char *band_text(const struct shown *shown, char text[static BAND_TEXT_SIZE]);

#endif
