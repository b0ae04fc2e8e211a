/*
 * mailbox_list: whom does an address field name?
 *
 * Reads the value of To, Cc, From and the like by RFC 5322 section 3.4 with the obsolete forms of section 4.4 (source
 * routes, empty list members, comments and blanks anywhere) and the UTF-8 of RFC 6532. Display names, comments and
 * group names are stepped over; what is left is one canonical address per mailbox (rules/address.h). A member that the
 * grammar cannot read names nobody, and then the list is not certain to be whole: a caller must not take "not in the
 * list" for "not named".
 *
 * An address in angle brackets counts even when the phrase before it is no phrase (`a@b.example <a@b.example>`): every
 * mail program reads it so.
 */
#ifndef MESSAGE_MAILBOX_LIST_H
#define MESSAGE_MAILBOX_LIST_H

#include "rules/answer.h"

#include <stdbool.h>
#include <stddef.h>

struct mailbox_list {
	char **items; /* canonical addresses, in order, repeated ones too */
	size_t count;
	size_t capacity;
	size_t most;	      /* items that the list may have */
	enum answer is_whole; /* ANSWER_YES: every member was read; ANSWER_UNKNOWN: some could not be */
};

void mailbox_list_init(struct mailbox_list *list, size_t most);
void mailbox_list_clear(struct mailbox_list *list);

/* Adds what the value of one field names. 0, -E2BIG (more than `most` mailboxes), -ENOMEM. */
int mailbox_list_read(struct mailbox_list *list, const char *value, size_t length);

bool mailbox_list_has(const struct mailbox_list *list, const char *canonical);

#endif
