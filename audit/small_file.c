#include "audit/small_file.h"

#include "audit/stretch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static int read_open(int fd, size_t limit, char **ret_octets, size_t *ret_size)
{
	struct stat status;

	if (fstat(fd, &status) != 0)
		return -errno;
	if (!S_ISREG(status.st_mode))
		return -EPERM;
	if (status.st_size > (off_t)limit)
		return -EFBIG;
	size_t size = (size_t)status.st_size;
	char *octets = malloc(size + 1);
	if (octets == NULL)
		return -ENOMEM;
	int r = stretch_read(fd, octets, size, 0);
	if (r < 0) {
		free(octets);
		return r;
	}
	octets[size] = '\0';
	*ret_octets = octets;
	*ret_size = size;
	return 0;
}

int small_file_read(int directory, const char *name, size_t limit, char **ret_octets, size_t *ret_size)
{
	int fd = openat(directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return errno == ELOOP || errno == ENXIO ? -EPERM : -errno;
	int r = read_open(fd, limit, ret_octets, ret_size);
	close(fd);
	return r;
}
