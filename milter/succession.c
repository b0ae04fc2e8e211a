#include "milter/succession.h"

#include "channel/channel.h"
#include "rules/bundle.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

int succession_first(
    const struct gate_start *start, const struct pool_limits *limits, struct generation **ret_generation)
{
	struct pool *pool = NULL;
	int r = pool_new(limits, start->control_fd, &pool);

	if (r < 0)
		return r;
	/* Never written to: the parent's rules, which a generation of our own making does not free. */
	r = generation_new(start->generation, (struct ruleset *)(uintptr_t)start->ruleset, false, start->bundle_digest,
	    pool, pool_free, ret_generation);
	if (r < 0)
		pool_free(pool);
	return r;
}

static int hexadecimal(const void *octets, size_t size, char ret_text[DIGEST_HEX_SIZE])
{
	uint8_t digest[DIGEST_SIZE];
	int r = digest_sha256(octets, size, digest);

	if (r == 0)
		digest_hex(digest, sizeof(digest), ret_text);
	return r;
}

/* The supervisor has found no error in it, and said its warnings. */
static int read_rules(const void *packed, size_t size, struct ruleset **ret_ruleset)
{
	struct problem_list problems;
	struct bundle bundle;
	int r = bundle_unpack(packed, size, &bundle);

	if (r < 0)
		return r;
	problem_list_init(&problems);
	r = ruleset_new(&bundle, (int64_t)time(NULL), &problems, ret_ruleset);
	problem_list_clear(&problems);
	bundle_clear(&bundle);
	return r;
}

static int make(const void *packed, size_t size, const struct pool_limits *limits, int control_fd, uint32_t number,
    struct generation **ret_generation)
{
	char digest[DIGEST_HEX_SIZE];
	struct ruleset *ruleset = NULL;
	struct pool *pool = NULL;
	int r = hexadecimal(packed, size, digest);

	if (r == 0)
		r = read_rules(packed, size, &ruleset);
	if (r == 0)
		r = pool_new(limits, control_fd, &pool);
	if (r == 0)
		r = generation_new(number, ruleset, true, digest, pool, pool_free, ret_generation);
	if (r < 0) {
		pool_free(pool);
		ruleset_free(ruleset);
	}
	return r;
}

int succession_prepare(
    struct generations *generations, const struct pool_limits *limits, int control_fd, uint32_t number, int bundle_fd)
{
	struct generation *next = NULL;
	uint8_t *packed = NULL;
	size_t size = 0;
	int r = channel_read_sealed(bundle_fd, BUNDLE_SIZE_MAX, &packed, &size);

	close(bundle_fd);
	if (r < 0)
		return r;
	r = make(packed, size, limits, control_fd, number, &next);
	free(packed);
	if (r == 0)
		generations_prepare(generations, next);
	return r;
}
