/*
 * recipient: the mailboxes that a recipient of the envelope may reach.
 *
 * MTAs are more generous than RFC 5321: Postfix (strict_rfc821_envelopes = no, its default) and Sendmail deliver a
 * path with a display name, comments, blanks, quotes in the wrong place or a stray comma, and follow routes of old
 * ("user%domain@relay", "domain!user"), while a milter is shown what the client wrote. So a recipient is every address
 * that such a reading of it may give. A message that may reach a referral address by one of them is a referral:
 * nobody writes so by accident. It is no proof that a required copy is reached: for that the strict reading alone
 * counts.
 */
#ifndef RULES_RECIPIENT_H
#define RULES_RECIPIENT_H

#include <stdbool.h>
#include <stddef.h>

#define RECIPIENT_READINGS_MAX 4

struct recipient_readings {
	char *items[RECIPIENT_READINGS_MAX]; /* canonical (rules/address.h), each once; the strict reading first */
	size_t count;
	bool has_strict; /* the first is RFC 5321's; otherwise all are generous */
};

/* Reads the path `text`. No reading when it is no address at all. 0, -ENOMEM. */
int recipient_read(const char *text, struct recipient_readings *ret_readings);

void recipient_readings_clear(struct recipient_readings *readings);

#endif
