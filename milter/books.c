#include "milter/books.h"

#include "audit/ledger.h"
#include "milter/stopwatch.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct books {
	const char *ledger_directory;
	const char *keys_directory;
	const char *gateway;
	pthread_mutex_t keys_lock; /* of the next three */
	struct keys *keys;
	int keys_error;
	uint64_t keys_retry; /* not before */
	char *keys_path;     /* of what was wrong */
	/* Held for reading while appending, for writing while opening and closing. */
	pthread_rwlock_t ledger_lock;
	struct ledger *ledger;
	int ledger_error;
	uint64_t ledger_retry;
	struct ledger_state ledger_state; /* as it was opened last */
	bool is_shut;
	atomic_bool is_suspicious; /* an append failed since the ledger was opened */
};

int books_new(const char *ledger_directory, const char *keys_directory, const char *gateway, struct books **ret_books)
{
	struct books *books = calloc(1, sizeof(*books));

	if (books == NULL)
		return -ENOMEM;
	books->ledger_directory = ledger_directory;
	books->keys_directory = keys_directory;
	books->gateway = gateway;
	pthread_mutex_init(&books->keys_lock, NULL);
	pthread_rwlock_init(&books->ledger_lock, NULL);
	atomic_init(&books->is_suspicious, false);
	*ret_books = books;
	return 0;
}

void books_free(struct books *books)
{
	if (books == NULL)
		return;
	keys_close(books->keys);
	ledger_close(books->ledger);
	free(books->keys_path);
	pthread_mutex_destroy(&books->keys_lock);
	pthread_rwlock_destroy(&books->ledger_lock);
	free(books);
}

/* Under keys_lock. */
static int open_keys(struct books *books, int64_t now)
{
	char *path = NULL;

	if (books->keys != NULL)
		return 0;
	if (books->keys_error != 0 && stopwatch_us() < books->keys_retry)
		return books->keys_error;
	books->keys_error = keys_open(books->keys_directory, now, &books->keys, &path);
	books->keys_retry = stopwatch_deadline(BOOKS_RETRY_MS);
	free(books->keys_path);
	books->keys_path = path;
	return books->keys_error;
}

/* Under ledger_lock. A ledger that failed mends itself if it can; if not it is opened anew, but not for every line. */
static bool needs_opening(struct books *books)
{
	if (books->ledger == NULL)
		return true;
	return atomic_load(&books->is_suspicious) && stopwatch_us() >= books->ledger_retry;
}

/* Under ledger_lock, for writing. */
static int open_ledger(struct books *books)
{
	if (books->is_shut)
		return -ESHUTDOWN;
	if (!needs_opening(books))
		return 0;
	if (books->ledger == NULL && books->ledger_error != 0 && stopwatch_us() < books->ledger_retry)
		return books->ledger_error;
	ledger_close(books->ledger);
	books->ledger = NULL;
	atomic_store(&books->is_suspicious, false);
	const struct ledger_options options = {
	    .directory = books->ledger_directory, .keys = books->keys_directory, .gateway = books->gateway};
	books->ledger_error = ledger_open(&options, &books->ledger, &books->ledger_state);
	books->ledger_retry = stopwatch_deadline(BOOKS_RETRY_MS);
	return books->ledger_error;
}

static bool is_about_key(const struct ledger_state *state)
{
	return state->trouble != NULL && strcmp(state->trouble, "signing-key") == 0;
}

int books_open(struct books *books, int64_t now, const char **ret_path, bool *ret_torn)
{
	pthread_mutex_lock(&books->keys_lock);
	int r = open_keys(books, now);
	if (r < 0)
		*ret_path = books->keys_path != NULL ? books->keys_path : books->keys_directory;
	pthread_mutex_unlock(&books->keys_lock);
	if (r < 0)
		return r;
	pthread_rwlock_wrlock(&books->ledger_lock);
	r = open_ledger(books);
	if (r < 0)
		*ret_path = is_about_key(&books->ledger_state) ? books->keys_directory : books->ledger_directory;
	else
		*ret_torn = books->ledger_state.is_torn;
	pthread_rwlock_unlock(&books->ledger_lock);
	return r;
}

int books_key(struct books *books, int64_t now, struct period_key *ret_key)
{
	pthread_mutex_lock(&books->keys_lock);
	int r = open_keys(books, now);
	if (r == 0)
		r = keys_at(books->keys, now, ret_key);
	pthread_mutex_unlock(&books->keys_lock);
	return r;
}

int books_key_before(struct books *books, int64_t now, int64_t window, struct period_key *ret_key)
{
	pthread_mutex_lock(&books->keys_lock);
	int r = open_keys(books, now);
	if (r == 0)
		r = keys_before(books->keys, now, window, ret_key);
	pthread_mutex_unlock(&books->keys_lock);
	return r;
}

/* Takes ledger_lock for reading, with the ledger open; on failure the lock is not held. */
static int lock_open_ledger(struct books *books)
{
	for (;;) {
		pthread_rwlock_rdlock(&books->ledger_lock);
		if (!needs_opening(books))
			return 0;
		pthread_rwlock_unlock(&books->ledger_lock);
		pthread_rwlock_wrlock(&books->ledger_lock);
		int r = open_ledger(books);
		pthread_rwlock_unlock(&books->ledger_lock);
		if (r < 0)
			return r;
	}
}

int books_append(struct books *books, const char *line, size_t size)
{
	int r = lock_open_ledger(books);

	if (r < 0)
		return r;
	r = ledger_append(books->ledger, line, size);
	atomic_store(&books->is_suspicious, r < 0);
	pthread_rwlock_unlock(&books->ledger_lock);
	return r;
}

void books_shut(struct books *books)
{
	pthread_rwlock_wrlock(&books->ledger_lock);
	ledger_close(books->ledger);
	books->ledger = NULL;
	books->is_shut = true;
	pthread_rwlock_unlock(&books->ledger_lock);
}
