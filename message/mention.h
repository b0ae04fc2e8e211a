/*
 * mention: could this text name one of the referral addresses, in any reading?
 *
 * The screener's safety net under the grammar of mailbox_list: blanks, quotes, backslashes, comments, encoded words,
 * percent signs, look-alike widths and dots are undone in every combination that some reader may undo, and then the
 * addresses are searched for. It says yes too often rather than once too rarely: a yes costs an inspection. Takes time
 * in proportion to text and addresses.
 */
#ifndef MESSAGE_MENTION_H
#define MESSAGE_MENTION_H

#include "rules/ruleset.h"

#include <stdbool.h>
#include <stddef.h>

struct mention;

/* Copies the referral addresses of the routes that are not off. 0, -ENOMEM. */
int mention_new(const struct ruleset *ruleset, struct mention **ret_mention);
void mention_free(struct mention *mention);

/* Also true when memory runs out. */
bool mention_occurs(const struct mention *mention, const char *text, size_t length);

#endif
