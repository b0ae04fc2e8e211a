#include "milter/policy.h"

#include "channel/channel.h"
#include "milter/last_good.h"
#include "milter/policy_files.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

void policy_init(struct policy *policy)
{
	*policy = (struct policy){.bundle_fd = -1};
}

void policy_clear(struct policy *policy)
{
	ruleset_free(policy->ruleset);
	free(policy->packed);
	if (policy->bundle_fd >= 0)
		close(policy->bundle_fd);
	policy_init(policy);
}

/* The sealed memfd and the digest of what is packed. */
static int seal(struct policy *policy)
{
	uint8_t digest[DIGEST_SIZE];

	int r = digest_sha256(policy->packed, policy->packed_size, digest);
	if (r < 0)
		return r;
	digest_hex(digest, sizeof(digest), policy->digest);
	r = channel_memfd("policy", &policy->bundle_fd);
	if (r == 0)
		r = channel_write(policy->bundle_fd, policy->packed, policy->packed_size);
	if (r == 0)
		r = channel_seal(policy->bundle_fd);
	return r;
}

int policy_from_bundle(
    const struct bundle *bundle, int64_t now, struct problem_list *problems, struct policy *ret_policy)
{
	struct policy policy;

	policy_init(&policy);
	int r = ruleset_new(bundle, now, problems, &policy.ruleset);
	if (r == 0)
		r = bundle_pack(bundle, &policy.packed, &policy.packed_size);
	if (r == 0)
		r = seal(&policy);
	if (r < 0) {
		policy_clear(&policy);
		return r;
	}
	*ret_policy = policy;
	return 0;
}

int policy_load(const struct options *options, int64_t now, struct problem_list *problems, struct policy *ret_policy)
{
	struct bundle bundle;

	int r = policy_files_read(options, problems, &bundle);
	if (r < 0)
		return r;
	r = policy_from_bundle(&bundle, now, problems, ret_policy);
	bundle_clear(&bundle);
	return r;
}

int policy_load_last_good(const struct options *options, int64_t now, struct policy *ret_policy)
{
	struct problem_list problems;
	struct bundle bundle;
	uint8_t *packed = NULL;
	size_t size = 0;

	int r = last_good_load(options->state, &packed, &size);
	if (r < 0)
		return r;
	r = bundle_unpack(packed, size, &bundle);
	free(packed);
	if (r < 0)
		return r;
	problem_list_init(&problems);
	r = policy_from_bundle(&bundle, now, &problems, ret_policy);
	if (r == 0)
		ret_policy->is_last_good = true;
	problem_list_clear(&problems);
	bundle_clear(&bundle);
	return r;
}

int policy_keep(const struct policy *policy, const struct options *options)
{
	return last_good_save(options->state, policy->packed, policy->packed_size);
}
