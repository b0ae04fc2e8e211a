/*
 * route_read: the sections of a rule file, made into routes. For ruleset alone.
 */
#ifndef RULES_ROUTE_READ_H
#define RULES_ROUTE_READ_H

#include "rules/bundle.h"
#include "rules/form_library.h"
#include "rules/rule_value.h"
#include "rules/ruleset.h"

/* What a rule file may say: its routes; for config_file_parse(). */
cfg_opt_t *route_options(void);

/*
 * Reads one route section into *route (which borrows from `forms`), which the caller initialised with route_init() and
 * clears with route_clear() whatever happens. Problems go to the reader; where there are errors among them the route
 * must not be used.
 */
void route_read(struct rule_reader *reader, cfg_t *section, const struct form_library *forms, struct route *route);

/* Checks what only shows when the whole route is known, and finds its guidance. `now` as in ruleset_new(). */
void route_check(
    struct rule_reader *reader, cfg_t *section, const struct bundle *bundle, int64_t now, struct route *route);

/* The defaults of every option. */
void route_init(struct route *route);
void route_clear(struct route *route);

#endif
