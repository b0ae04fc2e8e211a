#include "audit/store/life_check.h"

#include "audit/store/record_time.h"
#include "audit/store/record_view.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define SECOND INT64_C(1000000)
#define MINUTE (60 * SECOND)

void life_check_init(
    struct life_check *check, uint64_t heartbeat, uint64_t signed_size, struct observations *observations)
{
	*check = (struct life_check){.observations = observations,
	    .is_heartbeat_given = heartbeat != 0,
	    .heartbeat_us = (int64_t)heartbeat * SECOND,
	    .signed_size = signed_size};
}

void life_check_clear(struct life_check *check)
{
	free(check->bundles);
	free(check->keys);
	free(check->retained);
	*check = (struct life_check){0};
}

/* Room for one more. */
static int enlarge(void **items, size_t count, size_t *capacity, size_t item_size)
{
	if (count < *capacity)
		return 0;
	size_t larger = *capacity == 0 ? 8 : 2 * *capacity;
	void *grown = reallocarray(*items, larger, item_size);
	if (grown == NULL)
		return -ENOMEM;
	*items = grown;
	*capacity = larger;
	return 0;
}

static const char *find_bundle(const struct life_check *check, const struct line_span *bundle)
{
	for (size_t i = check->bundle_count; i > 0; i--)
		if (line_span_is(bundle, check->bundles[i - 1]))
			return check->bundles[i - 1];
	return NULL;
}

static int announce_bundle(struct life_check *check, const struct line_span *bundle)
{
	if (bundle->text == NULL || bundle->size >= LIFE_BUNDLE_SIZE || find_bundle(check, bundle) != NULL)
		return 0;
	void *items = check->bundles;
	int r = enlarge(&items, check->bundle_count, &check->bundle_capacity, LIFE_BUNDLE_SIZE);
	if (r < 0)
		return r;
	check->bundles = items;
	char *text = check->bundles[check->bundle_count++];
	memcpy(text, bundle->text, bundle->size);
	text[bundle->size] = '\0';
	check->last_bundle = NULL;
	return 0;
}

/* Behind a hole the first policy that is met must be believed: its announcement may be in the hole. */
static int check_bundle(struct life_check *check, const struct hashed_line *line, bool is_announcement)
{
	const struct line_span *bundle = &line->head.bundle;

	if (bundle->text == NULL || (check->last_bundle != NULL && line_span_is(bundle, check->last_bundle)))
		return 0;
	check->last_bundle = find_bundle(check, bundle);
	if (check->last_bundle != NULL)
		return 0;
	if (!is_announcement && !check->is_bundle_unknown) {
		struct place place = place_of(line);
		observe_fault(check->observations, OBSERVED_BUNDLE, &place,
		    "record %" PRIu64 " was made under a policy (%.12s...) that no start or reload announced",
		    line->head.index, bundle->size >= 12 ? bundle->text : "too short   ");
	}
	check->is_bundle_unknown = false;
	return announce_bundle(check, bundle);
}

static void tell_silence(struct life_check *check)
{
	int64_t minutes = check->silence_us / MINUTE;

	observe_fault(check->observations, OBSERVED_SILENCE, &check->silence,
	    "nothing was recorded in the %" PRId64 " hours and %" PRId64
	    " minutes before: not even a heartbeat, and neither stop nor start explains it",
	    minutes / 60, minutes % 60);
	check->has_silence = false;
}

/* What opening a ledger writes before the daemon's "start". */
static bool is_of_opening(const struct line_span *kind)
{
	return line_span_is(kind, "gap") || line_span_is(kind, "torn") || line_span_is(kind, "signing-key");
}

/* Where nobody knows how often the gate beats, the longest that it may be set to is no fault. */
static int64_t silence_begins(const struct life_check *check)
{
	int64_t heartbeat_us = check->heartbeat_us > 0 ? check->heartbeat_us : LIFE_HEARTBEAT_MAX * SECOND;

	return heartbeat_us + LIFE_SILENCE_MARGIN * SECOND;
}

