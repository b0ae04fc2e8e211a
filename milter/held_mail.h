/*
 * held_mail: what the MTA holds because this filter told it to, as its own queue says it. No address is read.
 *
 * Runs the MTA's own programs, found on the PATH as a shell would find them: postqueue, postsuper, sendmail.
 */
#ifndef MILTER_HELD_MAIL_H
#define MILTER_HELD_MAIL_H

#include "audit/request.h"
#include "milter/mta_choice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HELD_ID_SIZE	 64   /* octets of a queue id, with the terminator */
#define HELD_REASON_SIZE 64   /* octets of a reason word */
#define HELD_MAX	 5000 /* messages that are looked at */

struct held_message {
	char id[HELD_ID_SIZE];
	char case_code[REQUEST_CASE_SIZE]; /* "": not ours, as far as is known */
	char reason[HELD_REASON_SIZE];
	int64_t arrived; /* seconds since the epoch */
};

struct held_list {
	struct held_message *items;
	size_t count;
};

/* Everything on hold or in quarantine, ours or not. Sendmail's queue says which is ours; for Postfix the ledger does
 * (milter/held_ledger.h). 0, -ENOMEM, -E2BIG (more than HELD_MAX), -EIO (the program failed), or negative errno. */
int held_mail_list(const struct mta_choice *mta, struct held_list *ret_list);
void held_list_clear(struct held_list *list);

/* Lets the MTA deliver it, without asking any filter again. 0, -EIO, or negative errno. */
int held_mail_release(const struct mta_choice *mta, const char *id);

/* Of "referral-milter: held, case 7QXM-2RDF, reason copy-missing"; false when the text is none of ours. */
bool held_reason_parse(const char *text, struct held_message *message);

#endif
