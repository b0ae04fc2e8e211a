/*
 * case_change: the text of a rule file, changed where a case says so.
 *
 * "set: KEY = VALUE" replaces the value of the one line that sets the key; "add: TEXT" adds a line at the end of the
 * last route; "form: FILE" names a learnt form in the form section.
 */
#ifndef MILTER_CASE_CHANGE_H
#define MILTER_CASE_CHANGE_H

#include "milter/case_file.h"

/* The text with what the case changes; the one given is freed. NULL when it cannot be done, which is said on standard
 * error, or for want of memory. */
char *case_change_apply(const struct case_file *file, char *text);

/* As an example's own comment tells the administrator: the first # off every line. In place. */
void case_change_uncomment(char *text);

#endif
