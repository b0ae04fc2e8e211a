/*
 * metrics_page: everything that monitoring can see of the gate, in the text format of Prometheus.
 *
 * Each family is described where it is printed, and in referral-milter(8). What has never happened is printed as 0
 * where it may be asked about, so that a rate begins at nothing and not at the first event.
 */
#ifndef MILTER_METRICS_PAGE_H
#define MILTER_METRICS_PAGE_H

#include "milter/books.h"
#include "milter/metrics.h"
#include "milter/watch_tally.h"

#include <stdint.h>

struct metrics_page {
	const struct metrics *metrics;
	const struct ruleset *ruleset; /* in force, with its digest and number */
	const char *digest;
	uint32_t generation;
	struct watch_tally *watched;
	const struct histogram *commits; /* of the ledger */
	struct books_state books;
	uint64_t ledger_octets;
	uint64_t held_octets, held_limit; /* of messages under way: the byte budget */
	bool is_up;			  /* false on the last page of a gate that stops */
	int64_t now;			  /* seconds since the epoch */
};

/* The page, to be freed. 0, -ENOMEM. */
int metrics_page_print(const struct metrics_page *page, char **ret_text, size_t *ret_size);

#endif
