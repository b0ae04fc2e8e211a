#include "audit/key_file.h"

#include "audit/directory.h"
#include "audit/stretch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_SIZE  (2 * DIGEST_SIZE + 1)
#define NEW_PREFIX ".new-" /* of a key that is being made */
#define NEW_RANDOM 8	   /* octets of the rest of its name */
#define NEW_SIZE   (sizeof(NEW_PREFIX) + 2 * NEW_RANDOM)
#define MAKE_TRIES 8

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

/* What others can read or write is no secret. */
static bool is_ours_alone(const struct stat *status)
{
	return status->st_uid == geteuid() && (status->st_mode & 077) == 0;
}

static int read_key(int fd, bool is_given, uint8_t key[DIGEST_SIZE])
{
	char text[FILE_SIZE + 1];
	struct stat status;
	size_t length = 0;

	if (fstat(fd, &status) != 0)
		return -errno;
	if (!S_ISREG(status.st_mode) || (!is_given && !is_ours_alone(&status)))
		return -EPERM;
	int r = stretch_read_some(fd, text, sizeof(text), 0, &length);
	if (r == 0)
		r = parse_key(text, length, key);
	explicit_bzero(text, sizeof(text));
	return r;
}

/* Without O_NONBLOCK a pipe in the key's place would hold us for ever. */
static int load(int directory, const char *name, bool is_given, uint8_t key[DIGEST_SIZE])
{
	int flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC | (is_given ? 0 : O_NOFOLLOW);
	int fd = openat(directory, name, flags);

	if (fd < 0)
		return errno == ELOOP || errno == ENXIO ? -EPERM : -errno;
	int r = read_key(fd, is_given, key);
	close(fd);
	return r;
}

int key_file_load(int directory, const char *name, uint8_t key[DIGEST_SIZE])
{
	int r = load(directory, name, false, key);

	/* Whoever made it may have died before its name was durable. */
	return r < 0 ? r : directory_sync(directory);
}

int key_file_load_path(const char *path, uint8_t key[DIGEST_SIZE])
{
	return load(AT_FDCWD, path, false, key);
}

int key_file_load_given(int directory, const char *name, uint8_t key[DIGEST_SIZE])
{
	return load(directory, name, true, key);
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

/* Writes a file of a random name; whatever it comes to, that name is in `beside`. */
static int write_beside(int directory, const uint8_t key[DIGEST_SIZE], char beside[NEW_SIZE])
{
	uint8_t random[NEW_RANDOM] = {0};

	strcpy(beside, NEW_PREFIX);
	int r = digest_random(random, sizeof(random));
	if (r < 0)
		return r;
	digest_hex(random, sizeof(random), beside + strlen(NEW_PREFIX));
	int fd = openat(directory, beside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return -errno;
	r = write_key(fd, key);
	close(fd);
	return r;
}

static int make(int directory, const char *name)
{
	uint8_t key[DIGEST_SIZE];
	char beside[NEW_SIZE] = "";

	int r = digest_random(key, sizeof(key));
	if (r == 0)
		r = write_beside(directory, key, beside);
	explicit_bzero(key, sizeof(key));
	if (r == 0)
		r = give_name(directory, beside, name);
	unlinkat(directory, beside, 0); /* after a rename there is nothing of that name */
	return r;
}

int key_file_replace(int directory, const char *name, const uint8_t key[DIGEST_SIZE])
{
	char beside[NEW_SIZE] = "";
	int r = write_beside(directory, key, beside);

	if (r == 0)
		r = renameat(directory, beside, directory, name) == 0 ? 0 : -errno;
	if (r < 0)
		unlinkat(directory, beside, 0);
	return r < 0 ? r : directory_sync(directory);
}

/* A file beside may be swept away by another process that is just starting: hence the tries. */
int key_file_load_or_make(int directory, const char *name, uint8_t key[DIGEST_SIZE])
{
	int r = key_file_load(directory, name, key);

	for (int i = 0; r == -ENOENT && i < MAKE_TRIES; i++) {
		r = make(directory, name);
		if (r < 0 && r != -EEXIST && r != -ENOENT)
			return r;
		r = key_file_load(directory, name, key);
	}
	return r;
}

static bool is_unfinished(const char *name)
{
	return strncmp(name, NEW_PREFIX, strlen(NEW_PREFIX)) == 0;
}

int key_file_sweep(int directory)
{
	DIR *entries = NULL;
	struct dirent *entry;
	int r = directory_list(directory, &entries);

	if (r < 0)
		return r;
	while ((entry = readdir(entries)) != NULL)
		if (is_unfinished(entry->d_name))
			unlinkat(directory, entry->d_name, 0);
	closedir(entries);
	return 0;
}
