#include "channel/channel.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define SEALS	   (F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL)
#define SPILL_MAX  (8U << 20) /* octets of a packet that travels in a memfd */
#define FRAME_SIZE 4	      /* octets before an inline body */

/* The first octet of a frame: where the body is. */
enum frame { FRAME_INLINE = 1, FRAME_SPILLED = 2 };

void packet_init(struct packet *packet)
{
	memset(packet, 0, sizeof(*packet));
	for (size_t i = 0; i < CHANNEL_FDS_MAX; i++)
		packet->fds[i] = -1;
}

void packet_clear(struct packet *packet)
{
	free(packet->bytes);
	for (size_t i = 0; i < CHANNEL_FDS_MAX; i++)
		if (packet->fds[i] >= 0)
			close(packet->fds[i]);
	packet_init(packet);
}

int packet_take_fd(struct packet *packet, size_t index)
{
	if (index >= CHANNEL_FDS_MAX)
		return -1;
	int fd = packet->fds[index];
	packet->fds[index] = -1;
	return fd;
}

int channel_pair(int ret_fds[2])
{
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) != 0)
		return -errno;
	ret_fds[0] = fds[0];
	ret_fds[1] = fds[1];
	return 0;
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Waits until the socket is ready for `events`, or the deadline (-1: none) has passed. */
static int wait_for(int socket, short events, int64_t deadline)
{
	for (;;) {
		int timeout = -1;
		if (deadline >= 0) {
			int64_t left = deadline - now_ms();
			timeout = left > 0 ? (int)left : 0;
		}
		struct pollfd pollfd = {.fd = socket, .events = events};
		int ready = poll(&pollfd, 1, timeout);
		if (ready > 0)
			return 0;
		if (ready == 0)
			return -ETIMEDOUT;
		if (errno != EINTR)
			return -errno;
	}
}

static int64_t deadline_of(int timeout_ms)
{
	return timeout_ms < 0 ? -1 : now_ms() + timeout_ms;
}

static int send_frame(int socket, struct iovec *iov, size_t iov_count, const int *fds, size_t fd_count, int timeout_ms)
{
	union {
		char bytes[CMSG_SPACE(sizeof(int) * (CHANNEL_FDS_MAX + 1))];
		struct cmsghdr align;
	} control;
	struct msghdr message = {.msg_iov = iov, .msg_iovlen = iov_count};
	int64_t deadline = deadline_of(timeout_ms);

	if (fd_count > 0) {
		memset(&control, 0, sizeof(control));
		message.msg_control = control.bytes;
		message.msg_controllen = CMSG_SPACE(sizeof(int) * fd_count);
		struct cmsghdr *cmsg = CMSG_FIRSTHDR(&message);
		cmsg->cmsg_level = SOL_SOCKET;
		cmsg->cmsg_type = SCM_RIGHTS;
		cmsg->cmsg_len = CMSG_LEN(sizeof(int) * fd_count);
		memcpy(CMSG_DATA(cmsg), fds, sizeof(int) * fd_count);
	}
	for (;;) {
		if (sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0)
			return 0;
		if (errno == ECONNRESET)
			return -EPIPE;
		if (errno != EAGAIN && errno != EINTR)
			return -errno;
		int r = wait_for(socket, POLLOUT, deadline);
		if (r < 0)
			return r;
	}
}

/* Puts the body into a sealed memfd of its own. */
static int spill(const void *bytes, size_t size, int *ret_fd)
{
	int fd = -1;
	int r = channel_memfd("packet", &fd);

	if (r < 0)
		return r;
	r = channel_write(fd, bytes, size);
	if (r == 0)
		r = channel_seal(fd);
	if (r < 0) {
		close(fd);
		return r;
	}
	*ret_fd = fd;
	return 0;
}

int channel_send(int socket, const void *bytes, size_t size, const int *fds, size_t fd_count, int timeout_ms)
{
	int all[CHANNEL_FDS_MAX + 1];
	uint8_t frame[FRAME_SIZE] = {FRAME_INLINE};
	struct iovec iov[2] = {{.iov_base = frame, .iov_len = FRAME_SIZE}};
	size_t iov_count = 1;
	int spilled = -1;

	if (fd_count > CHANNEL_FDS_MAX || size > SPILL_MAX)
		return -E2BIG;
	if (fd_count > 0)
		memcpy(all, fds, sizeof(int) * fd_count);
	if (size > CHANNEL_INLINE_MAX) {
		int r = spill(bytes, size, &spilled);
		if (r < 0)
			return r;
		frame[0] = FRAME_SPILLED;
		all[fd_count++] = spilled;
	} else if (size > 0) {
		iov[1].iov_base = (void *)(uintptr_t)bytes;
		iov[1].iov_len = size;
		iov_count = 2;
	}
	int r = send_frame(socket, iov, iov_count, all, fd_count, timeout_ms);
	if (spilled >= 0)
		close(spilled);
	return r;
}

