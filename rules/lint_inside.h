/*
 * lint_inside: the pieces of rules/lint.h: a ruleset beside the sections that it was read from, which know their lines.
 */
#ifndef RULES_LINT_INSIDE_H
#define RULES_LINT_INSIDE_H

#include "rules/config_file.h"
#include "rules/lint.h"

struct lint_route {
	const struct route *route;
	cfg_t *section;
};

struct lint {
	const struct bundle *bundle;
	const struct ruleset *ruleset;
	int64_t now;
	struct problem_list *warnings;
	struct problem_list *notes;
	cfg_t *files[BUNDLE_FILES_MAX];
	size_t file_count;
	struct lint_route routes[RULESET_ROUTES_MAX];
	size_t route_count;
};

/* The line of a section's option; of the section where the option is not given. */
int lint_line(cfg_t *section, const char *option);

/* The line on which a list of the route's section `name` number `index` has the address. */
int lint_address_line(
    const struct lint_route *at, const char *name, unsigned index, const char *option, const char *address);

/* What one route says against itself. */
void lint_one_route(const struct lint *lint, const struct lint_route *at);
/* Its patterns, tried on what is worst for them. */
void lint_patterns(const struct lint *lint, const struct lint_route *at);
/* What routes say against each other. */
void lint_between_routes(const struct lint *lint);
/* Texts and forms that no route uses. */
void lint_unused_files(const struct lint *lint);

#endif
