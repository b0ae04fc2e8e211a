#include "audit/directory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

int directory_sync(int fd)
{
	return fsync(fd) == 0 ? 0 : -errno;
}

int directory_list(int directory, DIR **ret_entries)
{
	int fd = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *entries = fd >= 0 ? fdopendir(fd) : NULL;

	if (entries == NULL) {
		int r = -errno;
		if (fd >= 0)
			close(fd);
		return r;
	}
	*ret_entries = entries;
	return 0;
}

int directory_lock(int directory, int *ret_lock)
{
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	int fd = openat(directory, "lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);

	if (fd < 0)
		return -errno;
	if (fcntl(fd, F_OFD_SETLK, &whole) != 0) {
		int r = errno == EAGAIN || errno == EACCES ? -EBUSY : -errno;
		close(fd);
		return r;
	}
	*ret_lock = fd;
	return 0;
}

/* The parent may admit a new entry and yet not be readable: then everything on the file system is synced. */
static int sync_parent(int fd)
{
	int parent = openat(fd, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (parent < 0)
		return syncfs(fd) == 0 ? 0 : -errno;
	int r = directory_sync(parent);
	close(parent);
	return r;
}

static int check(int fd, mode_t forbidden)
{
	struct stat status;

	if (fstat(fd, &status) != 0)
		return -errno;
	if (status.st_uid != geteuid() || (status.st_mode & forbidden) != 0)
		return -EPERM;
	return 0;
}

/* O_DIRECTORY with O_NOFOLLOW says ENOTDIR of a symbolic link as of a file. */
static int open_error(const char *path, int error, int mkdir_error)
{
	struct stat status;

	if ((error == ENOTDIR || error == ELOOP) && lstat(path, &status) == 0 && S_ISLNK(status.st_mode))
		return -EPERM;
	return error == ENOENT ? -mkdir_error : -error;
}

int directory_open(const char *path, mode_t forbidden, int *ret_fd)
{
	int mkdir_error = mkdir(path, 0700) == 0 ? 0 : errno;
	bool is_new = mkdir_error == 0;

	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return open_error(path, errno, is_new || mkdir_error == EEXIST ? ENOENT : mkdir_error);
	int r = check(fd, forbidden);
	if (r == 0 && is_new)
		r = sync_parent(fd);
	if (r < 0) {
		close(fd);
		return r;
	}
	*ret_fd = fd;
	return 0;
}
