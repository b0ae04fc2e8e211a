#include "audit/store/plain_file.h"

#include "audit/segment.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define READ_FIRST 4096 /* octets; then twice as many each time */

int plain_file_open(int directory, const char *name, int *ret_fd)
{
	struct stat status;
	int fd = openat(directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

	if (fd < 0)
		return errno == ELOOP ? -EPERM : -errno;
	if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
		close(fd);
		return -EPERM;
	}
	*ret_fd = fd;
	return 0;
}

int plain_file_open_segment(int directory, unsigned number, int *ret_fd)
{
	char name[SEGMENT_NAME_SIZE];

	segment_name(number, name);
	return plain_file_open(directory, name, ret_fd);
}

/* Grows with what is read, not with what the file says of itself. */
static int read_all(int fd, size_t most, char **text, size_t *size)
{
	size_t capacity = 0;

	for (;;) {
		if (capacity - *size < 2) {
			size_t larger = capacity == 0 ? READ_FIRST : 2 * capacity;
			char *grown = realloc(*text, larger);
			if (grown == NULL)
				return -ENOMEM;
			*text = grown;
			capacity = larger;
		}
		ssize_t got = read(fd, *text + *size, capacity - *size - 1);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got < 0 ? -errno : 0;
		*size += (size_t)got;
		if (*size > most)
			return -EFBIG;
	}
}

int plain_file_read(int directory, const char *name, size_t most, char **ret_text, size_t *ret_size)
{
	char *text = NULL;
	size_t size = 0;
	int fd = -1;

	int r = plain_file_open(directory, name, &fd);
	if (r < 0)
		return r;
	r = read_all(fd, most, &text, &size);
	close(fd);
	if (r < 0) {
		free(text);
		return r;
	}
	text[size] = '\0';
	*ret_text = text;
	*ret_size = size;
	return 0;
}
