/*
 * parts: what all callbacks of the gate share. Constant while the milter socket is served; what is behind the pointers
 * locks itself.
 */
#ifndef MILTER_PARTS_H
#define MILTER_PARTS_H

#include "milter/books.h"
#include "milter/budget.h"
#include "milter/generation.h"
#include "milter/metrics.h"
#include "milter/watch_tally.h"

#include <stdint.h>

struct parts {
	struct generations *generations; /* the policy, and who inspects by it */
	const char *gateway;		 /* host name in records */
	uint64_t message_size_limit;
	int64_t case_window_s; /* how long records carry the pseudonyms of the period before */
	struct books *books;
	struct watch_tally *watched;
	struct metrics *metrics;
	struct budget budget;
};

#endif
