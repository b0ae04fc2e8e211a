/*
 * errand: does what a request asks, and records it in the ledger: for the gate, which has it open, and for
 * referral-audit, which opens it while no gate runs.
 *
 * What is recorded comes first, durably, and what it says is done then: a key may be destroyed, or records deleted,
 * only after the ledger says so. Under a legal hold nothing is destroyed or deleted. Never logs.
 */
#ifndef AUDIT_ERRAND_H
#define AUDIT_ERRAND_H

#include "audit/ledger.h"
#include "audit/request.h"

/* `directory` is the ledger's, `keys` the keys'; `now` in seconds since the epoch; `bundle` as in struct event. The
 * answer says whether it was done: -EPERM under a legal hold, -EBUSY for the key of the present period, -ENOENT where
 * there is no such key, -EROFS for a signing key that the service manager gives. */
void errand_run(struct ledger *ledger, const char *directory, const char *keys, const struct request *request,
    int64_t now, const char *bundle, struct request_answer *ret_answer);

/* Whether the ledger is under a legal hold: 1, 0, or negative errno. */
int errand_is_held(const char *directory);

#endif
