#include "milter/arrears.h"

#include "milter/stopwatch.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define SECOND_US 1000000U

static const char *const dead[] = {
    [DEATH_CHILD] = "child", [DEATH_SCREENER] = "screener", [DEATH_TEMPLATE] = "template"};

void arrears_init(struct arrears *arrears)
{
	memset(arrears, 0, sizeof(*arrears));
	atomic_init(&arrears->is_pressing, false);
	pthread_mutex_init(&arrears->lock, NULL);
}

void arrears_clear(struct arrears *arrears)
{
	pthread_mutex_destroy(&arrears->lock);
}

static void set_digest(char digest[DIGEST_HEX_SIZE], const char *text)
{
	snprintf(digest, DIGEST_HEX_SIZE, "%s", text);
}

void arrears_start(struct arrears *arrears, const char *bundle)
{
	pthread_mutex_lock(&arrears->lock);
	arrears->has_start = true;
	set_digest(arrears->start_bundle, bundle);
	set_digest(arrears->bundle, bundle);
	atomic_store(&arrears->is_pressing, true);
	pthread_mutex_unlock(&arrears->lock);
}

/* Of several in a row the ledger hears the first policy and the last: nothing was recorded under those between. */
void arrears_reload(struct arrears *arrears, const char *bundle)
{
	pthread_mutex_lock(&arrears->lock);
	if (!arrears->has_reload)
		set_digest(arrears->before, arrears->bundle);
	arrears->has_reload = true;
	set_digest(arrears->bundle, bundle);
	atomic_store(&arrears->is_pressing, true);
	pthread_mutex_unlock(&arrears->lock);
}

void arrears_period(struct arrears *arrears, const char *period, const char *previous)
{
	pthread_mutex_lock(&arrears->lock);
	if (!arrears->has_period)
		snprintf(arrears->period_before, sizeof(arrears->period_before), "%s", previous);
	arrears->has_period = true;
	snprintf(arrears->period, sizeof(arrears->period), "%s", period);
	atomic_store(&arrears->is_pressing, true);
	pthread_mutex_unlock(&arrears->lock);
}

void arrears_missed(struct arrears *arrears, bool is_passed)
{
	pthread_mutex_lock(&arrears->lock);
	if (arrears->deferred == 0 && arrears->passed == 0)
		arrears->missed_since = stopwatch_us();
	arrears->passed += is_passed;
	arrears->deferred += !is_passed;
	pthread_mutex_unlock(&arrears->lock);
}

void arrears_deaths(struct arrears *arrears, enum death who, unsigned count)
{
	pthread_mutex_lock(&arrears->lock);
	arrears->deaths[who] += count;
	pthread_mutex_unlock(&arrears->lock);
}

void arrears_backlog(struct arrears *arrears, uint64_t *ret_count, uint64_t *ret_us)
{
	pthread_mutex_lock(&arrears->lock);
	*ret_count = arrears->deferred + arrears->passed;
	*ret_us = *ret_count > 0 ? stopwatch_us() - arrears->missed_since : 0;
	pthread_mutex_unlock(&arrears->lock);
}

void arrears_bundle(struct arrears *arrears, char ret_bundle[DIGEST_HEX_SIZE])
{
	pthread_mutex_lock(&arrears->lock);
	memcpy(ret_bundle, arrears->bundle, DIGEST_HEX_SIZE);
	pthread_mutex_unlock(&arrears->lock);
}

/* Before the change of policy nothing is known but the policy before. */
static void say_start(const struct arrears *arrears, struct arrears_item *item)
{
	set_digest(item->bundle, arrears->start_bundle);
	item->event.kind = "start";
	item->fields[0] = (struct event_field){.name = "clean", .type = EVENT_BOOL};
	item->fields[1] = (struct event_field){.name = "vkey", .text = item->vkey};
	item->fields[2] = (struct event_field){.name = "heartbeat", .type = EVENT_NUMBER};
	item->event.field_count = 3;
}

static void say_reload(const struct arrears *arrears, struct arrears_item *item)
{
	set_digest(item->before, arrears->before);
	item->event.kind = "reload";
	item->fields[0] = (struct event_field){.name = "previous", .text = item->before};
	item->event.field_count = 1;
}

