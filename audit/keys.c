#include "audit/keys.h"

#include "audit/directory.h"

#include <dirent.h>
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

#define FILE_SIZE   (2 * DIGEST_SIZE + 1)
#define NAME_SIZE   (sizeof("pseudonym-.key") + KEYS_PERIOD_MAX)
#define NEW_PREFIX  ".new-" /* of a key that is being made */
#define NEW_RANDOM  8	    /* octets of the rest of its name */
#define NEW_SIZE    (sizeof(NEW_PREFIX) + 2 * NEW_RANDOM)
#define MAKE_TRIES  8
#define DAY	    86400
#define TIME_LATEST 253402300799 /* seconds since the epoch: the end of the year 9999 */

struct keys {
	int directory;
	pthread_mutex_t mutex;
	struct period_key current; /* the one that was asked for last; a period of "" is none */
	struct period_key before;  /* likewise, of the period before */
};

void keys_period(int64_t now, char ret_period[KEYS_PERIOD_MAX])
{
	time_t when = now < 0 ? 0 : now > TIME_LATEST ? TIME_LATEST : (time_t)now;
	struct tm date;

	gmtime_r(&when, &date);
	snprintf(ret_period, KEYS_PERIOD_MAX, "%04uQ%u", (unsigned)(date.tm_year + 1900) % 10000U,
	    ((unsigned)date.tm_mon / 3U) % 4U + 1U);
}

static void file_name(const char *period, char name[NAME_SIZE])
{
	snprintf(name, NAME_SIZE, "pseudonym-%s.key", period);
}

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static int parse_key(const char *text, size_t size, uint8_t key[DIGEST_SIZE])
{
	if (size != FILE_SIZE || text[FILE_SIZE - 1] != '\n')
		return -EBADMSG;
	for (size_t i = 0; i < DIGEST_SIZE; i++) {
		int high = digit_value(text[2 * i]);
		int low = digit_value(text[2 * i + 1]);
		if (high < 0 || low < 0)
			return -EBADMSG;
		key[i] = (uint8_t)(high << 4 | low);
	}
	return 0;
}

/* Reads until the end of the file or `size` octets. */
static int read_all(int fd, char *text, size_t size, size_t *ret_length)
{
	size_t length = 0;

	while (length < size) {
		ssize_t got = read(fd, text + length, size - length);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		if (got == 0)
			break;
		length += (size_t)got;
	}
	*ret_length = length;
	return 0;
}

static int read_key(int fd, uint8_t key[DIGEST_SIZE])
{
	char text[FILE_SIZE + 1];
	struct stat status;
	size_t length = 0;

	if (fstat(fd, &status) != 0)
		return -errno;
	if (!S_ISREG(status.st_mode) || status.st_uid != geteuid() || (status.st_mode & 077) != 0)
		return -EPERM;
	int r = read_all(fd, text, sizeof(text), &length);
	if (r == 0)
		r = parse_key(text, length, key);
	explicit_bzero(text, sizeof(text));
	return r;
}

