/*
 * mta_filter: the milters that an MTA asks, in its order. Two spellings of one socket are one: Postfix writes
 * "inet:HOST:PORT", Sendmail and libmilter "inet:PORT@HOST"; "local:" is "unix:", and localhost 127.0.0.1.
 */
#ifndef MILTER_MTA_FILTER_H
#define MILTER_MTA_FILTER_H

#include "milter/mta_postfix.h"

struct mta_filter {
	char *name;		 /* Sendmail's for it; NULL in Postfix */
	char *address;		 /* "unix:PATH", "inet:PORT@HOST", or as written */
	struct mta_settings own; /* what holds for this one only: Postfix's "{ address, name = value }" */
	int line;		 /* Sendmail's; 0 in Postfix */
};

struct mta_filters {
	struct mta_filter *items;
	size_t count;
};

/* A value of smtpd_milters. For mta_filters_clear(), also after a failure. 0, -ENOMEM. */
int mta_filters_parse(struct mta_filters *filters, const char *list);
void mta_filters_clear(struct mta_filters *filters);

/* The one spelling of an address, to be freed; NULL for want of memory. `is_postfix`: HOST:PORT. */
char *mta_address(const char *text, bool is_postfix);

/* Whether it signs, as far as its name or usual port tells: "OpenDKIM", or NULL. *ret_is_sure: it does nothing else. */
const char *mta_filter_signer(const struct mta_filter *filter, bool *ret_is_sure);

/* Its own setting, or NULL. */
const char *mta_filter_get(const struct mta_filter *filter, const char *name);

#endif
