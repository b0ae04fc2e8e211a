/*
 * policy_content: may these content fields be written? The gate asks before it lets an inspector's answer replace a
 * body and the fields of the message's header that say what the body is.
 *
 * Only four fields, each once, and only beside a new body; each value held to the shape that our own writer gives it,
 * in which no field, no line and no structure can hide.
 */
#ifndef RULES_POLICY_CONTENT_H
#define RULES_POLICY_CONTENT_H

#include "rules/verdict.h"

#include <stdbool.h>

/* Whether the edit is of a field that goes with a new body. */
bool policy_content_is_field(const struct edit *edit);

/* Whether such a field can have the value: all that follows the colon, as in an edit. */
bool policy_content_fits(const char *name, const char *value);

/* Whether something is taken out of a message that is relayed. */
bool policy_content_is_stripped(const struct verdict *verdict);

/* Whether the body is replaced where, and only where, a finding that passes says that something was stripped; and the
 * content fields with it. Expects findings that have been checked. */
bool policy_content_follows(const struct verdict *verdict);

#endif