static void say_period(const struct arrears *arrears, struct arrears_item *item)
{
	memcpy(item->period, arrears->period, sizeof(item->period));
	memcpy(item->period_before, arrears->period_before, sizeof(item->period_before));
	item->event.kind = "period";
	item->fields[0] = (struct event_field){.name = "period", .text = item->period};
	item->fields[1] = (struct event_field){.name = "previous", .text = item->period_before};
	item->event.field_count = 2;
}

static void say_missed(const struct arrears *arrears, struct arrears_item *item)
{
	uint64_t passed_us = stopwatch_us() - arrears->missed_since;

	item->deferred = arrears->deferred;
	item->passed = arrears->passed;
	item->event.kind = "missed";
	item->fields[0] = (struct event_field){.name = "deferred", .type = EVENT_NUMBER, .number = item->deferred};
	item->fields[1] = (struct event_field){.name = "passed", .type = EVENT_NUMBER, .number = item->passed};
	item->fields[2] = (struct event_field){
	    .name = "seconds", .type = EVENT_NUMBER, .number = (passed_us + SECOND_US - 1) / SECOND_US};
	item->event.field_count = 3;
}

static void say_deaths(const struct arrears *arrears, enum death who, struct arrears_item *item)
{
	item->who = who;
	item->deaths = arrears->deaths[who];
	snprintf(item->count, sizeof(item->count), "%" PRIu64, item->deaths);
	item->event.kind = "inspector-death";
	item->fields[0] = (struct event_field){.name = "detail", .text = item->count};
	item->fields[1] = (struct event_field){.name = "process", .text = dead[who]};
	item->event.field_count = 2;
}

static bool find_deaths(const struct arrears *arrears, struct arrears_item *item)
{
	for (unsigned who = 0; who < DEATH_COUNT; who++) {
		if (arrears->deaths[who] == 0)
			continue;
		item->kind = ARREARS_DEATHS;
		say_deaths(arrears, (enum death)who, item);
		return true;
	}
	return false;
}

static bool find(const struct arrears *arrears, struct arrears_item *item)
{
	static const struct {
		enum arrears_kind kind;
		void (*say)(const struct arrears *arrears, struct arrears_item *item);
	} rows[] = {{ARREARS_START, say_start}, {ARREARS_MISSED, say_missed}, {ARREARS_RELOAD, say_reload},
	    {ARREARS_PERIOD, say_period}};
	const bool is_owed[] = {
	    arrears->has_start, arrears->deferred + arrears->passed > 0, arrears->has_reload, arrears->has_period};

	/* Until the ledger knows of the new policy what is said is under the old one. */
	set_digest(item->bundle, arrears->has_reload ? arrears->before : arrears->bundle);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (!is_owed[i])
			continue;
		item->kind = rows[i].kind;
		if (rows[i].kind == ARREARS_RELOAD)
			set_digest(item->bundle, arrears->bundle);
		rows[i].say(arrears, item);
		return true;
	}
	return find_deaths(arrears, item);
}

bool arrears_next(struct arrears *arrears, struct arrears_item *item)
{
	memset(item, 0, sizeof(*item));
	item->event.fields = item->fields;
	item->event.bundle = item->bundle;
	pthread_mutex_lock(&arrears->lock);
	bool is_found = find(arrears, item);
	pthread_mutex_unlock(&arrears->lock);
	return is_found;
}

/* What came since stays owed. */
void arrears_pay(struct arrears *arrears, const struct arrears_item *item)
{
	pthread_mutex_lock(&arrears->lock);
	switch (item->kind) {
	case ARREARS_START:
		arrears->has_start = false;
		break;
	case ARREARS_RELOAD:
		arrears->has_reload = strcmp(arrears->bundle, item->bundle) != 0;
		set_digest(arrears->before, item->bundle);
		break;
	case ARREARS_PERIOD:
		arrears->has_period = strcmp(arrears->period, item->period) != 0;
		memcpy(arrears->period_before, item->period, sizeof(item->period));
		break;
	case ARREARS_MISSED:
		arrears->deferred -= item->deferred;
		arrears->passed -= item->passed;
		arrears->missed_since = stopwatch_us();
		break;
	case ARREARS_DEATHS:
		arrears->deaths[item->who] -= item->deaths;
		break;
	}
	atomic_store(&arrears->is_pressing, arrears->has_start || arrears->has_reload || arrears->has_period);
	pthread_mutex_unlock(&arrears->lock);
}
