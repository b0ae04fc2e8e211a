/*
 * mta_check: what is wrong with an MTA's configuration for this filter. Each check adds to a report what it finds, and
 * changes nothing. What memory was too short for is said by the report or the configuration (is_short).
 */
#ifndef MILTER_MTA_CHECK_H
#define MILTER_MTA_CHECK_H

#include "milter/mta_ours.h"
#include "milter/mta_postfix.h"
#include "milter/mta_report.h"
#include "milter/mta_sendmail.h"

#include <stdbool.h>

struct mta_check {
	struct mta_postfix *postfix; /* one of these two */
	const struct mta_sendmail *sendmail;
	const struct mta_ours *ours;
	struct mta_report *report;
	bool is_this_machine; /* not a copy: sockets and files can be looked at */
};

/* Every check of the MTA. */
void mta_check_postfix(const struct mta_check *check);
void mta_check_sendmail(const struct mta_check *check);

/* Postfix: the lists of milters, and what is set for ours. */
void mta_check_milters(const struct mta_check *check);
/* One that was found in a list: of the service, or of main.cf when that is NULL. */
void mta_check_milter_settings(
    const struct mta_check *check, const struct mta_service *service, const struct mta_filter *filter);
void mta_check_socket(const struct mta_check *check, const struct mta_service *service, const struct mta_filter *filter,
    struct mta_place place);
/* Postfix: mail that passes us twice, never, or as something else. */
void mta_check_flow(const struct mta_check *check);
/* Postfix: what happens to a referral after us: size, aliases, copies, TLS. */
void mta_check_aliases(const struct mta_check *check);
void mta_check_sizes(const struct mta_check *check);
void mta_check_tls(const struct mta_check *check);

/* Whether `user` may connect to the socket at `path`; what is in the way is reported. */
void mta_check_rights(const struct mta_check *check, const char *path, const char *user, struct mta_place place);
/* Aliases of a text table that lead to a referral address. False when it cannot be read. */
bool mta_check_alias_file(const struct mta_check *check, const char *file);

#endif
