/*
 * policy_edits: may these edits be made? The gate asks before it lets an inspector's answer change a message.
 *
 * Recipients are exactly those that the verdict's repairs call for. The only header field that a repair may change is
 * Cc, and its value is held to a shape that can end no line, hide no field and add no text of its own. A new body and
 * its fields are rules/policy_content.h's.
 */
#ifndef RULES_POLICY_EDITS_H
#define RULES_POLICY_EDITS_H

#include "rules/policy_subject.h"
#include "rules/verdict.h"

#define POLICY_LINE_MAX 998 /* octets of a header line, RFC 5322 section 2.1.1 */

/* Expects findings and copies that have been checked. */
bool policy_edits_follow(
    const struct route *route, const struct policy_subject *subject, const struct verdict *verdict);

/* Whether what the findings call for changes the message itself, and not only where it goes. */
bool policy_edits_change_message(const struct verdict *verdict);

/* Whether the value can stand after "Cc:": no controls but tabs (8-bit text of the sender's is kept); every line feed
 * is followed by a blank or tab, no line is longer than POLICY_LINE_MAX or blank. */
bool policy_edits_value_is_folded(const char *value);

#endif
