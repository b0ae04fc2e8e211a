/*
 * unsafe_read: the section of a route about unsafe content. For the reader of rule files alone.
 */
#ifndef RULES_UNSAFE_READ_H
#define RULES_UNSAFE_READ_H

#include "rules/rule_value.h"
#include "rules/unsafe.h"

/* The section's table of options: a class each. */
cfg_opt_t *unsafe_options(void);

/* What is not said stays as it was. */
void unsafe_read(struct rule_reader *reader, cfg_t *section, struct unsafe_rule *unsafe);

#endif
