#include "milter/new_file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int write_all(int fd, const char *text)
{
	size_t left = strlen(text);

	while (left > 0) {
		ssize_t written = write(fd, text, left);
		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return -errno;
		text += written;
		left -= (size_t)written;
	}
	return 0;
}

/* mkstemp() makes it for nobody else. */
static int fill(int fd, const char *text)
{
	int r = write_all(fd, text);

	if (r == 0 && (fchmod(fd, 0644) != 0 || fsync(fd) != 0))
		r = -errno;
	return r;
}

static int sync_directory(const char *path)
{
	char *copy = strdup(path);

	if (copy == NULL)
		return -ENOMEM;
	int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(copy);
	if (fd < 0)
		return -errno;
	int r = fsync(fd) == 0 ? 0 : -errno;
	close(fd);
	return r;
}

/* A link is never made over a file that is there. */
static int give_name(const char *temporary, const char *path, bool may_replace)
{
	if (may_replace)
		return rename(temporary, path) == 0 ? 0 : -errno;
	if (link(temporary, path) != 0)
		return -errno;
	unlink(temporary);
	return 0;
}

int new_file_write(const char *path, const char *text, bool may_replace)
{
	char *temporary = NULL;

	/* No ".fingerprint" at its end: a daemon that reads the directory meanwhile passes it over. */
	if (asprintf(&temporary, "%s.XXXXXX~", path) < 0)
		return -ENOMEM;
	int fd = mkostemps(temporary, 1, O_CLOEXEC);
	int r = fd >= 0 ? fill(fd, text) : -errno;
	if (fd >= 0 && close(fd) != 0 && r == 0)
		r = -errno;
	if (r == 0)
		r = give_name(temporary, path, may_replace);
	if (r < 0 && fd >= 0)
		unlink(temporary);
	free(temporary);
	return r == 0 ? sync_directory(path) : r;
}
