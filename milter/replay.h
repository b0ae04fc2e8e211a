/*
 * replay: what a policy would say of a message of which only its record is left.
 *
 * A record holds what was found, which copies were seen, the states of forms and the types of parts; no address, no
 * text, and nothing of what the rules of its time did not want to hear of. Where the new rules ask for that, the answer
 * is "could not tell", and why. The message is taken to come to the route of the same name, and learnt forms and
 * patterns to know the same documents. Pure.
 */
#ifndef MILTER_REPLAY_H
#define MILTER_REPLAY_H

#include "audit/store/record_view.h"
#include "rules/ruleset.h"
#include "rules/verdict.h"

#define REPLAY_WHY_SIZE 160

enum replay_change {
	REPLAY_UNKNOWN = 0, /* could not tell */
	REPLAY_SAME,
	REPLAY_CHANGED,
	REPLAY_PASSED_BY /* no verdict: an event, or a reply that nobody heard */
};

struct replayed {
	enum replay_change change;
	enum disposition verdict;  /* unless unknown: what would happen ... */
	enum disposition would;	   /* ... and what would in mode enforce */
	char why[REPLAY_WHY_SIZE]; /* the reason that decides, or what the record does not say */
};

/* `old`: the rules by which the record was made, or NULL where they are not at hand. `now`: seconds since the epoch,
 * for exceptions. */
struct replayed replay_judge(
    const struct record_view *record, const struct ruleset *old, const struct ruleset *new, int64_t now);

#endif
