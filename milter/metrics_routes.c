#include "milter/metrics_routes.h"

#include "milter/metrics_text.h"

#include <string.h>

#define OVERFLOW "(more)" /* no route is named so unless somebody wants it; then they are added up */

typedef const metrics_count verdict_counts[DISPOSITION_COUNT][REASON_COUNT + 1];

struct print {
	FILE *stream;
	const struct metrics *metrics;
	const struct ruleset *ruleset;
	const char *name; /* of the family */
	bool of_canaries;
};

/* The route in force that has these counters; NULL: none. */
static const struct route *route_of(const struct print *print, const struct metrics_route *counts)
{
	for (size_t i = 0; i < print->ruleset->count; i++) {
		const struct route *route = &print->ruleset->routes[i];
		if (route->is_canary == counts->is_canary && strcmp(route->name, counts->name) == 0)
			return route;
	}
	return NULL;
}

/* Printed from the start, before they ever happened: what a message of the route may come to. */
static bool is_always(const struct route *route, enum disposition disposition, size_t reason)
{
	switch (disposition) {
	case DISPOSITION_ACCEPT:
		return reason == METRICS_NO_REASON;
	case DISPOSITION_DEFER:
		return reason == REASON_INTERNAL;
	case DISPOSITION_REFUSE:
		return reason != METRICS_NO_REASON && reason != REASON_INTERNAL &&
		       reason_is_raised((enum reason)reason);
	case DISPOSITION_HOLD:
		return reason != METRICS_NO_REASON && route != NULL && route->actions[reason] == ACTION_HOLD;
	case DISPOSITION_COUNT:
		break;
	}
	return false;
}

static void print_verdicts(
    const struct print *print, const struct metrics_route *of, const char *route, verdict_counts *counts, bool is_named)
{
	const struct route *rules = route_of(print, of);

	for (size_t i = 0; i < DISPOSITION_COUNT; i++)
		for (size_t j = 0; j <= REASON_COUNT; j++) {
			uint64_t value = metrics_value(&(*counts)[i][j]);
			const struct metrics_label labels[] = {{"route", route},
			    {"verdict", disposition_word((enum disposition)i)},
			    {"reason", j < REASON_COUNT ? reason_word((enum reason)j) : ""}};
			if (value > 0 || (is_named && is_always(rules, (enum disposition)i, j)))
				metrics_text_sample(print->stream, print->name, labels, 3, value);
		}
}

static void print_findings(const struct print *print, const char *route, const struct metrics_route *counts)
{
	const struct route *rules = route_of(print, counts);

	for (size_t i = 0; i < REASON_COUNT; i++)
		for (size_t j = 0; j < ACTION_COUNT; j++) {
			uint64_t value = metrics_value(&counts->findings[i][j]);
			const struct metrics_label labels[] = {{"route", route},
			    {"reason", reason_word((enum reason)i)}, {"action", action_word((enum action)j)}};
			bool is_expected =
			    rules != NULL && j == rules->actions[i] && is_always(rules, DISPOSITION_REFUSE, i);
			if (value > 0 || is_expected)
				metrics_text_sample(print->stream, print->name, labels, 3, value);
		}
}

typedef void print_route(
    const struct print *print, const char *route, const struct metrics_route *counts, bool is_named);

static void print_given(const struct print *print, const char *route, const struct metrics_route *counts, bool is_named)
{
	print_verdicts(print, counts, route, &counts->verdicts, is_named);
}

static void print_would(const struct print *print, const char *route, const struct metrics_route *counts, bool is_named)
{
	print_verdicts(print, counts, route, &counts->would, is_named);
}

static void print_found(const struct print *print, const char *route, const struct metrics_route *counts, bool is_named)
{
	(void)is_named;
	print_findings(print, route, counts);
}

/* Of every place that has, or may have, something in it. */
static void print_counts(struct print *print, const char *name, const char *help, bool of_canaries, print_route *each)
{
	size_t count = atomic_load_explicit(&print->metrics->route_count, memory_order_acquire);
	const struct metrics_route *routes = print->metrics->routes;

	print->name = name;
	metrics_text_family(print->stream, name, METRICS_COUNTER, help);
	if (!of_canaries)
		each(print, routes[0].name, &routes[0], false);
	for (size_t i = 1; i <= count; i++)
		if (routes[i].is_canary == of_canaries)
			each(print, routes[i].name, &routes[i], true);
	if (!of_canaries)
		each(print, OVERFLOW, &routes[METRICS_ROUTES_MAX + 1], false);
}

