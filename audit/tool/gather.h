/*
 * gather: every record of several ledgers, for who adds them up.
 *
 * A line that is no record is told on standard error and passed by: what is wrong with one must not hide the others.
 */
#ifndef AUDIT_TOOL_GATHER_H
#define AUDIT_TOOL_GATHER_H

#include "audit/store/record_view.h"

/* 0, or negative errno, which ends the gathering. */
typedef int gather_take(void *context, const struct record_view *view);

struct gathered {
	uint64_t records;
	uint64_t troubles; /* lines that are none */
	int64_t newest_us; /* of all; 0: there are none */
};

/* The directories in their order; without any the usual one. STATUS_FINE, or STATUS_WRONG when one cannot be read at
 * all: that has been said. */
int gather_records(char **paths, int count, gather_take *take, void *context, struct gathered *ret_gathered);

#endif
