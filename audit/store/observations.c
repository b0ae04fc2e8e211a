#include "audit/store/observations.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

const char *observation_word(enum observation_kind kind)
{
	static const char *const words[] = {
	    [OBSERVED_EDITED] = "edited",
	    [OBSERVED_MISSING] = "missing",
	    [OBSERVED_INSERTED] = "inserted",
	    [OBSERVED_REORDERED] = "reordered",
	    [OBSERVED_REPEATED] = "repeated",
	    [OBSERVED_UNREADABLE] = "unreadable",
	    [OBSERVED_LEAVES] = "leaves",
	    [OBSERVED_ROOT] = "root",
	    [OBSERVED_CHECKPOINT] = "checkpoint",
	    [OBSERVED_TRUNCATED] = "truncated",
	    [OBSERVED_REPLACED] = "replaced",
	    [OBSERVED_KEY] = "key",
	    [OBSERVED_KEY_PERIOD] = "key-period",
	    [OBSERVED_UNSIGNED] = "unsigned",
	    [OBSERVED_CLOCK] = "clock",
	    [OBSERVED_SILENCE] = "silence",
	    [OBSERVED_BUNDLE] = "bundle",
	    [OBSERVED_STOP] = "stop",
	    [OBSERVED_GAP] = "gap",
	    [OBSERVED_RETENTION] = "retention",
	    [OBSERVED_TORN] = "torn",
	    [OBSERVED_FILE] = "file",
	};

	return words[kind];
}

void observations_clear(struct observations *observations)
{
	for (size_t i = 0; i < observations->count; i++)
		free(observations->items[i].text);
	free(observations->items);
	*observations = (struct observations){0};
}

static struct observation *add(struct observations *observations)
{
	if (observations->count == observations->capacity) {
		size_t larger = observations->capacity == 0 ? 16 : 2 * observations->capacity;
		struct observation *grown = reallocarray(observations->items, larger, sizeof(*grown));
		if (grown == NULL)
			return NULL;
		observations->items = grown;
		observations->capacity = larger;
	}
	return &observations->items[observations->count++];
}

static void __attribute__((format(printf, 5, 0))) observe(struct observations *observations, enum observation_kind kind,
    bool is_fault, const struct place *place, const char *format, va_list arguments)
{
	char *text = NULL;

	observations->fault_count += is_fault;
	if (observations->counts[kind]++ >= OBSERVATION_MOST)
		return;
	struct observation *item = vasprintf(&text, format, arguments) >= 0 ? add(observations) : NULL;
	if (item == NULL) {
		observations->error = -ENOMEM;
		return;
	}
	*item = (struct observation){.kind = kind, .is_fault = is_fault, .text = text};
	if (place != NULL)
		item->place = *place;
}

void observe_fault(
    struct observations *observations, enum observation_kind kind, const struct place *place, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	observe(observations, kind, true, place, format, arguments);
	va_end(arguments);
}

void observe_remark(
    struct observations *observations, enum observation_kind kind, const struct place *place, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	observe(observations, kind, false, place, format, arguments);
	va_end(arguments);
}
