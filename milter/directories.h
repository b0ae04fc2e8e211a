/*
 * directories: where the daemon keeps what it writes: state, ledger and keys. They belong to its user alone (0700). And
 * where it writes checkpoints, if somebody wants them there.
 */
#ifndef MILTER_DIRECTORIES_H
#define MILTER_DIRECTORIES_H

#include "milter/options.h"
#include "milter/privileges.h"

/*
 * Makes those that are missing, as root or where the parent allows, and says what is wrong with those that are there:
 * nothing of them is changed. 0, or -EINVAL (problems were added): the gate then defers referrals.
 */
int directories_prepare(const struct options *options, const struct identity *identity, struct problem_list *problems);

/* Makes nothing and only looks, at the key files and the directory of checkpoints as well. A missing directory is a
 * problem unless `can_make` (root starts the daemon) or its parent lets this process make it. 0, -EINVAL. */
int directories_check(
    const struct options *options, const struct identity *identity, bool can_make, struct problem_list *problems);

#endif
