/*
 * strip_edit: the edits by which a message becomes the one without what was unsafe in it.
 */
#ifndef MESSAGE_STRIP_EDIT_H
#define MESSAGE_STRIP_EDIT_H

#include "message/sanitise/splice.h"
#include "rules/verdict.h"

/* Adds the new body, and the fields of the message's own header that go with it. 0, -E2BIG, -ENOMEM. */
int strip_edit_add(const struct spliced *message, struct verdict *verdict);

#endif
