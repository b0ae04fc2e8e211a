#include "audit/store/line_pool.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define THREAD_MAX 4
#define SLOT_COUNT 8 /* blocks between the reading and the taking */

enum slot_state { SLOT_BUSY = 0, SLOT_READY };

struct slot {
	struct block block;
	struct batch batch;
	size_t capacity;
	enum slot_state state;
};

struct line_pool {
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	struct line_reader reader; /* under the mutex: blocks are read in their order */
	struct slot slots[SLOT_COUNT];
	uint64_t filled, taken; /* blocks */
	bool is_holding;	/* the taker looks at block `taken` */
	bool is_over;		/* nothing more is read */
	int error;
	pthread_t threads[THREAD_MAX];
	size_t thread_count;
};

static struct hashed_line *add_line(struct slot *slot)
{
	if (slot->batch.count == slot->capacity) {
		size_t larger = slot->capacity == 0 ? 1024 : 2 * slot->capacity;
		struct hashed_line *grown = reallocarray(slot->batch.lines, larger, sizeof(*grown));
		if (grown == NULL)
			return NULL;
		slot->batch.lines = grown;
		slot->capacity = larger;
	}
	return &slot->batch.lines[slot->batch.count++];
}

static int hash_block(struct slot *slot)
{
	struct line line;
	int r = 0;

	slot->batch.count = 0;
	while (r == 0 && block_next(&slot->block, &line)) {
		struct hashed_line *hashed = add_line(slot);
		if (hashed == NULL)
			return -ENOMEM;
		hashed->line = line;
		hashed->is_record =
		    line.trouble == LINE_WHOLE && line_head_scan(line.text, line.size, &hashed->head) == 0;
		r = merkle_hash_leaf(line.text, line.size, &hashed->hash);
	}
	return r;
}

/* Takes the next block to hash. NULL: there is none any more. With the mutex held. */
static struct slot *begin_block(struct line_pool *pool)
{
	while (!pool->is_over && pool->filled - pool->taken >= SLOT_COUNT)
		pthread_cond_wait(&pool->changed, &pool->mutex);
	if (pool->is_over)
		return NULL;
	struct slot *slot = &pool->slots[pool->filled % SLOT_COUNT];
	int r = slot->block.octets != NULL ? 0 : block_init(&slot->block);
	if (r == 0)
		r = line_reader_fill(&pool->reader, &slot->block);
	if (r <= 0) {
		pool->is_over = true;
		pool->error = r;
		pthread_cond_broadcast(&pool->changed);
		return NULL;
	}
	slot->batch.octets = pool->reader.octets;
	slot->state = SLOT_BUSY;
	pool->filled++;
	return slot;
}

static void *work(void *context)
{
	struct line_pool *pool = context;
	struct slot *slot = NULL;

	pthread_mutex_lock(&pool->mutex);
	while ((slot = begin_block(pool)) != NULL) {
		pthread_mutex_unlock(&pool->mutex);
		int r = hash_block(slot);
		pthread_mutex_lock(&pool->mutex);
		slot->state = SLOT_READY;
		if (r < 0) {
			pool->is_over = true;
			pool->error = r;
		}
		pthread_cond_broadcast(&pool->changed);
	}
	pthread_mutex_unlock(&pool->mutex);
	return NULL;
}

int line_pool_new(const struct store *store, struct line_pool **ret_pool)
{
	struct line_pool *pool = calloc(1, sizeof(*pool));
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	size_t wanted = processors < 1 ? 1 : processors > THREAD_MAX ? THREAD_MAX : (size_t)processors;
	int r = 0;

	if (pool == NULL)
		return -ENOMEM;
	line_reader_init(&pool->reader, store);
	pthread_mutex_init(&pool->mutex, NULL);
	pthread_cond_init(&pool->changed, NULL);
	while (pool->thread_count < wanted && r == 0) {
		r = pthread_create(&pool->threads[pool->thread_count], NULL, work, pool);
		pool->thread_count += r == 0;
	}
	if (pool->thread_count == 0) {
		line_pool_free(pool);
		return -r;
	}
	*ret_pool = pool;
	return 0;
}

void line_pool_free(struct line_pool *pool)
{
	if (pool == NULL)
		return;
	pthread_mutex_lock(&pool->mutex);
	pool->is_over = true;
	pthread_cond_broadcast(&pool->changed);
	pthread_mutex_unlock(&pool->mutex);
	for (size_t i = 0; i < pool->thread_count; i++)
		pthread_join(pool->threads[i], NULL);
	for (size_t i = 0; i < SLOT_COUNT; i++) {
		block_clear(&pool->slots[i].block);
		free(pool->slots[i].batch.lines);
	}
	line_reader_clear(&pool->reader);
	pthread_cond_destroy(&pool->changed);
	pthread_mutex_destroy(&pool->mutex);
	free(pool);
}

int line_pool_take(struct line_pool *pool, const struct batch **ret_batch)
{
	struct slot *slot = NULL;
	int r = 0;

	pthread_mutex_lock(&pool->mutex);
	if (pool->is_holding) {
		pool->taken++;
		pool->is_holding = false;
		pthread_cond_broadcast(&pool->changed);
	}
	for (;;) {
		slot = &pool->slots[pool->taken % SLOT_COUNT];
		bool has_block = pool->taken < pool->filled;
		if (pool->error < 0 || (!has_block && pool->is_over) || (has_block && slot->state == SLOT_READY)) {
			r = pool->error < 0 ? pool->error : has_block;
			break;
		}
		pthread_cond_wait(&pool->changed, &pool->mutex);
	}
	pool->is_holding = r == 1;
	pthread_mutex_unlock(&pool->mutex);
	if (r == 1)
		*ret_batch = &slot->batch;
	return r;
}
