/*
 * pattern_cost: what a pattern costs in the worst case that can be made up for it.
 *
 * A sender chooses the text that is matched. Past its limits a pattern could not tell (rules/pattern.h), so that one
 * which meets them on a run of blanks is blind when somebody wants it to be. Tried are runs of each character that the
 * expression itself names, and of those that stand for classes, longer and longer, with an end that does not match.
 * That none of them meets a limit proves nothing; that one does is certain.
 */
#ifndef RULES_PATTERN_COST_H
#define RULES_PATTERN_COST_H

#include "rules/pattern.h"

#include <stdbool.h>
#include <stddef.h>

#define PATTERN_COST_UNIT_MAX 16 /* octets of what a run repeats, with its end */

struct pattern_cost {
	bool is_met;			  /* a limit is met */
	char unit[PATTERN_COST_UNIT_MAX]; /* printable ASCII: what is repeated */
	size_t length;			  /* octets of the shortest run that meets it, of those tried */
};

/* `text` is the expression that `pattern` was made of. */
void pattern_cost_find(const struct pattern *pattern, const char *text, struct pattern_cost *ret_cost);

#endif
