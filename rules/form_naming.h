/*
 * form_naming: what of a form nobody filled in, as a text for its sender.
 *
 * The words are those of the administrator's fingerprint, never of the document: whoever read that may only say which
 * lines of ours are meant.
 */
#ifndef RULES_FORM_NAMING_H
#define RULES_FORM_NAMING_H

#include "rules/form_report.h"
#include "rules/form_rule.h"

#include <stddef.h>

/*
 * "About the person", "Your concerns", and more: in printable ASCII and at most `size` octets with its end, percent
 * signs counted twice; names are shortened, and as many are listed as have room. "the whole form" where there is
 * nothing to name, or `report` is NULL. `size` is at least 64.
 */
void form_naming_list(const struct form_rule *form, const struct form_report *report, char *text, size_t size);

#endif
