#include "milter/books.h"

#include "audit/errand.h"
#include "audit/key_shelf.h"
#include "milter/stopwatch.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct books {
	struct books_place place;
	struct arrears arrears;
	pthread_mutex_t payer; /* who records what is owed; taken before the others */
	bool is_clean;	       /* what the first opening of this life found; the payer's */
	bool has_opened;
	pthread_mutex_t keys_lock;    /* of the next five */
	char period[KEYS_PERIOD_MAX]; /* of the key that was asked for last */
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
	struct histogram commits;
	atomic_bool is_suspicious; /* an append failed since the ledger was opened */
};

int books_new(const struct books_place *place, struct books **ret_books)
{
	struct books *books = calloc(1, sizeof(*books));

	if (books == NULL)
		return -ENOMEM;
	books->place = *place;
	arrears_init(&books->arrears);
	histogram_init(&books->commits);
	pthread_mutex_init(&books->payer, NULL);
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
	arrears_clear(&books->arrears);
	pthread_mutex_destroy(&books->payer);
	pthread_mutex_destroy(&books->keys_lock);
	pthread_rwlock_destroy(&books->ledger_lock);
	free(books);
}

/* Under keys_lock. The period of the newest key that is there: if today's has none yet, it changed while no gate ran.
 */
static void find_period(struct books *books, int64_t now)
{
	struct key_shelf shelf = {.count = 0};
	char today[KEYS_PERIOD_MAX];

	if (books->period[0] != '\0' || key_shelf_read(books->place.ledger.keys, &shelf) < 0)
		return;
	keys_period(books->place.key_period, now, today);
	for (size_t i = 0; i < shelf.count && strcmp(books->period, today) != 0; i++)
		memcpy(books->period, shelf.periods[i], sizeof(books->period));
	key_shelf_clear(&shelf);
}

/* Under keys_lock. */
static int open_keys(struct books *books, int64_t now)
{
	char *path = NULL;

	if (books->keys != NULL)
		return 0;
	if (books->keys_error != 0 && stopwatch_us() < books->keys_retry)
		return books->keys_error;
	find_period(books, now);
	books->keys_error = keys_open(books->place.ledger.keys, books->place.key_period, now, &books->keys, &path);
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
	books->ledger_error = ledger_open(&books->place.ledger, &books->ledger, &books->ledger_state);
	if (books->ledger_error == 0 && !books->has_opened) {
		books->has_opened = true;
		books->is_clean = books->ledger_state.is_clean;
	}
	books->ledger_retry = stopwatch_deadline(BOOKS_RETRY_MS);
	return books->ledger_error;
}

static const char *path_of_trouble(const struct books *books)
{
	const struct ledger_options *place = &books->place.ledger;
	const char *trouble = books->ledger_state.trouble;

	if (trouble == NULL || strcmp(trouble, "signing-key") != 0)
		return place->directory;
	return place->signing_key != NULL ? place->signing_key : place->keys;
}

struct arrears *books_arrears(struct books *books)
{
	return &books->arrears;
}

int books_open(struct books *books, int64_t now, const char **ret_path, struct ledger_state *ret_state)
{
	pthread_mutex_lock(&books->keys_lock);
	int r = open_keys(books, now);
	if (r < 0)
		*ret_path = books->keys_path != NULL ? books->keys_path : books->place.ledger.keys;
	pthread_mutex_unlock(&books->keys_lock);
	if (r < 0)
		return r;
	pthread_rwlock_wrlock(&books->ledger_lock);
	r = open_ledger(books);
	if (r < 0)
		*ret_path = path_of_trouble(books);
	else
		*ret_state = books->ledger_state;
	pthread_rwlock_unlock(&books->ledger_lock);
	return r;
}

/* Under keys_lock. */
static void note_period(struct books *books, const char *period)
{
	if (strcmp(books->period, period) == 0)
		return;
	if (books->period[0] != '\0')
		arrears_period(&books->arrears, period, books->period);
	memcpy(books->period, period, sizeof(books->period));
}

