#include "milter/metrics_file.h"

#include "milter/limits.h"
#include "milter/log.h"
#include "milter/metrics_page.h"
#include "milter/public_file.h"
#include "milter/stopwatch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

/* Of the files in a directory; what cannot be asked counts for nothing. */
static uint64_t octets_in(const char *path)
{
	DIR *directory = opendir(path);
	const struct dirent *entry;
	struct stat status;
	uint64_t octets = 0;

	while (directory != NULL && (entry = readdir(directory)) != NULL)
		if (fstatat(dirfd(directory), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
		    S_ISREG(status.st_mode))
			octets += (uint64_t)status.st_size;
	if (directory != NULL)
		closedir(directory);
	return octets;
}

static int print(const struct metrics_file *file, bool is_up, char **ret_text, size_t *ret_size)
{
	const struct parts *parts = file->parts;
	struct generation *generation = generations_current(parts->generations);
	struct metrics_page page = {.metrics = parts->metrics,
	    .ruleset = generation->ruleset,
	    .digest = generation->digest,
	    .generation = generation->number,
	    .watched = parts->watched,
	    .commits = books_commits(parts->books),
	    .ledger_octets = octets_in(file->ledger),
	    .held_octets = budget_used((struct budget *)(uintptr_t)&parts->budget),
	    .held_limit = parts->budget.limit,
	    .is_up = is_up,
	    .now = (int64_t)time(NULL)};

	books_measure(parts->books, &page.books);
	int r = metrics_page_print(&page, ret_text, ret_size);
	generation_unref(generation);
	return r;
}

/* One line when it begins to fail, one when it is well again. */
static void say(struct metrics_file *file, int r)
{
	if (r < 0 && !file->is_failing)
		log_write(LOG_LEVEL_ERROR, NULL, "%s: the metrics cannot be written: %s", file->path, strerror(-r));
	else if (r == 0 && file->is_failing)
		log_write(LOG_LEVEL_NOTICE, NULL, "%s: the metrics are written again", file->path);
	file->is_failing = r < 0;
}

static void write_page(struct metrics_file *file, bool is_up)
{
	char *text = NULL;
	size_t size = 0;
	int r = print(file, is_up, &text, &size);

	if (r == 0)
		r = public_file_write(file->path, text, size);
	free(text);
	say(file, r);
}

/* False when it is to end. */
static bool wait_for_turn(struct metrics_file *file)
{
	struct timespec until = stopwatch_timespec(stopwatch_deadline(LIMIT_METRICS_MS));
	int r = 0;

	pthread_mutex_lock(&file->lock);
	while (r == 0 && !file->is_wanted && !file->is_stopping)
		r = pthread_cond_timedwait(&file->changed, &file->lock, &until);
	file->is_wanted = false;
	bool is_stopping = file->is_stopping;
	pthread_mutex_unlock(&file->lock);
	return !is_stopping;
}

static void *work(void *argument)
{
	struct metrics_file *file = argument;

	do
		write_page(file, true);
	while (wait_for_turn(file));
	write_page(file, false);
	pthread_mutex_lock(&file->lock);
	file->has_ended = true;
	pthread_cond_broadcast(&file->changed);
	pthread_mutex_unlock(&file->lock);
	return NULL;
}

int metrics_file_start(struct metrics_file *file, const struct parts *parts, const char *path, const char *ledger)
{
	pthread_condattr_t attributes;

	*file = (struct metrics_file){.parts = parts, .path = path, .ledger = ledger};
	if (path == NULL)
		return 0;
	pthread_mutex_init(&file->lock, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&file->changed, &attributes);
	pthread_condattr_destroy(&attributes);
	int r = pthread_create(&file->thread, NULL, work, file);
	file->is_running = r == 0;
	return -r;
}

void metrics_file_wake(struct metrics_file *file)
{
	if (!file->is_running)
		return;
	pthread_mutex_lock(&file->lock);
	file->is_wanted = true;
	pthread_cond_broadcast(&file->changed);
	pthread_mutex_unlock(&file->lock);
}

int metrics_file_stop(struct metrics_file *file, uint64_t deadline)
{
	struct timespec until = stopwatch_timespec(deadline);
	int r = 0;

	if (!file->is_running)
		return 0;
	pthread_mutex_lock(&file->lock);
	file->is_stopping = true;
	pthread_cond_broadcast(&file->changed);
	while (r == 0 && !file->has_ended)
		r = pthread_cond_timedwait(&file->changed, &file->lock, &until);
	bool has_ended = file->has_ended;
	pthread_mutex_unlock(&file->lock);
	if (!has_ended)
		return -ETIMEDOUT;
	pthread_join(file->thread, NULL);
	file->is_running = false;
	return 0;
}