static void check_time(struct life_check *check, const struct hashed_line *line)
{
	struct place place = place_of(line);
	char before[RECORD_TIME_SIZE];

	if (!check->has_last)
		return;
	int64_t passed = line->head.time_us - check->last.time_us;
	if (passed < -LIFE_CLOCK_TOLERANCE * SECOND) {
		record_time_format(check->last.time_us, before);
		observe_fault(check->observations, OBSERVED_CLOCK, &place,
		    "time goes backwards by %" PRId64 " seconds: the record before is of %s", -passed / SECOND, before);
	}
	bool is_start = line_span_is(&line->head.kind, "start");
	if (check->has_silence && is_start)
		check->has_silence = false;
	else if (check->has_silence && !is_of_opening(&line->head.kind))
		tell_silence(check);
	if (check->is_running && !is_start && passed > silence_begins(check)) {
		check->has_silence = true;
		check->silence = place;
		check->silence_us = passed;
		if (!is_of_opening(&line->head.kind))
			tell_silence(check);
	}
}

static bool is_same_key(const struct note_verifier *a, const struct note_verifier *b)
{
	return strcmp(a->name, b->name) == 0 && memcmp(a->public_key, b->public_key, NOTE_KEY_SIZE) == 0;
}

/* A change of the key that failed, or that a crash cut short: the key before goes on as if nothing had been said. */
static bool take_back(struct life_check *check, const struct note_verifier *key)
{
	if (!check->is_key_unused || check->key_count < 2 || !is_same_key(&check->keys[check->key_count - 2].key, key))
		return false;
	check->key_count--;
	check->keys[check->key_count - 1].last = UINT64_MAX;
	return true;
}

/* A record names the key that signs from then on. */
static int announce_key(struct life_check *check, const struct hashed_line *line, const char *vkey, bool is_after_hole)
{
	struct place place = place_of(line);
	struct note_verifier key;
	struct key_period *last = check->key_count > 0 ? &check->keys[check->key_count - 1] : NULL;

	if (vkey == NULL || note_vkey_parse(vkey, &key) < 0) {
		observe_fault(check->observations, OBSERVED_KEY, &place, "the record names no verifier key");
		return 0;
	}
	if (last != NULL && is_same_key(&last->key, &key))
		return 0;
	if (take_back(check, &key))
		return 0;
	check->is_key_unused = true;
	if (last != NULL)
		last->last = line->head.index;
	void *items = check->keys;
	int r = enlarge(&items, check->key_count, &check->key_capacity, sizeof(*check->keys));
	if (r < 0)
		return r;
	check->keys = items;
	check->keys[check->key_count] = (struct key_period){.key = key,
	    .first = line->head.index,
	    .last = UINT64_MAX,
	    .is_open = is_after_hole && check->key_count == 0};
	check->key_count++;
	return 0;
}

static void take_heartbeat(struct life_check *check, const struct record_view *view)
{
	uint64_t seconds = record_view_number(view, "heartbeat", LIFE_HEARTBEAT);

	if (!check->is_heartbeat_given)
		check->heartbeat_us = (int64_t)(seconds < LIFE_HEARTBEAT_MAX ? seconds : LIFE_HEARTBEAT_MAX) * SECOND;
}

static void check_start(struct life_check *check, const struct hashed_line *line, const struct record_view *view)
{
	struct place place = place_of(line);
	bool is_clean = record_view_flag(view, "clean", true);
	char before[RECORD_TIME_SIZE] = "";

	check->start_count++;
	if (check->has_last)
		record_time_format(check->last.time_us, before);
	if (check->is_running && check->is_known && is_clean)
		observe_fault(check->observations, OBSERVED_STOP, &place,
		    "the start says that the gate was stopped before, and there is no record of a stop");
	else if (!is_clean) {
		check->unclean_count++;
		observe_remark(check->observations, OBSERVED_STOP, &place,
		    "the gate ended without a record of it: between %s and this start it died, or its machine did",
		    before[0] != '\0' ? before : "an unknown time");
	}
	check->is_running = check->is_known = true;
}

static int keep_retained(struct life_check *check, const struct hashed_line *line, const struct record_view *view)
{
	struct index_range range = {
	    record_view_number(view, "first", UINT64_MAX), record_view_number(view, "last", UINT64_MAX)};
	void *items = check->retained;

	/* Only of what was there before it, and only when it is signed. */
	if (line->head.index >= check->signed_size)
		return 0;
	if (record_view_number(view, "segments", 0) == 0 || range.first > range.last || range.last >= line->head.index)
		return 0;
	int r = enlarge(&items, check->retained_count, &check->retained_capacity, sizeof(*check->retained));
	if (r < 0)
		return r;
	check->retained = items;
	check->retained[check->retained_count++] = range;
	return 0;
}

