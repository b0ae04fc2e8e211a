/*
 * mta_sendmail: sendmail.cf, as far as it is about filters and what they have to fit: X, O and K lines (Sendmail
 * installation and operation guide, section 5). Needs no Sendmail on this machine. Judges nothing.
 */
#ifndef MILTER_MTA_SENDMAIL_H
#define MILTER_MTA_SENDMAIL_H

#include "milter/mta_filter.h"

struct mta_sendmail {
	char *file, *directory;
	struct mta_settings options; /* "O name=value" */
	struct mta_settings maps;    /* "Kname class -flags file": name, and the file */
	struct mta_filters filters;  /* "Xname, S=, F=, T=": in the order of the file */
};

/* For mta_sendmail_clear(), also after a failure. 0, -EBADMSG (no sendmail.cf), -ENOMEM, or errno of reading. */
int mta_sendmail_read(struct mta_sendmail *sendmail, const char *file);
void mta_sendmail_clear(struct mta_sendmail *sendmail);

/* The last option of that name, or NULL. The place is its line, or the file alone. */
const char *mta_sendmail_get(const struct mta_sendmail *sendmail, const char *name, struct mta_place *ret_place);

/* The filters of a list of names ("a, b", "a;b"), in its order: pointers into sendmail->filters, at most `most`. */
size_t mta_sendmail_list(
    const struct mta_sendmail *sendmail, const char *list, const struct mta_filter **filters, size_t most);

/* The value of one of "Name=MTA, Addr=127.0.0.1, InputMailFilters=a;b", known by its first letter as in Sendmail; to be
 * freed; NULL when there is none. */
char *mta_sendmail_part(const char *text, char letter);

#endif
