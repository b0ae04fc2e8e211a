/*
 * config_text: an administrator's file made ready for libconfuse.
 *
 * libconfuse 3.3 counts a comment as two lines more than it is, so that every later error names a wrong line; takes the
 * rest of the file for a comment that is not closed; puts environment variables in place of ${NAME}; drops characters
 * that it does not know, and the backslash of "\d"; and after a bad escape reads the next file as a string. So comments
 * are blanked here, line by line, and what it would misread is a problem. Pure.
 */
#ifndef RULES_CONFIG_TEXT_H
#define RULES_CONFIG_TEXT_H

#include "rules/problem.h"

#include <stddef.h>

/*
 * The text for cfg_parse_buf(), to be freed: as many lines as the file, without its comments. `file` is its name in
 * problems. 0, -EINVAL (problems were added), -ENOMEM.
 */
int config_text_new(const char *file, const void *bytes, size_t size, struct problem_list *problems, char **ret_text);

#endif
