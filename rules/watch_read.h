/*
 * watch_read: the sections of a route about referrals that go to somebody else. For the reader of rule files alone.
 */
#ifndef RULES_WATCH_READ_H
#define RULES_WATCH_READ_H

#include "rules/rule_value.h"
#include "rules/watch_rule.h"

/* The sections' tables of options. */
cfg_opt_t *misrouted_options(void);
cfg_opt_t *near_miss_options(void);

/* Watched once the section is there, unless it says otherwise. */
void misrouted_read(struct rule_reader *reader, cfg_t *section, struct misrouted_rule *misrouted);
void near_miss_read(struct rule_reader *reader, cfg_t *section, struct near_miss_rule *near_miss);

#endif
