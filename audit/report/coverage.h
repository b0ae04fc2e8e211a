/*
 * coverage: whether somebody was watching: a gateway's starts, stops and silences, its policies and modes, and what the
 * records cannot tell because they are missing. About machines: nothing here is banded.
 *
 * Is given the records of each gateway in their order. Pure.
 */
#ifndef AUDIT_REPORT_COVERAGE_H
#define AUDIT_REPORT_COVERAGE_H

#include "audit/report/tally.h"
#include "audit/store/record_view.h"

#define COVERAGE_HEARTBEAT     3600 /* seconds, where the records do not say */
#define COVERAGE_HEARTBEAT_MAX 86400
#define COVERAGE_MARGIN	       300 /* seconds more than a heartbeat before silence is one */
#define COVERAGE_EVENTS_MAX    200 /* of a gateway that are listed; more are counted */

struct coverage_event {
	int64_t from_us, to_us; /* the same for what took no time */
	char *text;
};

struct coverage_gateway {
	char *name;
	int64_t first_us, last_us; /* of all its records; 0: none */
	uint64_t starts, unclean_starts, stops, reloads, deaths, gaps;
	int64_t away_us; /* in the period, without a gate as far as the records tell */
	struct coverage_event *events;
	size_t event_count, event_capacity, events_left_out;
	/* Of the engine. */
	bool is_stopped;
	int64_t silence_us; /* from which on silence is one */
	char *bundle;
	struct coverage_mode { /* of a route, as it was last */
		char *route, *mode;
	} * modes;
	size_t mode_count;
};

struct coverage {
	int64_t from_us, to_us; /* the period; `to_us` is the first moment after it */
	struct coverage_gateway *gateways;
	size_t count;
};

void coverage_init(struct coverage *coverage, int64_t from_us, int64_t to_us);
void coverage_clear(struct coverage *coverage);

/* 0, -ENOMEM. */
int coverage_add(struct coverage *coverage, const struct record_view *view);

/* When all are added. `now_us`: nobody can have been away later. 0, -ENOMEM. */
int coverage_settle(struct coverage *coverage, int64_t now_us);

#endif
