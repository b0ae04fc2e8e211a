/*
 * form_learn: a fingerprint out of blanks.
 *
 * What is asked for is told by structure: a label is the text before a field, before an empty cell of its row, above an
 * empty cell of its column, before a line to write on, or that ends as a question does. What it gets wrong, the
 * administrator changes in the file.
 */
#ifndef MESSAGE_FORM_FORM_LEARN_H
#define MESSAGE_FORM_FORM_LEARN_H

#include "message/form/document.h"
#include "rules/fingerprint.h"

#include <stdbool.h>

#define FORM_LEARN_KNOWN 900 /* per mille of form_match's score: a blank without added words adds nothing to learn */

/*
 * Adds the blank as a sample named `name`, unless a sample that is there already fits it: *ret_is_added says so. The
 * first blank with a title names the form, the first with a version line gives the version. Blanks with more structure
 * (fields, tables) are best given first. 0; -EINVAL: nothing in it asks for an answer; -E2BIG past a limit of
 * rules/fingerprint.h or alignment.h; -ENOMEM.
 */
int form_learn_add(struct fingerprint *fingerprint, const struct document *blank, const char *name, bool *ret_is_added);

#endif
