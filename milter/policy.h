/*
 * policy: the policy in force, in the three forms that are needed: the ruleset for the gate, the sealed bundle for the
 * inspectors, and its digest for records and logs.
 */
#ifndef MILTER_POLICY_H
#define MILTER_POLICY_H

#include "audit/digest.h"
#include "milter/options.h"
#include "rules/ruleset.h"

#include <stddef.h>
#include <stdint.h>

struct policy {
	struct ruleset *ruleset;
	uint8_t *packed;
	size_t packed_size;
	int bundle_fd;		      /* the packed bundle in a sealed memfd, shared by all inspectors */
	bool is_last_good;	      /* not what the files have */
	char digest[DIGEST_HEX_SIZE]; /* SHA-256 of the packed bundle */
};

void policy_init(struct policy *policy);
void policy_clear(struct policy *policy);

/* From the files that the options name. `now` (seconds since the epoch) is for warnings about dates. 0, -EINVAL
 * (errors were added), -ENOMEM, or errno of a system call. */
int policy_load(const struct options *options, int64_t now, struct problem_list *problems, struct policy *ret_policy);

/* From files that were read already. The same. */
int policy_from_bundle(
    const struct bundle *bundle, int64_t now, struct problem_list *problems, struct policy *ret_policy);

/* From the last good bundle in the state directory. 0, -ENOENT (there is none), -EBADMSG (damaged), -EINVAL (this
 * version does not accept it), -ENOMEM, or errno of a system call. */
int policy_load_last_good(const struct options *options, int64_t now, struct policy *ret_policy);

/* Makes this policy the last good one. 0 or negative errno. */
int policy_keep(const struct policy *policy, const struct options *options);

#endif
