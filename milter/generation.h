/*
 * generation: one policy as the gate holds it: the rules, their digest, and the inspectors that loaded the same bundle.
 *
 * A message keeps the generation that its header was screened by, so that no message is judged by a mixture of two. A
 * reload brings the next one, with inspectors of its own, and then makes it the current one in one step; the one before
 * is let go, its inspectors with it, when its last message is done. Safe for many threads.
 */
#ifndef MILTER_GENERATION_H
#define MILTER_GENERATION_H

#include "audit/digest.h"
#include "milter/pool.h"
#include "rules/ruleset.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct generation {
	uint32_t number;
	const struct ruleset *ruleset;
	char digest[DIGEST_HEX_SIZE]; /* SHA-256 of the policy bundle, hexadecimal */
	struct pool *pool;
	void (*free_pool)(struct pool *pool);
	struct ruleset *owned; /* the rules, where they go with the generation; or NULL */
	atomic_uint users;
};

struct generations {
	pthread_mutex_t lock;
	struct generation *current;
	struct generation *next; /* its inspectors are coming; or NULL */
};

/* Once made it owns the pool, and the rules when `owns`; `free_pool` is pool_free(). The caller has the one reference.
 * 0, -ENOMEM. */
int generation_new(uint32_t number, struct ruleset *ruleset, bool owns, const char *digest, struct pool *pool,
    void (*free_pool)(struct pool *pool), struct generation **ret_generation);
struct generation *generation_ref(struct generation *generation);
/* NULL is let be. */
void generation_unref(struct generation *generation);

/* Take the reference. `first` may be of static storage, when somebody keeps a reference to it. */
void generations_init(struct generations *generations, struct generation *first);
/* Lets go of one that was prepared before and never came to be current. */
void generations_prepare(struct generations *generations, struct generation *next);

/* The current one; the caller's to unref. */
struct generation *generations_current(struct generations *generations);

/* The current or the next one of that number, for the thread alone that prepares and switches; or NULL. */
struct generation *generations_find(struct generations *generations, uint32_t number);

/* The next one, if it has this number, is the current one from now on. 0, or -ENOENT: there is no such next one. */
int generations_switch(struct generations *generations, uint32_t number);

#endif
