/*
 * mta_ours: what an MTA's configuration has to fit: our socket, our limits and waits, and the referral addresses.
 */
#ifndef MILTER_MTA_OURS_H
#define MILTER_MTA_OURS_H

#include "milter/mta_filter.h"
#include "milter/options.h"
#include "milter/policy.h"

#define MTA_SOCKET_USUAL "unix:/var/spool/postfix/referral-milter/milter.sock" /* that of the shipped socket unit */

struct mta_ours {
	struct options options;
	struct policy policy; /* without a ruleset where the rules cannot be read */
	char *socket;	      /* one spelling (mta_filter.h); NULL: not known, systemd hands it over */
	char **domains;	      /* of the referral addresses in force */
	size_t domain_count;
	char *config; /* the file, for messages */
};

/* `config` and `socket` as on the command line, or NULL. What is wrong with them goes to standard error. For
 * mta_ours_clear(), also after a failure. 0, -EINVAL, -ENOMEM. */
int mta_ours_load(struct mta_ours *ours, const char *config, const char *socket);
void mta_ours_clear(struct mta_ours *ours);

/* Which of the filters is ours, by socket or, where none has ours, by its name: its index, or -1. */
int mta_ours_find(const struct mta_ours *ours, const struct mta_filters *filters);
bool mta_ours_is_called(const struct mta_filter *filter);

/* How long we may take to answer, in milliseconds: at the end of a header, and of a message. */
long mta_ours_header_wait(void);
long mta_ours_message_wait(const struct mta_ours *ours);

/* Whether it is a referral address of any route that is not off, as the administrator may write it. */
bool mta_ours_is_referral(const struct mta_ours *ours, const char *text, size_t length);

#endif
