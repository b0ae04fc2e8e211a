#include "audit/keys.h"

#include "audit/directory.h"
#include "audit/key_file.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define NAME_SIZE   (sizeof("pseudonym-.key") + KEYS_PERIOD_MAX)
#define DAY	    86400
#define TIME_LATEST 253402300799 /* seconds since the epoch: the end of the year 9999 */

struct keys {
	int directory;
	enum keys_length length;
	pthread_mutex_t mutex;
	struct period_key current; /* the one that was asked for last; a period of "" is none */
	struct period_key before;  /* likewise, of the period before */
};

void keys_period(enum keys_length length, int64_t now, char ret_period[KEYS_PERIOD_MAX])
{
	time_t when = now < 0 ? 0 : now > TIME_LATEST ? TIME_LATEST : (time_t)now;
	struct tm date;

	gmtime_r(&when, &date);
	unsigned year = (unsigned)(date.tm_year + 1900) % 10000U, month = (unsigned)date.tm_mon % 12U;

	switch (length) {
	case KEYS_QUARTER:
		snprintf(ret_period, KEYS_PERIOD_MAX, "%04uQ%u", year, month / 3U + 1U);
		break;
	case KEYS_MONTH:
		snprintf(ret_period, KEYS_PERIOD_MAX, "%04u-%02u", year, month + 1U);
		break;
	case KEYS_YEAR:
		snprintf(ret_period, KEYS_PERIOD_MAX, "%04u", year);
		break;
	}
}

static void file_name(const char *period, char name[NAME_SIZE])
{
	snprintf(name, NAME_SIZE, "pseudonym-%s.key", period);
}

static void tell_path(char **ret_path, const char *directory, const char *name)
{
	if (ret_path == NULL)
		return;
	*ret_path = NULL;
	if (name[0] == '\0')
		*ret_path = strdup(directory);
	else if (asprintf(ret_path, "%s/%s", directory, name) < 0)
		*ret_path = NULL;
}

int keys_open(const char *directory, enum keys_length length, int64_t now, struct keys **ret_keys, char **ret_path)
{
	struct keys *keys = calloc(1, sizeof(*keys));
	struct period_key key = {0};
	char name[NAME_SIZE] = "";

	if (keys == NULL)
		return -ENOMEM;
	keys->directory = -1;
	keys->length = length;
	pthread_mutex_init(&keys->mutex, NULL);
	int r = directory_open(directory, 077, &keys->directory);
	if (r == 0)
		r = key_file_sweep(keys->directory);
	if (r == 0) {
		keys_period(length, now, key.period);
		file_name(key.period, name);
		r = keys_at(keys, now, &key);
		explicit_bzero(&key, sizeof(key));
	}
	if (r < 0) {
		tell_path(ret_path, directory, name);
		keys_close(keys);
		return r;
	}
	*ret_keys = keys;
	return 0;
}

void keys_close(struct keys *keys)
{
	if (keys == NULL)
		return;
	if (keys->directory >= 0)
		close(keys->directory);
	pthread_mutex_destroy(&keys->mutex);
	explicit_bzero(keys, sizeof(*keys));
	free(keys);
}

/* Fetches the period's key into the cache. Called with the mutex held: nobody needs another key meanwhile. */
static int change_period(struct keys *keys, const char *period)
{
	struct period_key next = {0};
	char name[NAME_SIZE];

	file_name(period, name);
	int r = key_file_load_or_make(keys->directory, name, next.key);
	if (r == 0) {
		memcpy(next.period, period, sizeof(next.period));
		keys->current = next;
	}
	explicit_bzero(&next, sizeof(next));
	return r;
}

int keys_at(struct keys *keys, int64_t now, struct period_key *ret_key)
{
	char period[KEYS_PERIOD_MAX] = "";
	int r = 0;

	keys_period(keys->length, now, period);
	pthread_mutex_lock(&keys->mutex);
	if (strcmp(keys->current.period, period) != 0)
		r = change_period(keys, period);
	if (r == 0)
		*ret_key = keys->current;
	pthread_mutex_unlock(&keys->mutex);
	return r;
}

/* The nearest other period that is no further back than the window. */
static bool find_period_before(
    enum keys_length length, int64_t now, int64_t window, const char *period, char ret_before[KEYS_PERIOD_MAX])
{
	for (int64_t back = 0; back < window;) {
		back = back + DAY < window ? back + DAY : window;
		keys_period(length, now - back, ret_before);
		if (strcmp(ret_before, period) != 0)
			return true;
	}
	return false;
}

/* A key that was destroyed is forgotten at once, wherever else it is still known. Called with the mutex held. */
static int load_before(struct keys *keys, const char *period)
{
	struct period_key before = {0};
	struct stat status;
	char name[NAME_SIZE];
	int r = 0;

	file_name(period, name);
	if (strcmp(keys->before.period, period) != 0)
		r = key_file_load(keys->directory, name, before.key);
	else if (fstatat(keys->directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0)
		return 0;
	else
		r = -errno;
	if (r == 0)
		memcpy(before.period, period, sizeof(before.period));
	keys->before = before;
	explicit_bzero(&before, sizeof(before));
	return r;
}

int keys_before(struct keys *keys, int64_t now, int64_t window, struct period_key *ret_key)
{
	char period[KEYS_PERIOD_MAX] = "", before[KEYS_PERIOD_MAX] = "";

	keys_period(keys->length, now, period);
	bool is_within = find_period_before(keys->length, now, window, period, before);
	pthread_mutex_lock(&keys->mutex);
	int r = is_within ? load_before(keys, before) : -ENOENT;
	if (r == 0)
		*ret_key = keys->before;
	else
		keys->before = (struct period_key){0};
	pthread_mutex_unlock(&keys->mutex);
	return r;
}
