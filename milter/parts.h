/*
 * parts: what all callbacks of the gate share. Constant while the milter socket is served; what is behind the pointers
 * locks itself.
 */
#ifndef MILTER_PARTS_H
#define MILTER_PARTS_H

#include "milter/books.h"
#include "milter/budget.h"
#include "milter/pool.h"
#include "milter/watch_tally.h"
#include "rules/ruleset.h"

#include <stdint.h>

struct parts {
	const struct ruleset *ruleset;
	const char *gateway; /* host name in records */
	const char *bundle;  /* SHA-256 of the policy bundle, hexadecimal */
	uint64_t message_size_limit;
	int64_t case_window_s; /* how long records carry the pseudonyms of the period before */
	struct pool *pool;
	struct books *books;
	struct watch_tally *watched;
	struct budget budget;
};

#endif
