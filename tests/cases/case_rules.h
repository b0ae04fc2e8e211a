/*
 * case_rules: the rules of a case: shipped files, changed where the case says so.
 *
 * "rules: lewisham brent" takes rules/lewisham.conf and the example rules/examples/brent.conf with its comment signs
 * taken off, beside their guidance. "set: KEY = VALUE" replaces the value of the one line that sets the key;
 * "add: TEXT" adds a line at the end of the route. With several files both touch the first.
 */
#ifndef TESTS_CASES_CASE_RULES_H
#define TESTS_CASES_CASE_RULES_H

#include "milter/case_file.h"
#include "rules/bundle.h"
#include "rules/ruleset.h"

struct case_rules {
	struct bundle bundle;
	struct ruleset *ruleset;
};

/* `source` is the top of the source tree. 0, -EINVAL (said on standard output), other negative errno. */
int case_rules_load(const struct case_file *file, const char *source, struct case_rules *ret_rules);
void case_rules_clear(struct case_rules *rules);

#endif