/* -ENOENT where there is no such file. Without O_NONBLOCK a pipe in the key's place would hold us for ever. */
static int load(int directory, const char *name, uint8_t key[DIGEST_SIZE])
{
	int fd = openat(directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return errno == ELOOP || errno == ENXIO ? -EPERM : -errno;
	int r = read_key(fd, key);
	close(fd);
	/* Whoever made it may have died before its name was durable. */
	return r < 0 ? r : directory_sync(directory);
}

static int write_key(int fd, const uint8_t key[DIGEST_SIZE])
{
	char text[FILE_SIZE + 1];
	int r = 0;

	digest_hex(key, DIGEST_SIZE, text);
	text[FILE_SIZE - 1] = '\n';
	errno = EIO;
	if (fchmod(fd, 0600) != 0 || write(fd, text, FILE_SIZE) != FILE_SIZE || fsync(fd) != 0)
		r = -errno;
	explicit_bzero(text, sizeof(text));
	return r;
}

/* Gives the new file its name unless that is taken (-EEXIST). */
static int give_name(int directory, const char *from, const char *to)
{
	if (renameat2(directory, from, directory, to, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return -errno;
	/* A file system that cannot rename without replacing. */
	return linkat(directory, from, directory, to, 0) == 0 ? 0 : -errno;
}

static int make(int directory, const char *name)
{
	uint8_t key[DIGEST_SIZE], random[NEW_RANDOM];
	char beside[NEW_SIZE] = NEW_PREFIX;

	int r = digest_random(random, sizeof(random));
	if (r == 0)
		r = digest_random(key, sizeof(key));
	if (r < 0)
		return r;
	digest_hex(random, sizeof(random), beside + strlen(NEW_PREFIX));
	int fd = openat(directory, beside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	r = fd < 0 ? -errno : write_key(fd, key);
	explicit_bzero(key, sizeof(key));
	if (fd < 0)
		return r;
	close(fd);
	if (r == 0)
		r = give_name(directory, beside, name);
	unlinkat(directory, beside, 0); /* after a rename there is nothing of that name */
	return r;
}

/* Two processes may make the same key at once: the one whose file got the name wins, and both read that file. A file
 * beside may be swept away by another process that is just starting: hence the tries. */
static int load_or_make(int directory, const char *name, uint8_t key[DIGEST_SIZE])
{
	int r = load(directory, name, key);

	for (int i = 0; r == -ENOENT && i < MAKE_TRIES; i++) {
		r = make(directory, name);
		if (r < 0 && r != -EEXIST && r != -ENOENT)
			return r;
		r = load(directory, name, key);
	}
	return r;
}

static bool is_unfinished(const char *name)
{
	return strncmp(name, NEW_PREFIX, strlen(NEW_PREFIX)) == 0;
}

/* Removes what a crash left beside the keys: it may be a second name of a live key, which would outlive the first. */
static int sweep(int directory)
{
	int fd = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *entries = fd >= 0 ? fdopendir(fd) : NULL;
	struct dirent *entry;

	if (entries == NULL) {
		int r = -errno;
		if (fd >= 0)
			close(fd);
		return r;
	}
	while ((entry = readdir(entries)) != NULL)
		if (is_unfinished(entry->d_name))
			unlinkat(directory, entry->d_name, 0);
	closedir(entries);
	return 0;
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

int keys_open(const char *directory, int64_t now, struct keys **ret_keys, char **ret_path)
{
	struct keys *keys = calloc(1, sizeof(*keys));
	struct period_key key = {0};
	char name[NAME_SIZE] = "";

	if (keys == NULL)
		return -ENOMEM;
	keys->directory = -1;
	pthread_mutex_init(&keys->mutex, NULL);
	int r = directory_open(directory, 077, &keys->directory);
	if (r == 0)
		r = sweep(keys->directory);
	if (r == 0) {
		keys_period(now, key.period);
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
	int r = load_or_make(keys->directory, name, next.key);
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

	keys_period(now, period);
	pthread_mutex_lock(&keys->mutex);
	if (strcmp(keys->current.period, period) != 0)
		r = change_period(keys, period);
	if (r == 0)
		*ret_key = keys->current;
	pthread_mutex_unlock(&keys->mutex);
	return r;
}

/* The nearest other period that is no further back than the window. */
static bool find_period_before(int64_t now, int64_t window, const char *period, char ret_before[KEYS_PERIOD_MAX])
{
	for (int64_t back = 0; back < window;) {
		back = back + DAY < window ? back + DAY : window;
		keys_period(now - back, ret_before);
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
		r = load(keys->directory, name, before.key);
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

	keys_period(now, period);
	bool is_within = find_period_before(now, window, period, before);
	pthread_mutex_lock(&keys->mutex);
	int r = is_within ? load_before(keys, before) : -ENOENT;
	if (r == 0)
		*ret_key = keys->before;
	else
		keys->before = (struct period_key){0};
	pthread_mutex_unlock(&keys->mutex);
	return r;
}
