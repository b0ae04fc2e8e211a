/*
 * form_library: the forms that the administrator's blanks taught us, each by its file's name.
 *
 * Part of a ruleset; rules and reports know a form by its index here.
 */
#ifndef RULES_FORM_LIBRARY_H
#define RULES_FORM_LIBRARY_H

#include "rules/bundle.h"
#include "rules/fingerprint.h"
#include "rules/problem.h"

#include <stddef.h>

struct learnt_form {
	char *name; /* "prevent.fingerprint" */
	struct fingerprint fingerprint;
};

struct form_library {
	struct learnt_form *items; /* in the order of their names */
	size_t count;
};

/* Reads every form of the bundle; one that is wrong adds problems and is left out. 0, -ENOMEM. */
int form_library_load(const struct bundle *bundle, struct problem_list *problems, struct form_library *ret_library);
void form_library_clear(struct form_library *library);

/* NULL when there is none. */
const struct learnt_form *form_library_find(const struct form_library *library, const char *name);

#endif
