/*
 * case_play: records as a play of a line: "0m refuse from=1 id=1 code=A; 2d accept from=1 id=2 ref=1".
 *
 * An event is a time (minutes or days), a verdict ("unheard" stands for an outcome-unknown of an acceptance), and what
 * else is not as usual: a referral in mode enforce on the route "r" that carries the police's address. Pseudonyms are
 * numbers; "was" before a name is the one of the period before.
 */
#ifndef TESTS_SUPPORT_CASE_PLAY_H
#define TESTS_SUPPORT_CASE_PLAY_H

#include "audit/store/record_view.h"

#include <stddef.h>

#define PLAY_EVENTS_MAX 16
#define PLAY_START	INT64_C(1793786400000000) /* 2026-11-04T10:00:00Z */

struct play_event {
	struct record_view view;
	struct form_view form;
	const char *references[4], *was_references[4], *was_forms[1];
	char texts[12][40];
	size_t text_count;
};

struct play {
	struct play_event events[PLAY_EVENTS_MAX];
	size_t count;
};

/* Fails the test when the script is none. */
void play_read(struct play *play, const char *script);
void play_clear(struct play *play);

#endif
