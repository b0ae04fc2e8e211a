#include "milter/public_file.h"

#include "channel/channel.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MODE 0644
#define SUFFIX	  ".new"

static int write_new(int directory, const char *name, const char *octets, size_t size)
{
	/* What a crash left. */
	if (unlinkat(directory, name, 0) != 0 && errno != ENOENT)
		return -errno;
	int fd = openat(directory, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, FILE_MODE);
	if (fd < 0)
		return -errno;
	int r = channel_write(fd, octets, size);
	if (r == 0 && (fchmod(fd, FILE_MODE) != 0 || fsync(fd) != 0))
		r = -errno;
	close(fd);
	if (r < 0)
		unlinkat(directory, name, 0);
	return r;
}

static int replace(int directory, const char *name, const char *octets, size_t size)
{
	char beside[NAME_MAX + 1];

	if ((size_t)snprintf(beside, sizeof(beside), "%s" SUFFIX, name) >= sizeof(beside))
		return -ENAMETOOLONG;
	int r = write_new(directory, beside, octets, size);
	if (r < 0)
		return r;
	if (renameat(directory, beside, directory, name) != 0) {
		r = -errno;
		unlinkat(directory, beside, 0);
		return r;
	}
	return fsync(directory) == 0 ? 0 : -errno;
}

int public_file_write(const char *path, const char *octets, size_t size)
{
	char above[PATH_MAX];
	const char *slash = strrchr(path, '/');
	const char *name = slash != NULL ? slash + 1 : path;
	int length = (int)(name - path);

	if (*name == '\0')
		return -EISDIR;
	if ((size_t)snprintf(above, sizeof(above), "%.*s", length > 0 ? length : 1, length > 0 ? path : ".") >=
	    sizeof(above))
		return -ENAMETOOLONG;
	int directory = open(above, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (directory < 0)
		return -errno;
	int r = replace(directory, name, octets, size);
	close(directory);
	return r;
}
