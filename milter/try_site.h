/*
 * try_site: the policies that a run needs, one after the other, with the inspectors that have loaded the one at hand.
 *
 * Inspectors are started again only when the policy is another.
 */
#ifndef MILTER_TRY_SITE_H
#define MILTER_TRY_SITE_H

#include "milter/tryout.h"
#include "rules/bundle.h"

struct try_site {
	const struct options *options;
	struct bundle configured; /* the configured files; all but one route off where one alone is to be tried */
	struct policy policy;	  /* at hand */
	struct tryout tryout;
	bool is_open;
};

/* Reads the configured files; `route` is the one that alone is in force, or NULL. 0, -EINVAL (said on standard error),
 * other negative errno. To be closed in every case. */
int try_site_open(struct try_site *site, const struct options *options, const char *route);
void try_site_close(struct try_site *site);

/* Makes the bundle's policy the one at hand. 0, -EINVAL (said on standard error), other negative errno. */
int try_site_use(struct try_site *site, const struct bundle *bundle);

#endif
