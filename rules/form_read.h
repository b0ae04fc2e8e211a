/*
 * form_read: the form section of a route, made into a form_rule. For the reader of rule files alone.
 */
#ifndef RULES_FORM_READ_H
#define RULES_FORM_READ_H

#include "rules/form_rule.h"
#include "rules/rule_value.h"

/* The section's table of options. */
cfg_opt_t *form_options(void);

/* Reads the section's options but its name. `forms` are the learnt forms that it may name, borrowed by the rule. */
void form_read(struct rule_reader *reader, cfg_t *section, const struct form_library *forms, struct form_rule *form);

#endif
