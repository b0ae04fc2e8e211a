#include "milter/directories.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* State first: the others may be inside it. */
static const enum option_key order[] = {OPTION_STATE, OPTION_LEDGER, OPTION_KEYS};
#define ORDER_COUNT (sizeof(order) / sizeof(*order))

static const char *path_of(const struct options *options, enum option_key key)
{
	if (key == OPTION_STATE)
		return options->state;
	return key == OPTION_LEDGER ? options->ledger : options->keys;
}

/* A directory that is ours alone. */
static void check_one(const struct options *options, const struct identity *identity, enum option_key key,
    const struct stat *status, struct problem_list *problems)
{
	const char *path = path_of(options, key);

	if (!S_ISDIR(status->st_mode))
		options_problem(options, problems, key, "\"%s\" is not a directory", path);
	else if (status->st_uid != identity->user)
		options_problem(options, problems, key, "\"%s\" must belong to user \"%s\"", path, options->user);
	else if ((status->st_mode & 0077) != 0)
		options_problem(options, problems, key, "\"%s\" must have mode 0700, not %04o", path,
		    (unsigned)status->st_mode & 07777);
	else if ((status->st_mode & 0700) != 0700)
		options_problem(options, problems, key, "\"%s\" must be readable and writable for its owner", path);
}

/* Nobody can come between making and owning it: until then it is root's alone. */
static int make_one(const char *path, const struct identity *identity)
{
	int r = 0;

	if (mkdir(path, 0700) != 0)
		return -errno;
	if (geteuid() != 0)
		return 0;
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (fchown(fd, identity->user, identity->group) != 0)
		r = -errno;
	close(fd);
	return r;
}

int directories_prepare(const struct options *options, const struct identity *identity, struct problem_list *problems)
{
	size_t before = problems->count + problems->dropped;

	for (size_t i = 0; i < ORDER_COUNT; i++) {
		const char *path = path_of(options, order[i]);
		struct stat status;
		int r = 0;
		if (stat(path, &status) != 0 && errno == ENOENT)
			r = make_one(path, identity);
		if (r == 0 && stat(path, &status) != 0)
			r = -errno;
		if (r < 0)
			options_problem(
			    options, problems, order[i], "\"%s\" cannot be made or used (%s)", path, strerror(-r));
		else
			check_one(options, identity, order[i], &status, problems);
	}
	return problems->count + problems->dropped > before ? -EINVAL : 0;
}

static bool is_private(const struct stat *status, const struct identity *identity)
{
	return S_ISREG(status->st_mode) && status->st_uid == identity->user && (status->st_mode & 0077) == 0;
}

static void check_signing_key(
    const struct options *options, const struct identity *identity, struct problem_list *problems)
{
	struct stat status;

	if (options->signing_key == NULL)
		return;
	if (lstat(options->signing_key, &status) != 0)
		options_problem(options, problems, OPTION_SIGNING_KEY, "\"%s\" cannot be used (%s)",
		    options->signing_key, strerror(errno));
	else if (!is_private(&status, identity) || (status.st_mode & 0400) == 0)
		options_problem(options, problems, OPTION_SIGNING_KEY,
		    "\"%s\" must be a regular file of user \"%s\" with mode 0600 or 0400", options->signing_key,
		    options->user);
}

/* Not made: where it is, is somebody else's to say. */
static void check_checkpoints(const struct options *options, struct problem_list *problems)
{
	const char *path = options->checkpoint_directory;
	struct stat status;

	if (path == NULL)
		return;
	if (stat(path, &status) != 0)
		options_problem(options, problems, OPTION_CHECKPOINT_DIRECTORY, "\"%s\" cannot be used (%s)", path,
		    strerror(errno));
	else if (!S_ISDIR(status.st_mode))
		options_problem(options, problems, OPTION_CHECKPOINT_DIRECTORY, "\"%s\" is not a directory", path);
	else if (faccessat(AT_FDCWD, path, W_OK | X_OK, AT_EACCESS) != 0)
		options_problem(options, problems, OPTION_CHECKPOINT_DIRECTORY,
		    "\"%s\" must be writable for user \"%s\" (%s)", path, options->user, strerror(errno));
}

/* Keys that others could read would name people; audit/keys.h refuses them. */
static void check_keys(const struct options *options, const struct identity *identity, struct problem_list *problems)
{
	DIR *directory = opendir(options->keys);
	const struct dirent *entry;
	struct stat status;

	while (directory != NULL && (entry = readdir(directory)) != NULL) {
		size_t length = strlen(entry->d_name);
		bool is_key = length >= 4 && strcmp(entry->d_name + length - 4, ".key") == 0;
		if (!is_key && strcmp(entry->d_name, "signing-key") != 0)
			continue;
		if (fstatat(dirfd(directory), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0 ||
		    !is_private(&status, identity))
			options_problem(options, problems, OPTION_KEYS,
			    "\"%s/%s\" must be a regular file of user \"%s\" with mode 0600", options->keys,
			    entry->d_name, options->user);
	}
	if (directory != NULL)
		closedir(directory);
}

/* Whether a start by this user would make it: in a directory that lets us, or in the state directory, made first. */
static bool could_be_made(const struct options *options, enum option_key key)
{
	char parent[PATH_MAX];
	const char *path = path_of(options, key);
	const char *slash = strrchr(path, '/');

	if (slash == NULL || (size_t)(slash - path) >= sizeof(parent))
		return false;
	snprintf(parent, sizeof(parent), "%.*s", slash == path ? 1 : (int)(slash - path), path);
	if (faccessat(AT_FDCWD, parent, W_OK | X_OK, AT_EACCESS) == 0)
		return true;
	return errno == ENOENT && key != OPTION_STATE && strcmp(parent, options->state) == 0 &&
	       could_be_made(options, OPTION_STATE);
}

int directories_check(
    const struct options *options, const struct identity *identity, bool can_make, struct problem_list *problems)
{
	size_t before = problems->count + problems->dropped;

	for (size_t i = 0; i < ORDER_COUNT; i++) {
		const char *path = path_of(options, order[i]);
		struct stat status;
		if (stat(path, &status) == 0)
			check_one(options, identity, order[i], &status, problems);
		else if (errno != ENOENT)
			options_problem(
			    options, problems, order[i], "\"%s\" cannot be used (%s)", path, strerror(errno));
		else if (!can_make && !could_be_made(options, order[i]))
			options_problem(options, problems, order[i],
			    "\"%s\" does not exist, and user \"%s\" cannot make it", path, options->user);
	}
	check_keys(options, identity, problems);
	check_signing_key(options, identity, problems);
	check_checkpoints(options, problems);
	return problems->count + problems->dropped > before ? -EINVAL : 0;
}
