#include "audit/report/coverage.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECOND_US    INT64_C(1000000)
#define DAY_US	     INT64_C(86400000000)
#define DIGEST_SHOWN 12 /* digits of a policy's digest that tell it from the next */

void coverage_init(struct coverage *coverage, int64_t from_us, int64_t to_us)
{
	*coverage = (struct coverage){.from_us = from_us, .to_us = to_us};
}

static void gateway_clear(struct coverage_gateway *gateway)
{
	for (size_t i = 0; i < gateway->event_count; i++)
		free(gateway->events[i].text);
	for (size_t i = 0; i < gateway->mode_count; i++) {
		free(gateway->modes[i].route);
		free(gateway->modes[i].mode);
	}
	free(gateway->events);
	free(gateway->modes);
	free(gateway->bundle);
	free(gateway->name);
}

void coverage_clear(struct coverage *coverage)
{
	for (size_t i = 0; i < coverage->count; i++)
		gateway_clear(&coverage->gateways[i]);
	free(coverage->gateways);
	*coverage = (struct coverage){0};
}

static int64_t silence_of(uint64_t heartbeat)
{
	uint64_t seconds = heartbeat < COVERAGE_HEARTBEAT_MAX ? heartbeat : COVERAGE_HEARTBEAT_MAX;

	return (int64_t)(seconds + COVERAGE_MARGIN) * SECOND_US;
}

static int find_gateway(struct coverage *coverage, const char *name, struct coverage_gateway **ret_gateway)
{
	const char *word = name != NULL ? name : "unknown";

	for (size_t i = 0; i < coverage->count; i++) {
		if (strcmp(coverage->gateways[i].name, word) == 0) {
			*ret_gateway = &coverage->gateways[i];
			return 0;
		}
	}
	struct coverage_gateway *gateways =
	    reallocarray(coverage->gateways, coverage->count + 1, sizeof(*coverage->gateways));
	if (gateways == NULL)
		return -ENOMEM;
	coverage->gateways = gateways;
	char *copy = strdup(word);
	if (copy == NULL)
		return -ENOMEM;
	gateways[coverage->count] =
	    (struct coverage_gateway){.name = copy, .silence_us = silence_of(COVERAGE_HEARTBEAT)};
	*ret_gateway = &gateways[coverage->count++];
	return 0;
}

static bool is_within(const struct coverage *coverage, int64_t time_us)
{
	return time_us >= coverage->from_us && time_us < coverage->to_us;
}

__attribute__((format(printf, 4, 5))) static int note(
    struct coverage_gateway *gateway, int64_t from_us, int64_t to_us, const char *format, ...)
{
	va_list arguments;
	char *text = NULL;

	if (gateway->event_count == COVERAGE_EVENTS_MAX) {
		gateway->events_left_out++;
		return 0;
	}
	if (gateway->event_count == gateway->event_capacity) {
		size_t capacity = gateway->event_capacity > 0 ? 2 * gateway->event_capacity : 8;
		struct coverage_event *events = reallocarray(gateway->events, capacity, sizeof(*events));
		if (events == NULL)
			return -ENOMEM;
		gateway->events = events;
		gateway->event_capacity = capacity;
	}
	va_start(arguments, format);
	int length = vasprintf(&text, format, arguments);
	va_end(arguments);
	if (length < 0)
		return -ENOMEM;
	gateway->events[gateway->event_count++] = (struct coverage_event){from_us, to_us, text};
	return 0;
}

/* A time without a gate, as far as it lies in the period. */
static int note_away(
    struct coverage *coverage, struct coverage_gateway *gateway, int64_t from_us, int64_t to_us, const char *text)
{
	int64_t from = from_us > coverage->from_us ? from_us : coverage->from_us;
	int64_t to = to_us < coverage->to_us ? to_us : coverage->to_us;

	if (from >= to)
		return 0;
	gateway->away_us += to - from;
	return note(gateway, from, to, "%s", text);
}

static bool is(const char *text, const char *word)
{
	return text != NULL && strcmp(text, word) == 0;
}

/* What lies between this record and the one before. */
static int take_interval(struct coverage *coverage, struct coverage_gateway *gateway, const struct record_view *view)
{
	bool is_start = is(view->kind, "start");
	bool is_silent = view->time_us - gateway->last_us > gateway->silence_us;
	const char *text = NULL;

	if (gateway->last_us == 0)
		return 0;
	if (is_start && gateway->is_stopped)
		text = "stopped";
	else if (is_start)
		text = "ended without a stop";
	else if (is_silent)
		text = "no records, not even a heartbeat";
	return text != NULL ? note_away(coverage, gateway, gateway->last_us, view->time_us, text) : 0;
}

static int change_text(char **text, const char *next, bool *ret_is_changed)
{
	bool is_first = *text == NULL;

	*ret_is_changed = false;
	if (next == NULL || (!is_first && strcmp(*text, next) == 0))
		return 0;
	char *copy = strdup(next);
	if (copy == NULL)
		return -ENOMEM;
	free(*text);
	*text = copy;
	*ret_is_changed = !is_first;
	return 0;
}

