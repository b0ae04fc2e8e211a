/*
 * preflight: everything that can be checked before the daemon starts, without starting anything. Makes and changes
 * nothing; is what both `referral-milter -t` and `referral-check config` look at.
 */
#ifndef MILTER_PREFLIGHT_H
#define MILTER_PREFLIGHT_H

#include "milter/policy.h"

/*
 * Users, directories, keys, the inspector, numbers that fit each other; then rules, guidance and forms, whatever is
 * wrong with the rest. Started by root the process becomes the daemon's user, for good: what root can read, the daemon
 * may not. `problems` may have some of the configuration's already. `now`: seconds since the epoch. 0: the policy is
 * the caller's; -EINVAL: there are errors, in the policy or elsewhere; other negative errno. The policy is the caller's
 * to clear in every case, and has a ruleset where its files are fine.
 */
int preflight_check(const struct options *options, int64_t now, struct problem_list *problems, struct policy *policy);

#endif
