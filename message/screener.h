/*
 * screener: is this header any of our business?
 *
 * Reads header fields with our own small readers only, never a body, never GMime; it lives long and sees many messages,
 * so it keeps nothing of any. In doubt, and when memory runs out, the answer is to inspect.
 */
#ifndef MESSAGE_SCREENER_H
#define MESSAGE_SCREENER_H

#include "message/mention.h"
#include "rules/question.h"
#include "rules/ruleset.h"

#include <stddef.h>

/*
 * SCREEN_INSPECT when To, Cc, Bcc or their Resent- forms could name a referral address in any reading, or when To, Cc
 * or the envelope nearly name one (rules/near_scope.h); `matches` are those that To and Cc name in the plain one.
 * Otherwise SCREEN_WATCH when a route watches mail of this envelope, and the header says that it may carry a file.
 * Takes time in proportion to the header.
 */
void screen_header(const struct ruleset *ruleset, const struct mention *mention, const struct envelope *envelope,
    const void *header, size_t size, struct screen_answer *ret_answer);

/*
 * Answers requests on the socket until its other end is gone. A request that takes longer than `wall_ms` ends the
 * process (SIGALRM). 0 when the other end is gone, or negative errno for what cannot be answered.
 */
int screener_run(int socket, const struct ruleset *ruleset, unsigned wall_ms);

#endif
