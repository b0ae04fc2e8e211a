#include "milter/metrics.h"

#include <stdio.h>
#include <string.h>

#define FIRST 1 /* of the routes that have names */
#define LAST  (METRICS_ROUTES_MAX + 1)

static void init_counts(metrics_count *counts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		atomic_init(&counts[i], 0);
}

static void init_route(struct metrics_route *route, const char *name, bool is_canary)
{
	snprintf(route->name, sizeof(route->name), "%s", name);
	route->is_canary = is_canary;
	init_counts(&route->verdicts[0][0], sizeof(route->verdicts) / sizeof(metrics_count));
	init_counts(&route->would[0][0], sizeof(route->would) / sizeof(metrics_count));
	init_counts(&route->findings[0][0], sizeof(route->findings) / sizeof(metrics_count));
	atomic_init(&route->last_seen, 0);
	atomic_init(&route->last_refused, 0);
}

void metrics_init(struct metrics *metrics, int64_t now)
{
	memset(metrics, 0, sizeof(*metrics));
	metrics->started_at = now;
	init_counts(metrics->screened, METRICS_SCREENING_COUNT);
	init_counts(metrics->lost, METRICS_LOSS_COUNT);
	init_counts(metrics->answers, METRICS_ANSWER_COUNT);
	init_counts(metrics->unrecorded, 2);
	init_counts(metrics->deaths, DEATH_COUNT);
	init_counts(&metrics->unscreened, 1);
	init_counts(&metrics->reloads, 1);
	init_counts(&metrics->reload_failures, 1);
	atomic_init(&metrics->is_stale, false);
	atomic_init(&metrics->policy_since, now);
	histogram_init(&metrics->screening);
	histogram_init(&metrics->waiting);
	histogram_init(&metrics->inspection);
	init_route(&metrics->routes[0], "", false);
	init_route(&metrics->routes[LAST], "", false);
	atomic_init(&metrics->route_count, 0);
}

void metrics_add(metrics_count *count)
{
	atomic_fetch_add_explicit(count, 1, memory_order_relaxed);
}

uint64_t metrics_value(const metrics_count *count)
{
	return atomic_load_explicit(count, memory_order_relaxed);
}

struct metrics_route *metrics_route(struct metrics *metrics, const char *name, bool is_canary)
{
	size_t count = atomic_load_explicit(&metrics->route_count, memory_order_acquire);

	if (name == NULL)
		return &metrics->routes[0];
	for (size_t i = FIRST; i < FIRST + count; i++)
		if (metrics->routes[i].is_canary == is_canary && strcmp(metrics->routes[i].name, name) == 0)
			return &metrics->routes[i];
	return &metrics->routes[LAST];
}

void metrics_policy(struct metrics *metrics, const struct ruleset *ruleset, int64_t now)
{
	for (size_t i = 0; i < ruleset->count; i++) {
		const struct route *route = &ruleset->routes[i];
		size_t count = atomic_load(&metrics->route_count);
		if (metrics_route(metrics, route->name, route->is_canary) != &metrics->routes[LAST] ||
		    count == METRICS_ROUTES_MAX)
			continue;
		init_route(&metrics->routes[FIRST + count], route->name, route->is_canary);
		atomic_store_explicit(&metrics->route_count, count + 1, memory_order_release);
	}
	atomic_store(&metrics->policy_since, now);
	atomic_store(&metrics->is_stale, false);
}

static void count_disposition(metrics_count counts[static DISPOSITION_COUNT][REASON_COUNT + 1],
    const struct verdict *verdict, enum disposition disposition)
{
	const struct finding *decisive = verdict_find_decisive(verdict, disposition);

	metrics_add(&counts[disposition][decisive != NULL ? (size_t)decisive->reason : METRICS_NO_REASON]);
}

/* A reason counts once a message, however many copies lack. */
static void count_findings(struct metrics_route *route, const struct verdict *verdict)
{
	bool is_said[REASON_COUNT][ACTION_COUNT] = {{false}};

	for (size_t i = 0; i < verdict->finding_count; i++) {
		const struct finding *finding = &verdict->findings[i];
		if (!is_said[finding->reason][finding->action])
			metrics_add(&route->findings[finding->reason][finding->action]);
		is_said[finding->reason][finding->action] = true;
	}
}

void metrics_verdict(struct metrics *metrics, const struct route *route, const struct verdict *verdict, int64_t now)
{
	struct metrics_route *counts =
	    metrics_route(metrics, route != NULL ? route->name : NULL, route != NULL && route->is_canary);

	count_disposition(counts->verdicts, verdict, verdict->disposition);
	count_disposition(counts->would, verdict, verdict->would_disposition);
	count_findings(counts, verdict);
	if (verdict->mail_class == CLASS_REFERRAL)
		atomic_store(&counts->last_seen, now);
	if (verdict->disposition == DISPOSITION_REFUSE)
		atomic_store(&counts->last_refused, now);
}
