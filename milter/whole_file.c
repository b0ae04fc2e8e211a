#include "milter/whole_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Reads up to `most` octets; *ret_size is `most` when there may be more. */
static int read_all(int fd, uint8_t *bytes, size_t most, size_t *ret_size)
{
	size_t size = 0;

	while (size < most) {
		ssize_t got = read(fd, bytes + size, most - size);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		if (got == 0)
			break;
		size += (size_t)got;
	}
	*ret_size = size;
	return 0;
}

int whole_file_read(int directory, const char *path, size_t most, uint8_t **ret_bytes, size_t *ret_size)
{
	uint8_t *bytes = NULL;
	size_t size = 0;
	struct stat status;
	int r = 0;

	int fd = openat(directory, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return -errno;
	if (fstat(fd, &status) != 0)
		r = -errno;
	else if (!S_ISREG(status.st_mode))
		r = -EINVAL;
	else if (status.st_size < 0 || (uintmax_t)status.st_size > most)
		r = -E2BIG;
	if (r < 0)
		goto out;
	/* One more than its size: a file that grew while we read shows. */
	bytes = malloc((size_t)status.st_size + 2);
	if (bytes == NULL) {
		r = -ENOMEM;
		goto out;
	}
	r = read_all(fd, bytes, (size_t)status.st_size + 1, &size);
	if (r == 0 && size > (size_t)status.st_size)
		r = -EAGAIN;
out:
	close(fd);
	if (r < 0) {
		free(bytes);
		return r;
	}
	bytes[size] = '\0';
	*ret_bytes = bytes;
	*ret_size = size;
	return 0;
}
