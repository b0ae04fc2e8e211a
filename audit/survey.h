/*
 * survey: the segments of a ledger as opening finds them, from the newest back to the one that has the last record.
 * Never writes, never logs.
 */
#ifndef AUDIT_SURVEY_H
#define AUDIT_SURVEY_H

#include "audit/ledger_line.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct survey {
	int directory; /* the owner's */
	unsigned *numbers;
	size_t count;
	size_t last;	      /* position of the segment with the last record; `count` when there is none */
	uint64_t first_index; /* of that segment's first record */
	off_t size, whole;    /* of the newest segment: octets, and those that are whole lines */
	int64_t newest_time;  /* of the newest segment's first record, microseconds since the epoch; -1 for none */
	bool has_foreign;     /* a newer segment than that has lines, and none is a record */
};

/* 0 or negative errno; then nothing is to be cleared. */
int survey_make(int directory, struct survey *ret_survey);
void survey_clear(struct survey *survey);

/* A line without its newline; `head` is NULL when it is no record. Another result than 0 ends the visit. */
typedef int (*survey_visitor)(void *context, const struct ledger_line_head *head, const char *line, size_t size);

/* Visits the whole lines of the segment at a position. 0, negative errno, or what the visitor returned. */
int survey_visit(const struct survey *survey, size_t position, survey_visitor visitor, void *context);

#endif
