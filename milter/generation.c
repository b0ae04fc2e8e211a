#include "milter/generation.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

int generation_new(uint32_t number, struct ruleset *ruleset, bool owns, const char *digest, struct pool *pool,
    void (*free_pool)(struct pool *pool), struct generation **ret_generation)
{
	struct generation *generation = calloc(1, sizeof(*generation));

	if (generation == NULL)
		return -ENOMEM;
	generation->number = number;
	generation->ruleset = ruleset;
	generation->owned = owns ? ruleset : NULL;
	generation->pool = pool;
	generation->free_pool = free_pool;
	snprintf(generation->digest, sizeof(generation->digest), "%s", digest);
	atomic_init(&generation->users, 1);
	*ret_generation = generation;
	return 0;
}

struct generation *generation_ref(struct generation *generation)
{
	atomic_fetch_add(&generation->users, 1);
	return generation;
}

void generation_unref(struct generation *generation)
{
	if (generation == NULL || atomic_fetch_sub(&generation->users, 1) > 1)
		return;
	generation->free_pool(generation->pool);
	ruleset_free(generation->owned);
	free(generation);
}

void generations_init(struct generations *generations, struct generation *first)
{
	pthread_mutex_init(&generations->lock, NULL);
	generations->current = first;
	generations->next = NULL;
}

void generations_prepare(struct generations *generations, struct generation *next)
{
	pthread_mutex_lock(&generations->lock);
	struct generation *old = generations->next;
	generations->next = next;
	pthread_mutex_unlock(&generations->lock);
	generation_unref(old);
}

struct generation *generations_current(struct generations *generations)
{
	pthread_mutex_lock(&generations->lock);
	struct generation *generation = generation_ref(generations->current);
	pthread_mutex_unlock(&generations->lock);
	return generation;
}

struct generation *generations_find(struct generations *generations, uint32_t number)
{
	struct generation *found = NULL;

	pthread_mutex_lock(&generations->lock);
	if (generations->current->number == number)
		found = generations->current;
	else if (generations->next != NULL && generations->next->number == number)
		found = generations->next;
	pthread_mutex_unlock(&generations->lock);
	return found;
}

int generations_switch(struct generations *generations, uint32_t number)
{
	struct generation *old = NULL;
	int r = -ENOENT;

	pthread_mutex_lock(&generations->lock);
	if (generations->next != NULL && generations->next->number == number) {
		old = generations->current;
		generations->current = generations->next;
		generations->next = NULL;
		r = 0;
	}
	pthread_mutex_unlock(&generations->lock);
	generation_unref(old);
	return r;
}