/* The counters of a route in force; NULL: it found no place. */
static const struct metrics_route *counts_of(const struct metrics *metrics, const struct route *route)
{
	size_t count = atomic_load_explicit(&metrics->route_count, memory_order_acquire);

	for (size_t i = 1; i <= count; i++)
		if (metrics->routes[i].is_canary == route->is_canary &&
		    strcmp(metrics->routes[i].name, route->name) == 0)
			return &metrics->routes[i];
	return NULL;
}

static void print_time(const struct print *print, const char *route, int64_t time)
{
	metrics_text_sample(
	    print->stream, print->name, &(struct metrics_label){"route", route}, 1, time > 0 ? (uint64_t)time : 0);
}

static void print_last(struct print *print, const char *name, const char *help, bool of_canaries, bool of_refusals)
{
	print->name = name;
	metrics_text_family(print->stream, name, METRICS_GAUGE, help);
	for (size_t i = 0; i < print->ruleset->count; i++) {
		const struct route *route = &print->ruleset->routes[i];
		const struct metrics_route *counts = counts_of(print->metrics, route);
		if (counts != NULL && route->mode != ROUTE_OFF && route->is_canary == of_canaries)
			print_time(
			    print, route->name, atomic_load(of_refusals ? &counts->last_refused : &counts->last_seen));
	}
}

static void print_modes(struct print *print)
{
	print->name = "route_info";
	metrics_text_family(
	    print->stream, print->name, METRICS_GAUGE, "The routes in force, and their mode; always 1.");
	for (size_t i = 0; i < print->ruleset->count; i++) {
		const struct route *route = &print->ruleset->routes[i];
		const struct metrics_label labels[] = {{"route", route->name}, {"mode", route_mode_word(route->mode)},
		    {"canary", route->is_canary ? "yes" : "no"}};
		metrics_text_sample(print->stream, print->name, labels, 3, 1);
	}
}

static void print_dates(struct print *print)
{
	print->name = "route_review_by_timestamp_seconds";
	metrics_text_family(print->stream, print->name, METRICS_GAUGE, "When the route is to be looked at again.");
	for (size_t i = 0; i < print->ruleset->count; i++)
		if (print->ruleset->routes[i].review_by > 0)
			print_time(print, print->ruleset->routes[i].name, print->ruleset->routes[i].review_by);
	print->name = "exception_expiry_timestamp_seconds";
	metrics_text_family(print->stream, print->name, METRICS_GAUGE, "When an exception of the route ends.");
	for (size_t i = 0; i < print->ruleset->count; i++) {
		const struct route *route = &print->ruleset->routes[i];
		for (size_t j = 0; j < route->exception_count; j++) {
			const struct exception_rule *exception = &route->exceptions[j];
			const struct metrics_label labels[] = {{"route", route->name}, {"exception", exception->name}};
			metrics_text_sample(print->stream, print->name, labels, 2, (uint64_t)exception->expires);
		}
	}
}

void metrics_routes_print(FILE *stream, const struct metrics *metrics, const struct ruleset *ruleset)
{
	struct print print = {.stream = stream, .metrics = metrics, .ruleset = ruleset};

	print_counts(&print, "verdicts_total",
	    "Recorded verdicts by route (\"\": none covers the address) and by the reason that decided.", false,
	    print_given);
	print_counts(
	    &print, "would_verdicts_total", "The same, as if every route were in mode enforce.", false, print_would);
	print_counts(&print, "findings_total",
	    "Messages that something was found in, by the action that the route names for it.", false, print_found);
	print_last(&print, "route_last_seen_timestamp_seconds",
	    "When the last referral of the route came; 0: none since the gate started.", false, false);
	print_counts(
	    &print, "canary_verdicts_total", "Recorded verdicts on messages of canary routes.", true, print_given);
	print_last(&print, "canary_last_seen_timestamp_seconds",
	    "When the last canary came; 0: none since the gate started.", true, false);
	print_last(&print, "canary_last_refused_timestamp_seconds",
	    "When a canary was last refused, as it must be; 0: never since the gate started.", true, true);
	print_modes(&print);
	print_dates(&print);
}
