/*
 * policy_forms: could an inspector have said this of the forms? The part of policy_check that concerns them.
 *
 * Indexes must be those of the gate's own rules, and what the route says of the form must follow from the reports.
 */
#ifndef RULES_POLICY_FORMS_H
#define RULES_POLICY_FORMS_H

#include "rules/verdict.h"

/* Of the verdict of a message that was read; its class is one that a route can give. */
bool policy_forms_agree(const struct route *route, const struct verdict *verdict);

#endif
