/*
 * policy_subject: the message that is judged, in the terms in which the policy asks: canonical addresses.
 *
 * Borrows the envelope and the facts. Nothing here decides.
 */
#ifndef RULES_POLICY_SUBJECT_H
#define RULES_POLICY_SUBJECT_H

#include "rules/envelope.h"
#include "rules/facts.h"
#include "rules/ruleset.h"

#include <stdbool.h>
#include <stddef.h>

/* One reading of an envelope recipient (rules/recipient.h); those that are no address are left out. */
struct policy_recipient {
	char *canonical;
	bool is_strict; /* RFC 5321's reading */
};

struct policy_subject {
	const struct envelope *envelope;
	const struct facts *facts; /* NULL: nobody could read the message */
	char *const *matches;	   /* without facts: referral addresses that the screener saw in To or Cc */
	size_t match_count;
	char *sender; /* canonical, "" for the null sender, NULL for what is no address */
	struct policy_recipient *recipients;
	size_t recipient_count;
};

/* `facts` may be NULL. 0, -ENOMEM. */
int policy_subject_init(struct policy_subject *ret_subject, const struct envelope *envelope, const struct facts *facts);
void policy_subject_clear(struct policy_subject *subject);

bool policy_subject_is_null_sender(const struct policy_subject *subject);

/* Whether an envelope recipient may reach an address of the list, in any reading of it. */
bool policy_subject_may_reach(const struct policy_subject *subject, const struct address_list *list);

/* Whether an envelope recipient is in the list, or is the address: in the strict reading alone. */
bool policy_subject_sends_to(const struct policy_subject *subject, const struct address_list *list);
bool policy_subject_sends_to_address(const struct policy_subject *subject, const char *canonical);

/* Whether the header names an address of the list: in a field of the set (bits of enum facts_field). Without facts
 * only the screener's matches are known. */
bool policy_subject_names(const struct policy_subject *subject, const struct address_list *list, unsigned fields);

#define POLICY_FIELD(field) (1U << FIELD_##field)
#define POLICY_TO_CC	    (POLICY_FIELD(TO) | POLICY_FIELD(CC)) /* what counts as a copy */
#define POLICY_ADDRESSED    (POLICY_TO_CC | POLICY_FIELD(BCC))	  /* what makes a message a referral */

#endif
