/*
 * watch_rule: what a route says about referrals that go to somebody else.
 *
 * The lists of partners and of exempt addresses hold canonical addresses and canonical domains; ".example.org" is every
 * domain below it (address_list_covers() in rules/ruleset.h).
 */
#ifndef RULES_WATCH_RULE_H
#define RULES_WATCH_RULE_H

#include <stdbool.h>
#include <stddef.h>

struct address_list {
	char **items; /* canonical addresses, or domains where a member says so */
	size_t count;
};

/* A form in mail that names no referral address. */
struct misrouted_rule {
	bool is_watched;
	struct address_list partners;  /* may be sent forms, beside the sending organisation itself */
	struct address_list enquiries; /* addresses that answer questions: a form sent to them alone got no further */
};

/* An address that is nearly one of the route's. */
struct near_miss_rule {
	struct address_list exempt; /* merely similar, and known to be */
};

#endif