static void tell_gap(struct life_check *check, const struct hashed_line *line, const struct record_view *view)
{
	struct place place = place_of(line);
	uint64_t changed = record_view_number(view, "changed", 0);

	observe_fault(check->observations, OBSERVED_GAP, &place,
	    "when it was opened the ledger missed records that it had signed: %" PRIu64 " to %" PRIu64
	    ", of which %" PRIu64 " were there but changed",
	    record_view_number(view, "from", 0), record_view_number(view, "to", 0), changed);
}

static void tell_torn(struct life_check *check, const struct hashed_line *line, const struct record_view *view)
{
	struct place place = place_of(line);

	observe_remark(check->observations, OBSERVED_TORN, &place,
	    "a crash had left %" PRIu64 " octets of a line that nobody was answered for; they were set aside",
	    record_view_number(view, "octets", 0));
}

/* The few kinds that say something about what follows. */
static int check_event(struct life_check *check, const struct hashed_line *line, bool is_after_hole)
{
	char problem[RECORD_VIEW_PROBLEM_SIZE];
	const struct line_span *kind = &line->head.kind;
	struct record_view view;
	int r = record_view_parse(line->line.text, line->line.size, &view, problem);

	if (r == -EBADMSG) {
		struct place place = place_of(line);
		observe_fault(check->observations, OBSERVED_UNREADABLE, &place, "no record of ours: %s", problem);
		return 0;
	}
	if (r < 0)
		return r;
	if (line_span_is(kind, "start")) {
		check_start(check, line, &view);
		take_heartbeat(check, &view);
		r = announce_key(check, line, record_view_text(&view, "vkey"), is_after_hole);
	} else if (line_span_is(kind, "signing-key"))
		r = announce_key(check, line, record_view_text(&view, "vkey"), is_after_hole);
	else if (line_span_is(kind, "heartbeat"))
		take_heartbeat(check, &view);
	else if (line_span_is(kind, "retention"))
		r = keep_retained(check, line, &view);
	else if (line_span_is(kind, "gap"))
		tell_gap(check, line, &view);
	else if (line_span_is(kind, "torn"))
		tell_torn(check, line, &view);
	record_view_clear(&view);
	return r;
}

static bool is_event(const struct line_span *kind)
{
	static const char *const kinds[] = {"start", "heartbeat", "signing-key", "retention", "gap", "torn"};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (line_span_is(kind, kinds[i]))
			return true;
	return false;
}

/* What nobody knows any more when records are missing. */
static void forget(struct life_check *check)
{
	check->has_last = check->has_silence = check->is_known = check->is_running = false;
	check->is_bundle_unknown = true;
	if (!check->is_heartbeat_given)
		check->heartbeat_us = 0;
}

/* What only a gate that runs writes; tools that take its place write the rest. */
static bool is_of_gate(const struct line_span *kind)
{
	static const char *const kinds[] = {
	    "verdict", "outcome-unknown", "heartbeat", "reload", "period", "missed", "inspector-death"};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (line_span_is(kind, kinds[i]))
			return true;
	return false;
}

int life_check_record(struct life_check *check, const struct hashed_line *line, bool is_after_hole)
{
	const struct line_span *kind = &line->head.kind;
	int r = 0;

	if (!line->head.has_time) {
		struct place place = place_of(line);
		observe_fault(check->observations, OBSERVED_UNREADABLE, &place, "the record has no time");
		return 0;
	}
	if (is_after_hole)
		forget(check);
	check_time(check, line);
	if (!is_of_opening(kind) && !line_span_is(kind, "start"))
		check->is_key_unused = false;
	bool is_announcement = line_span_is(kind, "start") || line_span_is(kind, "reload");
	r = check_bundle(check, line, is_announcement);
	if (r == 0 && is_event(kind))
		r = check_event(check, line, is_after_hole);
	if (line_span_is(kind, "stop"))
		check->is_running = false;
	else if (!check->is_known && is_of_gate(kind))
		check->is_running = true;
	check->is_stopped = line_span_is(kind, "stop");
	check->last = place_of(line);
	check->has_last = true;
	return r;
}

/* The gate may be about to start. */
void life_check_end(struct life_check *check)
{
	check->has_silence = false;
}

bool life_check_may_sign(const struct life_check *check, const struct note_verifier *key, uint64_t size)
{
	for (size_t i = 0; i < check->key_count; i++) {
		const struct key_period *period = &check->keys[i];
		bool has_begun = size > period->first || period->is_open || (i == 0 && size <= period->first);
		bool has_ended = period->last != UINT64_MAX && size > period->last + 1;
		if (is_same_key(&period->key, key) && has_begun && !has_ended)
			return true;
	}
	return check->key_count == 0;
}
