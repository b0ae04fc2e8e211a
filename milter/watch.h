/*
 * watch: mail that names no referral address, but may carry a form to somebody else.
 *
 * It is none of our business until a form is found in it: whatever stands in the way (a limit, the budget, no inspector
 * in time, a death, an answer that is not believed) lets it pass, unrecorded and unlogged, and only counted. It must
 * never cost other mail anything: see LIMIT_WATCH_SHARE and PURPOSE_WATCH (milter/pool.h).
 */
#ifndef MILTER_WATCH_H
#define MILTER_WATCH_H

#include "milter/judge.h"

#include <stdbool.h>

/* At the end of the header, for what a screener would have watched: whether its body is wanted. The envelope must be
 * one that a route watches, whatever the screener says. */
bool watch_begin(const struct parts *parts, struct message *message);

/* At the end of the message. The judgement is initialised and the caller's: CLASS_MISROUTED, or CLASS_OTHER, which
 * passes. */
void watch_judge(const struct parts *parts, struct message *message, struct judgement *ret_judgement);

#endif
