/*
 * copy_edit: the edit of the Cc field that a repair needs.
 *
 * The verdict says which copies are added; which of them no field names yet, and what the field says then, is known
 * only where the message is.
 */
#ifndef MESSAGE_COPY_EDIT_H
#define MESSAGE_COPY_EDIT_H

#include "message/mapping.h"
#include "rules/ruleset.h"
#include "rules/verdict.h"

/* Adds the edit to the verdict, where there is one to make. 0; -EBADMSG when the field as the sender wrote it cannot be
 * written again: lines too long, controls in it; -ENOMEM. */
int copy_edit_add(const struct ruleset *ruleset, const struct mapping *mapping, struct verdict *verdict);

#endif
