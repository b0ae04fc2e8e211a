/*
 * lint: what is lawful in a policy, and hardly what the administrator meant: dead rules, rules that contradict each
 * other, patterns that a sender can blind, dates that come.
 *
 * Only for a bundle whose ruleset could be made: what is wrong, the ruleset has said (rules/ruleset.h). Pure; decides
 * nothing.
 */
#ifndef RULES_LINT_H
#define RULES_LINT_H

#include "rules/bundle.h"
#include "rules/problem.h"
#include "rules/ruleset.h"

#include <stdint.h>

#define LINT_SOON_DAYS 30 /* a date that is nearer is said */

/* `warnings` is what somebody should look at; `notes` what is nobody's mistake. Both get warnings in the sense of
 * rules/problem.h. `now`: seconds since the epoch. 0, -ENOMEM. Not for two threads at once (rules/config_file.h). */
int lint_policy(const struct bundle *bundle, const struct ruleset *ruleset, int64_t now, struct problem_list *warnings,
    struct problem_list *notes);

#endif
