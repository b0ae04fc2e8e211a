#include "milter/journal.h"

#include <endian.h>
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#define PIECES_MAX 5 /* of one field */

int journal_connect(const char *path)
{
	struct sockaddr_un name = {.sun_family = AF_UNIX};

	if (strlen(path) >= sizeof(name.sun_path))
		return -ENAMETOOLONG;
	strcpy(name.sun_path, path);
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -errno;
	if (connect(fd, (struct sockaddr *)&name, sizeof(name)) != 0) {
		int r = -errno;
		close(fd);
		return r;
	}
	return fd;
}

static struct iovec piece(const void *data, size_t size)
{
	return (struct iovec){.iov_base = (void *)(uintptr_t)data, .iov_len = size};
}

/* "NAME=value\n"; or for a value with line ends "NAME\n", its length in 64 bits, little end first, "value\n". Returns
 * how many pieces that is; `length` is room for the length, and must outlive them. */
static size_t add_field(struct iovec *pieces, const struct journal_field *field, uint64_t *length)
{
	size_t size = strnlen(field->value, JOURNAL_VALUE_MAX), count = 0;

	pieces[count++] = piece(field->name, strlen(field->name));
	if (memchr(field->value, '\n', size) == NULL) {
		pieces[count++] = piece("=", 1);
	} else {
		*length = htole64(size);
		pieces[count++] = piece("\n", 1);
		pieces[count++] = piece(length, sizeof(*length));
	}
	pieces[count++] = piece(field->value, size);
	pieces[count++] = piece("\n", 1);
	return count;
}

int journal_send(int socket, const struct journal_field *fields, size_t count)
{
	struct iovec pieces[JOURNAL_FIELDS_MAX * PIECES_MAX];
	uint64_t lengths[JOURNAL_FIELDS_MAX];
	struct msghdr message = {.msg_iov = pieces};

	if (count > JOURNAL_FIELDS_MAX)
		return -E2BIG;
	for (size_t i = 0; i < count; i++)
		if (fields[i].value != NULL && fields[i].value[0] != '\0')
			message.msg_iovlen += add_field(pieces + message.msg_iovlen, &fields[i], &lengths[i]);
	return sendmsg(socket, &message, MSG_NOSIGNAL) >= 0 ? 0 : -errno;
}