/* Takes the descriptors out of the control data; more than there is room for are closed by the kernel (MSG_CTRUNC). */
static size_t collect_fds(struct msghdr *message, int *fds, size_t most)
{
	size_t count = 0;

	for (struct cmsghdr *cmsg = CMSG_FIRSTHDR(message); cmsg != NULL; cmsg = CMSG_NXTHDR(message, cmsg)) {
		if (cmsg->cmsg_level != SOL_SOCKET || cmsg->cmsg_type != SCM_RIGHTS)
			continue;
		size_t here = (cmsg->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		for (size_t i = 0; i < here; i++) {
			int fd;
			memcpy(&fd, CMSG_DATA(cmsg) + i * sizeof(int), sizeof(int));
			if (count < most)
				fds[count++] = fd;
			else
				close(fd);
		}
	}
	return count;
}

static int receive_frame(int socket, int timeout_ms, struct msghdr *message, size_t *ret_length)
{
	int64_t deadline = deadline_of(timeout_ms);

	for (;;) {
		/* A peer that is gone and an empty packet both read as nothing; ours are never empty. */
		ssize_t length = recvmsg(socket, message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
		if (length > 0) {
			*ret_length = (size_t)length;
			return 0;
		}
		if (length == 0 || errno == ECONNRESET)
			return -EPIPE;
		if (errno != EAGAIN && errno != EINTR)
			return -errno;
		int r = wait_for(socket, POLLIN, deadline);
		if (r < 0)
			return r;
	}
}

int channel_receive(int socket, int timeout_ms, struct packet *ret_packet)
{
	union {
		char bytes[CMSG_SPACE(sizeof(int) * (CHANNEL_FDS_MAX + 1))];
		struct cmsghdr align;
	} control;
	int fds[CHANNEL_FDS_MAX + 1];
	uint8_t *buffer = malloc(FRAME_SIZE + CHANNEL_INLINE_MAX);
	struct packet packet;
	size_t length = 0;

	packet_init(&packet);
	if (buffer == NULL)
		return -ENOMEM;
	memset(&control, 0, sizeof(control));
	struct iovec iov = {.iov_base = buffer, .iov_len = FRAME_SIZE + CHANNEL_INLINE_MAX};
	struct msghdr message = {
	    .msg_iov = &iov, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof(control.bytes)};
	int r = receive_frame(socket, timeout_ms, &message, &length);
	if (r < 0) {
		free(buffer);
		return r;
	}
	size_t count = collect_fds(&message, fds, CHANNEL_FDS_MAX + 1);
	int spilled = -1;
	bool is_spilled = length >= FRAME_SIZE && buffer[0] == FRAME_SPILLED;
	if (is_spilled && count > 0)
		spilled = fds[--count];
	for (size_t i = 0; i < count && i < CHANNEL_FDS_MAX; i++)
		packet.fds[i] = fds[i];
	packet.fd_count = count;
	r = -EBADMSG;
	if (count > CHANNEL_FDS_MAX) {
		close(fds[CHANNEL_FDS_MAX]);
		goto out;
	}
	if (length < FRAME_SIZE || (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0)
		goto out;
	if (is_spilled) {
		r = length == FRAME_SIZE && spilled >= 0
			? channel_read_sealed(spilled, SPILL_MAX, &packet.bytes, &packet.size)
			: -EBADMSG;
	} else if (buffer[0] == FRAME_INLINE) {
		packet.size = length - FRAME_SIZE;
		memmove(buffer, buffer + FRAME_SIZE, packet.size);
		packet.bytes = buffer;
		buffer = NULL;
		r = 0;
	}
out:
	free(buffer);
	if (spilled >= 0)
		close(spilled);
	if (r < 0) {
		packet_clear(&packet);
		return r;
	}
	*ret_packet = packet;
	return 0;
}

int channel_memfd(const char *name, int *ret_fd)
{
	int fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd < 0)
		return -errno;
	*ret_fd = fd;
	return 0;
}

int channel_write(int fd, const void *bytes, size_t size)
{
	const uint8_t *at = bytes;

	while (size > 0) {
		ssize_t written = write(fd, at, size);
		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return -errno;
		at += written;
		size -= (size_t)written;
	}
	return 0;
}

int channel_seal(int fd)
{
	return fcntl(fd, F_ADD_SEALS, SEALS) == 0 ? 0 : -errno;
}

int channel_sealed_size(int fd, size_t *ret_size)
{
	struct stat status;
	int seals = fcntl(fd, F_GET_SEALS);

	if (seals < 0 || (seals & SEALS) != SEALS || fstat(fd, &status) != 0 || status.st_size < 0)
		return -EBADMSG;
	*ret_size = (size_t)status.st_size;
	return 0;
}

int channel_read_sealed(int fd, size_t most, uint8_t **ret_bytes, size_t *ret_size)
{
	size_t size;
	int r = channel_sealed_size(fd, &size);

	if (r < 0)
		return r;
	if (size > most)
		return -E2BIG;
	uint8_t *bytes = malloc(size > 0 ? size : 1);
	if (bytes == NULL)
		return -ENOMEM;
	for (size_t done = 0; done < size;) {
		ssize_t got = pread(fd, bytes + done, size - done, (off_t)done);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0) {
			free(bytes);
			return got < 0 ? -errno : -EBADMSG;
		}
		done += (size_t)got;
	}
	*ret_bytes = bytes;
	*ret_size = size;
	return 0;
}
