/*
 * metrics: what the gate counts for its monitoring.
 *
 * Counters only, in memory of a fixed size that is there from the start: noting takes no lock and cannot fail, so that
 * no message waits for it. Nothing of a message is kept but the fact that there was one: what tells series apart are
 * routes of the administrator's own and words of ours (reasons, verdicts).
 *
 * A route keeps its counters over reloads, under its name. There is room for METRICS_ROUTES_MAX names in one life of
 * the gate; messages of routes that come after that are counted together. Safe for many threads, but where it says
 * otherwise. milter/metrics_page.h prints them.
 */
#ifndef MILTER_METRICS_H
#define MILTER_METRICS_H

#include "milter/arrears.h"
#include "milter/histogram.h"
#include "rules/reason.h"
#include "rules/ruleset.h"
#include "rules/verdict.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define METRICS_ROUTES_MAX 256 /* names: four times what one policy may have */
#define METRICS_NO_REASON  REASON_COUNT

typedef atomic_uint_fast64_t metrics_count;

/* One route, or what no route covers. */
struct metrics_route {
	char name[RULESET_NAME_MAX + 1];
	bool is_canary;
	metrics_count verdicts[DISPOSITION_COUNT][REASON_COUNT + 1]; /* by the reason that was decisive, or none */
	metrics_count would[DISPOSITION_COUNT][REASON_COUNT + 1];    /* as if it were in mode enforce */
	metrics_count findings[REASON_COUNT][ACTION_COUNT];
	atomic_int_fast64_t last_seen;	  /* a referral, seconds since the epoch; 0: none in this life */
	atomic_int_fast64_t last_refused; /* likewise */
};

enum metrics_screening {
	METRICS_SCREENED_OTHER = 0,
	METRICS_SCREENED_OURS,
	METRICS_SCREENED_WATCH,
	METRICS_SCREENED_DEFERRED,
	METRICS_SCREENING_COUNT
};

/* Why a message could not be captured. */
enum metrics_loss {
	METRICS_LOSS_SIZE = 0,
	METRICS_LOSS_PARTS,
	METRICS_LOSS_BUDGET,
	METRICS_LOSS_FAULT,
	METRICS_LOSS_COUNT
};

/* What the MTA was told at the end of a message; in the order of enum outcome (milter/actions.h). */
enum metrics_answer { METRICS_DEFERRED = 0, METRICS_PASSED, METRICS_REFUSED, METRICS_ANSWER_COUNT };

struct metrics {
	int64_t started_at; /* seconds since the epoch */
	metrics_count screened[METRICS_SCREENING_COUNT];
	metrics_count unscreened; /* no screener answered: the envelope decided */
	metrics_count lost[METRICS_LOSS_COUNT];
	metrics_count answers[METRICS_ANSWER_COUNT];
	metrics_count unrecorded[2]; /* messages without a record: deferred, passed */
	metrics_count deaths[DEATH_COUNT];
	metrics_count reloads, reload_failures;
	atomic_bool is_stale; /* newer rules are there, or were, and could not be taken */
	atomic_int_fast64_t policy_since;
	struct histogram screening, waiting, inspection;
	/* Messages that no route covers; then those of routes by name; behind them whatever found no place. */
	struct metrics_route routes[METRICS_ROUTES_MAX + 2];
	atomic_size_t route_count; /* of the names, each complete before it is counted */
};

/* `now`: seconds since the epoch. */
void metrics_init(struct metrics *metrics, int64_t now);

/* A policy that is in force from now on: its routes get their places. One thread at a time. */
void metrics_policy(struct metrics *metrics, const struct ruleset *ruleset, int64_t now);

/* A verdict that was recorded. `route` NULL: none covers it. */
void metrics_verdict(struct metrics *metrics, const struct route *route, const struct verdict *verdict, int64_t now);

void metrics_add(metrics_count *count);
uint64_t metrics_value(const metrics_count *count);

/* The counters of a route: of messages without one where `name` is NULL. */
struct metrics_route *metrics_route(struct metrics *metrics, const char *name, bool is_canary);

#endif
