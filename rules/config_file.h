/*
 * config_file: an administrator's file, read by libconfuse, so that every problem shows at once and names its line.
 *
 * libconfuse stops at the first word that it does not know, lets a later value replace an earlier one in silence, and
 * forgets on which line a value stood. So the statements are first walked along the same table of options: names,
 * shapes, nothing twice. What has a problem is blanked and libconfuse reads the rest. Values declared with the macros
 * below are kept as text with their line; what they mean is the caller's.
 *
 * Pure: no file is opened, no environment variable is read. libconfuse's scanner is one global, so two threads must not
 * be in here at once.
 */
#ifndef RULES_CONFIG_FILE_H
#define RULES_CONFIG_FILE_H

#include "rules/problem.h"

#include <confuse.h>
#include <stdbool.h>
#include <stddef.h>

struct config_value {
	int line;
	char text[];
};

/*
 * Members of an option table. The first of a section's table is CONFIG_LINE: libconfuse reads the default of an option
 * when it opens the section, so that a value with a default knows that line. Nobody can write its name.
 */
#define CONFIG_VALUE(name) CFG_PTR_CB(name, NULL, CFGF_NODEFAULT, config_value_new, config_value_free)
#define CONFIG_LIST(name)  CFG_PTR_LIST_CB(name, NULL, CFGF_NODEFAULT, config_value_new, config_value_free)
#define CONFIG_LINE	   CFG_PTR_CB("{line}", "x", CFGF_NONE, config_value_new, config_value_free)
/* Known, so that its reader can say where the matter belongs; not among the names that are allowed. */
#define CONFIG_UNLISTED (1 << 24) /* above libconfuse's own flags */
#define CONFIG_ELSEWHERE(name)                                                                                         \
	CFG_PTR_CB(name, NULL, CFGF_NODEFAULT | CONFIG_UNLISTED, config_value_new, config_value_free)
/* At most one of these in a section: name { ... }, and name "TITLE" { ... } */
#define CONFIG_SECTION(name, options)	     CFG_SEC(name, options, CFGF_NODEFAULT)
#define CONFIG_TITLED_SECTION(name, options) CFG_SEC(name, options, CFGF_NODEFAULT | CFGF_TITLE)
/* Any number of these, with different titles. */
#define CONFIG_SECTIONS(name, options) CFG_SEC(name, options, CFGF_MULTI | CFGF_TITLE | CFGF_NO_TITLE_DUPES)

/*
 * Reads the file along `options`, which the result copies. 0 and a result also when there were problems: then without
 * the statements that had them. -EINVAL when nothing can be read (problems were added), -ENOMEM. To be freed with
 * cfg_free(). `file` is the name for problems.
 */
int config_file_parse(const char *file, const void *bytes, size_t size, cfg_opt_t *options,
    struct problem_list *problems, cfg_t **ret_config);

/* The line on which the section was opened; 0 for the file itself. */
int config_line(cfg_t *section);

/* NULL when there is none; `index` counts the entries of a list. */
const struct config_value *config_value(cfg_t *section, const char *name, unsigned index);

/* Whether the option is written at all: with "= {}", too. */
bool config_is_given(cfg_t *section, const char *name);

/* For the macros above. */
int config_value_new(cfg_t *section, cfg_opt_t *option, const char *text, void *result);
void config_value_free(void *value);

#endif
