/*
 * config_walk: are the statements of a configuration text those of its table of options? For config_file alone.
 */
#ifndef RULES_CONFIG_WALK_H
#define RULES_CONFIG_WALK_H

#include "rules/problem.h"

#include <confuse.h>

/*
 * Walks the text (from config_text_new(), changed in place): adds a problem for every statement that libconfuse could
 * not read along `options`, or that says something twice, and blanks it; lines stay. 0, -EINVAL (the braces do not
 * match: nothing can be read), -ENOMEM.
 */
int config_walk(const char *file, char *text, const cfg_opt_t *options, struct problem_list *problems);

#endif
