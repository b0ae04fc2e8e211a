/*
 * grammar: has this message exactly one reading?
 *
 * A checker of the octets that accepts a subset of RFC 5322, 2045 to 2047, 2183, 2231 and 6532 in which all mail
 * programs agree: published in referral-grammar(7). It knows no attacks; what it does not know it refuses. What it
 * accepts it describes (grammar/outline.h). Reads each octet once, recursion is bounded by LIMIT_DEPTH.
 *
 * Never here: GMime, policy, repairs of any kind.
 */
#ifndef MESSAGE_GRAMMAR_GRAMMAR_H
#define MESSAGE_GRAMMAR_GRAMMAR_H

#include "message/grammar/outline.h"
#include "message/grammar/rule.h"

#include <stddef.h>

/*
 * 0, and the outline is the caller's; -EBADMSG: a rule is broken, which and where is in *ret_fault; -E2BIG: past a
 * limit of message/limits.h (depth, parts, octets of a field or a parameter); -ENOMEM. `charsets_hold()` must have run.
 */
int grammar_check(const void *bytes, size_t size, struct outline *ret_outline, struct grammar_fault *ret_fault);

#endif
