#include "milter/clerk.h"

#include "audit/spool.h"
#include "milter/limits.h"
#include "milter/log.h"
#include "milter/stopwatch.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define TURN_MS		1000
#define ERRANDS_AT_ONCE 16 /* then the rest of a turn has its time */

/* The books. */

static void say_state(const struct ledger_state *state)
{
	if (state->is_torn)
		log_write(LOG_LEVEL_WARNING, NULL, "the audit ledger ended in a torn line, which was set aside");
	if (state->is_head_torn)
		log_write(LOG_LEVEL_WARNING, NULL, "the audit ledger's checkpoint was missing or damaged: made anew");
	if (state->is_gapped)
		log_write(LOG_LEVEL_ERROR, NULL,
		    "the audit ledger misses records that it had signed, %llu to %llu: see referral-audit(1), verify",
		    (unsigned long long)state->gap_from, (unsigned long long)state->gap_to);
	if (!state->is_clean && !state->is_new)
		log_write(LOG_LEVEL_NOTICE, NULL, "the audit ledger was not closed by a stop");
}

/* What cannot be opened now is tried again for each referral, and every second; until then referrals defer. */
static void open_books(struct clerk *clerk)
{
	struct ledger_state state = {.size = 0};
	const char *path = "";
	int r = books_open(clerk->books, time(NULL), &path, &state);

	if (r == 0) {
		if (!clerk->has_opened)
			say_state(&state);
		clerk->has_opened = true;
	} else if (!clerk->is_in_arrears) {
		clerk->is_in_arrears = true;
		log_write(
		    LOG_LEVEL_ERROR, NULL, "%s: %s: referrals are deferred until this is mended", path, strerror(-r));
	}
}

/* Asks for the key so that a change of the period is noticed when no mail comes. */
static void note_period(struct clerk *clerk)
{
	struct period_key key;

	(void)books_key(clerk->books, time(NULL), &key);
	explicit_bzero(&key, sizeof(key));
}

/* One line when the ledger begins to fail, one when it is well again. */
static void say_result(struct clerk *clerk, int r)
{
	if (r < 0 && !clerk->is_in_arrears)
		log_write(LOG_LEVEL_ERROR, NULL, "the audit ledger cannot be written: %s", strerror(-r));
	else if (r >= 0 && clerk->is_in_arrears)
		log_write(LOG_LEVEL_NOTICE, NULL, "the audit ledger is written again");
	clerk->is_in_arrears = r < 0;
}

static bool beat(struct clerk *clerk)
{
	if (stopwatch_left_ms(clerk->beat_due) > 0)
		return false;
	int r = books_beat(clerk->books);
	if (r < 0)
		clerk->beat_due = stopwatch_deadline(LIMIT_HEARTBEAT_RETRY_MS);
	if (r != 0)
		say_result(clerk, r);
	return r > 0;
}

/* The spool. */