/* By whichever record tells it first: a start under a new policy, or a reload. */
static int take_bundle(struct coverage_gateway *gateway, const struct record_view *view, bool is_counted)
{
	bool is_changed = false;
	int r = change_text(&gateway->bundle, view->bundle, &is_changed);

	if (r < 0 || !is_changed || !is_counted)
		return r;
	gateway->reloads++;
	return note(gateway, view->time_us, view->time_us, "new policy %.*s", DIGEST_SHOWN, view->bundle);
}

static int find_mode(struct coverage_gateway *gateway, const char *route, struct coverage_mode **ret_mode)
{
	for (size_t i = 0; i < gateway->mode_count; i++) {
		if (strcmp(gateway->modes[i].route, route) == 0) {
			*ret_mode = &gateway->modes[i];
			return 0;
		}
	}
	struct coverage_mode *modes = reallocarray(gateway->modes, gateway->mode_count + 1, sizeof(*modes));
	if (modes == NULL)
		return -ENOMEM;
	gateway->modes = modes;
	char *copy = strdup(route);
	if (copy == NULL)
		return -ENOMEM;
	modes[gateway->mode_count] = (struct coverage_mode){copy, NULL};
	*ret_mode = &modes[gateway->mode_count++];
	return 0;
}

static int take_mode(struct coverage_gateway *gateway, const struct record_view *view, bool is_counted)
{
	struct coverage_mode *mode = NULL;
	bool is_changed = false;

	if (view->route == NULL || view->mode == NULL)
		return 0;
	int r = find_mode(gateway, view->route, &mode);
	bool is_first = r == 0 && mode->mode == NULL;
	if (r == 0)
		r = change_text(&mode->mode, view->mode, &is_changed);
	if (r < 0 || !is_counted || (!is_changed && !is_first))
		return r;
	/* Only the day: the first record of a route is somebody's referral. */
	int64_t day_us = view->time_us - view->time_us % DAY_US;
	return note(gateway, day_us, day_us, "route %s: mode %s", view->route, view->mode);
}

static uint64_t deaths_of(const struct record_view *view)
{
	const char *detail = record_view_text(view, "detail");
	uint64_t number = detail != NULL ? strtoull(detail, NULL, 10) : 1;

	return number > 0 ? number : 1;
}

static int count_event(struct coverage_gateway *gateway, const struct record_view *view)
{
	if (is(view->kind, "start")) {
		gateway->starts++;
		gateway->unclean_starts += !record_view_flag(view, "clean", true);
	} else if (is(view->kind, "stop")) {
		gateway->stops++;
	} else if (is(view->kind, "inspector-death")) {
		gateway->deaths += deaths_of(view);
	} else if (is(view->kind, "gap")) {
		gateway->gaps++;
		return note(gateway, view->time_us, view->time_us, "records %" PRIu64 " to %" PRIu64 " are missing",
		    record_view_number(view, "from", 0), record_view_number(view, "to", 0));
	} else if (is(view->kind, "missed")) {
		gateway->gaps++;
		return note(gateway, view->time_us, view->time_us,
		    "in %" PRIu64 " seconds before, messages without a record: %" PRIu64 " deferred, %" PRIu64
		    " passed",
		    record_view_number(view, "seconds", 0), record_view_number(view, "deferred", 0),
		    record_view_number(view, "passed", 0));
	}
	return 0;
}

int coverage_add(struct coverage *coverage, const struct record_view *view)
{
	struct coverage_gateway *gateway = NULL;
	bool is_counted = is_within(coverage, view->time_us);
	int r = find_gateway(coverage, view->gateway, &gateway);

	if (r < 0)
		return r;
	r = take_interval(coverage, gateway, view);
	if (r == 0)
		r = take_bundle(gateway, view, is_counted);
	if (r == 0)
		r = take_mode(gateway, view, is_counted);
	if (r == 0 && is_counted)
		r = count_event(gateway, view);
	if (is(view->kind, "start") || is(view->kind, "heartbeat"))
		gateway->silence_us = silence_of(record_view_number(view, "heartbeat", COVERAGE_HEARTBEAT));
	gateway->is_stopped = is(view->kind, "stop");
	if (gateway->first_us == 0)
		gateway->first_us = view->time_us;
	if (view->time_us > gateway->last_us)
		gateway->last_us = view->time_us;
	return r;
}

int coverage_settle(struct coverage *coverage, int64_t now_us)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < coverage->count; i++) {
		struct coverage_gateway *gateway = &coverage->gateways[i];
		if (gateway->is_stopped)
			r = note_away(coverage, gateway, gateway->last_us, now_us, "stopped, and not started since");
		else if (now_us - gateway->last_us > gateway->silence_us)
			r = note_away(coverage, gateway, gateway->last_us, now_us, "no records since");
	}
	return r;
}
