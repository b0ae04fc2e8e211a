#include "audit/spool.h"

#include "audit/directory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define NAME_RANDOM 16 /* octets */
#define FILE_SIZE   (SPOOL_NAME_SIZE + sizeof(".request"))
#define PAUSE_MS    20
#define GRACE_MS    5000 /* for a request that is begun when its time is over */
#define UNFETCHED_S 3600 /* answers, and what an asker left half written */
#define NANOSECONDS 1000000

static const char request_suffix[] = ".request", begun_suffix[] = ".begun", answer_suffix[] = ".answer",
		  new_suffix[] = ".tmp";

static void file_name(const char *name, const char *suffix, char file[FILE_SIZE])
{
	snprintf(file, FILE_SIZE, "%.*s%s", SPOOL_NAME_SIZE - 1, name, suffix);
}

int spool_open(int ledger_directory, int *ret_fd)
{
	struct stat ledger, status;

	if (fstat(ledger_directory, &ledger) != 0)
		return -errno;
	if (mkdirat(ledger_directory, SPOOL_DIRECTORY, 0700) != 0 && errno != EEXIST)
		return -errno;
	int fd = openat(ledger_directory, SPOOL_DIRECTORY, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return errno == ELOOP || errno == ENOTDIR ? -EPERM : -errno;
	if (fstat(fd, &status) != 0 || status.st_uid != ledger.st_uid || (status.st_mode & 077) != 0) {
		close(fd);
		return -EPERM;
	}
	*ret_fd = fd;
	return 0;
}

static int write_text(int fd, const char *text)
{
	size_t size = strlen(text);

	errno = EIO;
	return write(fd, text, size) == (ssize_t)size && fsync(fd) == 0 ? 0 : -errno;
}

/* Durable under its name, or not there. */
static int put_file(int spool, const char *name, const char *suffix, const char *text)
{
	char beside[FILE_SIZE], file[FILE_SIZE];

	file_name(name, new_suffix, beside);
	file_name(name, suffix, file);
	int fd = openat(spool, beside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return -errno;
	int r = write_text(fd, text);
	close(fd);
	if (r == 0 && renameat(spool, beside, spool, file) != 0)
		r = -errno;
	if (r < 0)
		unlinkat(spool, beside, 0);
	return r < 0 ? r : directory_sync(spool);
}

/* A small regular file that belongs to the spool's owner. 0; -ENOENT; -EBADMSG: it is none; or negative errno. */
static int get_file(int spool, const char *file, char text[REQUEST_SIZE_MAX], size_t *ret_size)
{
	struct stat status, owner;
	int fd = openat(spool, file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return errno == ELOOP || errno == ENXIO || errno == EACCES ? -EBADMSG : -errno;
	int r = fstat(fd, &status) == 0 && fstat(spool, &owner) == 0 ? 0 : -errno;
	if (r == 0 && (!S_ISREG(status.st_mode) || status.st_uid != owner.st_uid || (status.st_mode & 077) != 0))
		r = -EBADMSG;
	ssize_t size = r == 0 ? read(fd, text, REQUEST_SIZE_MAX) : 0;
	if (size < 0)
		r = -errno;
	close(fd);
	if (r == 0)
		*ret_size = (size_t)size;
	return r;
}

int spool_leave(int spool, const struct request *request, char ret_name[SPOOL_NAME_SIZE])
{
	char text[REQUEST_SIZE_MAX], name[SPOOL_NAME_SIZE];
	uint8_t random[NAME_RANDOM];

	int r = digest_random(random, sizeof(random));
	if (r < 0)
		return r;
	digest_hex(random, sizeof(random), name);
	request_format(request, text);
	r = put_file(spool, name, request_suffix, text);
	if (r == 0)
		memcpy(ret_name, name, sizeof(name));
	return r;
}

static int fetch_answer(int spool, const char *name, struct request_answer *ret_answer)
{
	char file[FILE_SIZE], text[REQUEST_SIZE_MAX];
	size_t size = 0;

	file_name(name, answer_suffix, file);
	int r = get_file(spool, file, text, &size);
	if (r == 0)
		r = request_answer_parse(text, size, ret_answer);
	if (r == 0)
		unlinkat(spool, file, 0);
	return r;
}

/* -ENOENT: not yet. */
static int wait_for(int spool, const char *name, int milliseconds, struct request_answer *ret_answer)
{
	const struct timespec pause = {.tv_nsec = PAUSE_MS * NANOSECONDS};
	int r = fetch_answer(spool, name, ret_answer);

	for (int waited = 0; r == -ENOENT && waited < milliseconds; waited += PAUSE_MS) {
		nanosleep(&pause, NULL);
		r = fetch_answer(spool, name, ret_answer);
	}
	return r;
}

int spool_wait(int spool, const char *name, int milliseconds, struct request_answer *ret_answer)
{
	char file[FILE_SIZE];
	int r = wait_for(spool, name, milliseconds, ret_answer);

	if (r != -ENOENT)
		return r;
	file_name(name, request_suffix, file);
	if (unlinkat(spool, file, 0) == 0)
		return -ETIMEDOUT;
	r = wait_for(spool, name, GRACE_MS, ret_answer);
	return r == -ENOENT ? -EINPROGRESS : r;
}

/* Whether a file's name is 32 digits and this suffix; the digits without it. */
static bool read_name(const char *file, const char *suffix, char ret_name[SPOOL_NAME_SIZE])
{
	size_t digits = SPOOL_NAME_SIZE - 1;

	if (strspn(file, "0123456789abcdef") != digits || strcmp(file + digits, suffix) != 0)
		return false;
	snprintf(ret_name, SPOOL_NAME_SIZE, "%.*s", (int)digits, file);
	return true;
}

/* 1; 0: it was taken back; -EBADMSG: it is no request, and is gone; or another negative errno. */
static int begin(int spool, const char *name, struct request *ret_request)
{
	char from[FILE_SIZE], file[FILE_SIZE], text[REQUEST_SIZE_MAX];
	size_t size = 0;

	file_name(name, request_suffix, from);
	file_name(name, begun_suffix, file);
	if (renameat(spool, from, spool, file) != 0)
		return errno == ENOENT ? 0 : -errno;
	int r = get_file(spool, file, text, &size);
	if (r == 0)
		r = request_parse(text, size, ret_request);
	if (r == 0)
		return 1;
	if (unlinkat(spool, file, 0) != 0)
		unlinkat(spool, file, AT_REMOVEDIR);
	return r;
}

int spool_take(int spool, char ret_name[SPOOL_NAME_SIZE], struct request *ret_request)
{
	DIR *entries = NULL;
	struct dirent *entry;
	int r = directory_list(spool, &entries);

	if (r < 0)
		return r;
	while (r == 0 && (entry = readdir(entries)) != NULL)
		if (read_name(entry->d_name, request_suffix, ret_name))
			r = begin(spool, ret_name, ret_request);
	closedir(entries);
	return r;
}

int spool_answer(int spool, const char *name, const struct request_answer *answer)
{
	char text[REQUEST_SIZE_MAX], file[FILE_SIZE];

	request_answer_format(answer, text);
	int r = put_file(spool, name, answer_suffix, text);
	file_name(name, begun_suffix, file);
	if (r == 0 && unlinkat(spool, file, 0) != 0)
		r = -errno;
	return r;
}

static bool is_stale(int spool, const char *file)
{
	struct stat status;

	return fstatat(spool, file, &status, AT_SYMLINK_NOFOLLOW) == 0 && status.st_mtime < time(NULL) - UNFETCHED_S;
}

int spool_sweep(int spool)
{
	static const struct request_answer unsure = {.error = -EIO};
	char name[SPOOL_NAME_SIZE];
	DIR *entries = NULL;
	struct dirent *entry;
	int r = directory_list(spool, &entries);

	if (r < 0)
		return r;
	while (r == 0 && (entry = readdir(entries)) != NULL) {
		const char *file = entry->d_name;
		bool is_left = read_name(file, answer_suffix, name) || read_name(file, new_suffix, name);
		if (is_left && is_stale(spool, file))
			unlinkat(spool, file, 0);
		else if (read_name(file, begun_suffix, name))
			r = spool_answer(spool, name, &unsure);
		/* A directory that is not empty stays, and hurts nobody. */
		if (r == -EISDIR)
			r = 0;
	}
	closedir(entries);
	return r;
}