static int open_spool(struct clerk *clerk)
{
	if (clerk->spool >= 0)
		return 0;
	int directory = open(clerk->options->ledger, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (directory < 0)
		return -errno;
	int r = spool_open(directory, &clerk->spool);
	close(directory);
	return r < 0 ? r : spool_sweep(clerk->spool);
}

static const char *word_of(enum request_kind kind)
{
	static const char *const words[REQUEST_KIND_COUNT] = {[REQUEST_MATCH] = "match",
	    [REQUEST_ROTATE_SIGNING] = "rotate-signing",
	    [REQUEST_DESTROY] = "destroy",
	    [REQUEST_RETAIN] = "retain",
	    [REQUEST_RELEASE] = "release"};

	return kind < REQUEST_KIND_COUNT ? words[kind] : "?";
}

static void run_errand(struct clerk *clerk, const char *name, const struct request *request)
{
	struct request_answer answer;

	books_run(clerk->books, request, time(NULL), &answer);
	log_write(answer.error == 0 ? LOG_LEVEL_NOTICE : LOG_LEVEL_WARNING, NULL, "asked by user %u: %s%s%s: %s",
	    request->uid, word_of(request->kind), request->period[0] != '\0' ? " " : "", request->period,
	    answer.error == 0 ? "done" : strerror(-answer.error));
	int r = spool_answer(clerk->spool, name, &answer);
	if (r < 0)
		log_write(
		    LOG_LEVEL_WARNING, NULL, "a request in the ledger's spool cannot be answered: %s", strerror(-r));
}

/* A spool that was taken away or is not ours any more is opened anew. */
static void run_errands(struct clerk *clerk)
{
	char name[SPOOL_NAME_SIZE];
	struct request request;
	int r = open_spool(clerk);

	for (int i = 0; r == 0 && i < ERRANDS_AT_ONCE; i++) {
		r = spool_take(clerk->spool, name, &request);
		if (r == 0)
			return;
		if (r > 0)
			run_errand(clerk, name, &request);
		else if (r == -EBADMSG)
			log_write(LOG_LEVEL_WARNING, NULL,
			    "the ledger's spool: a file that was no request of ours was removed");
		r = r > 0 || r == -EBADMSG ? 0 : r;
	}
	if (r == 0 || clerk->spool < 0)
		return;
	close(clerk->spool);
	clerk->spool = -1;
}

/* The thread. */

static void turn(struct clerk *clerk)
{
	open_books(clerk);
	note_period(clerk);
	int r = books_settle(clerk->books);
	if (r < 0 || clerk->is_in_arrears)
		say_result(clerk, r);
	if (r < 0)
		return;
	bool has_beaten = beat(clerk);
	run_errands(clerk);
	bulletin_tend(&clerk->bulletin, has_beaten);
}

/* False when it is to end. */
static bool wait_for_turn(struct clerk *clerk)
{
	struct timespec until = stopwatch_timespec(stopwatch_deadline(TURN_MS));
	int r = 0;

	pthread_mutex_lock(&clerk->lock);
	while (r == 0 && !clerk->is_wanted && !clerk->is_stopping)
		r = pthread_cond_timedwait(&clerk->changed, &clerk->lock, &until);
	clerk->is_wanted = false;
	bool is_stopping = clerk->is_stopping;
	pthread_mutex_unlock(&clerk->lock);
	return !is_stopping;
}

static void *work(void *argument)
{
	struct clerk *clerk = argument;

	do
		turn(clerk);
	while (wait_for_turn(clerk));
	pthread_mutex_lock(&clerk->lock);
	clerk->has_ended = true;
	pthread_cond_broadcast(&clerk->changed);
	pthread_mutex_unlock(&clerk->lock);
	return NULL;
}

int clerk_start(struct clerk *clerk, struct books *books, const struct options *options, int control_fd)
{
	pthread_condattr_t attributes;

	*clerk = (struct clerk){.books = books, .options = options, .spool = -1};
	bulletin_init(&clerk->bulletin, books, options->gateway, options->checkpoint_directory,
	    options->checkpoint_command != NULL ? control_fd : -1);
	pthread_mutex_init(&clerk->lock, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&clerk->changed, &attributes);
	pthread_condattr_destroy(&attributes);
	int r = pthread_create(&clerk->thread, NULL, work, clerk);
	clerk->has_thread = r == 0;
	return -r;
}

void clerk_wake(struct clerk *clerk)
{
	pthread_mutex_lock(&clerk->lock);
	clerk->is_wanted = true;
	pthread_cond_broadcast(&clerk->changed);
	pthread_mutex_unlock(&clerk->lock);
}

static int end_thread(struct clerk *clerk, uint64_t deadline)
{
	struct timespec until = stopwatch_timespec(deadline);
	int r = 0;

	pthread_mutex_lock(&clerk->lock);
	clerk->is_stopping = true;
	pthread_cond_broadcast(&clerk->changed);
	while (r == 0 && clerk->has_thread && !clerk->has_ended)
		r = pthread_cond_timedwait(&clerk->changed, &clerk->lock, &until);
	bool has_ended = clerk->has_ended;
	pthread_mutex_unlock(&clerk->lock);
	if (!has_ended)
		return clerk->has_thread ? -ETIMEDOUT : 0;
	pthread_join(clerk->thread, NULL);
	clerk->has_thread = false;
	return 0;
}

int clerk_stop(struct clerk *clerk, uint64_t deadline)
{
	int r = end_thread(clerk, deadline);

	if (r == 0)
		r = books_stop(clerk->books);
	if (r < 0)
		return r;
	bulletin_tend(&clerk->bulletin, true);
	if (clerk->spool >= 0)
		close(clerk->spool);
	clerk->spool = -1;
	return 0;
}