int books_key(struct books *books, int64_t now, struct period_key *ret_key)
{
	pthread_mutex_lock(&books->keys_lock);
	int r = open_keys(books, now);
	if (r == 0)
		r = keys_at(books->keys, now, ret_key);
	if (r == 0)
		note_period(books, ret_key->period);
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

/* Takes an error of the ledger's note of, and lets go of it. */
static int unlock_ledger(struct books *books, int r)
{
	atomic_store(&books->is_suspicious, r < 0);
	pthread_rwlock_unlock(&books->ledger_lock);
	return r;
}

static int append_event(struct books *books, const struct event *event)
{
	int r = lock_open_ledger(books);

	return r < 0 ? r : unlock_ledger(books, ledger_append_event(books->ledger, event));
}

/* What only the open ledger knows about a start. */
static int complete_start(struct books *books, struct arrears_item *item)
{
	int r = lock_open_ledger(books);

	if (r < 0)
		return r;
	item->fields[0].number = books->is_clean;
	item->fields[2].number = books->place.heartbeat_s;
	r = ledger_vkey(books->ledger, item->vkey);
	pthread_rwlock_unlock(&books->ledger_lock);
	return r;
}

int books_settle(struct books *books)
{
	struct arrears_item item;
	int r = 0;

	pthread_mutex_lock(&books->payer);
	while (r == 0 && arrears_next(&books->arrears, &item)) {
		if (item.kind == ARREARS_START)
			r = complete_start(books, &item);
		if (r == 0)
			r = append_event(books, &item.event);
		if (r == 0)
			arrears_pay(&books->arrears, &item);
	}
	pthread_mutex_unlock(&books->payer);
	return r;
}

int books_append(struct books *books, const char *line, size_t size)
{
	int r = atomic_load(&books->arrears.is_pressing) ? books_settle(books) : 0;
	uint64_t start = stopwatch_us();

	if (r == 0)
		r = lock_open_ledger(books);
	if (r == 0)
		r = unlock_ledger(books, ledger_append(books->ledger, line, size));
	if (r == 0)
		histogram_add(&books->commits, stopwatch_us() - start);
	return r;
}

static int say(struct books *books, const char *kind, const struct event_field *fields, size_t count)
{
	char bundle[DIGEST_HEX_SIZE];
	const struct event event = {.kind = kind, .bundle = bundle, .fields = fields, .field_count = count};
	int r = books_settle(books);

	arrears_bundle(&books->arrears, bundle);
	if (r == 0)
		r = append_event(books, &event);
	return r < 0 ? r : 1;
}

int books_stop(struct books *books)
{
	return say(books, "stop", NULL, 0);
}

int books_beat(struct books *books)
{
	const uint64_t seconds = books->place.heartbeat_s;
	const struct event_field field = {.name = "heartbeat", .type = EVENT_NUMBER, .number = seconds};
	int r = lock_open_ledger(books);

	if (r < 0)
		return r;
	bool is_idle = ledger_idle(books->ledger) >= seconds;
	pthread_rwlock_unlock(&books->ledger_lock);
	r = is_idle ? say(books, "heartbeat", &field, 1) : 0;
	if (r <= 0)
		return r;
	r = lock_open_ledger(books);
	if (r < 0)
		return r;
	r = unlock_ledger(books, ledger_settle(books->ledger));
	return r < 0 ? r : 1;
}

int books_checkpoint(struct books *books, char **ret_note, uint64_t *ret_size)
{
	pthread_rwlock_rdlock(&books->ledger_lock);
	int r = books->ledger != NULL ? ledger_checkpoint(books->ledger, ret_note, ret_size) : -ENODATA;
	pthread_rwlock_unlock(&books->ledger_lock);
	return r;
}

void books_measure(struct books *books, struct books_state *ret_state)
{
	struct books_state state = {.is_well = false};
	char *note = NULL;

	arrears_backlog(&books->arrears, &state.unrecorded, &state.lag_us);
	pthread_rwlock_rdlock(&books->ledger_lock);
	if (books->ledger != NULL) {
		state.is_well = !atomic_load(&books->is_suspicious);
		state.idle_s = ledger_idle(books->ledger);
		if (ledger_checkpoint(books->ledger, &note, &state.records) < 0)
			state.records = 0;
	}
	pthread_rwlock_unlock(&books->ledger_lock);
	free(note);
	*ret_state = state;
}

const struct histogram *books_commits(const struct books *books)
{
	return &books->commits;
}

void books_run(struct books *books, const struct request *request, int64_t now, struct request_answer *ret_answer)
{
	const struct ledger_options *place = &books->place.ledger;
	char bundle[DIGEST_HEX_SIZE];

	*ret_answer = (struct request_answer){.error = books_settle(books)};
	if (ret_answer->error == 0)
		ret_answer->error = lock_open_ledger(books);
	if (ret_answer->error < 0)
		return;
	arrears_bundle(&books->arrears, bundle);
	errand_run(books->ledger, place->directory, place->keys, request, now, bundle, ret_answer);
	pthread_rwlock_unlock(&books->ledger_lock);
}

void books_shut(struct books *books)
{
	pthread_rwlock_wrlock(&books->ledger_lock);
	ledger_close(books->ledger);
	books->ledger = NULL;
	books->is_shut = true;
	pthread_rwlock_unlock(&books->ledger_lock);
}
