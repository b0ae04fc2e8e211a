#include "milter/probe.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

/* SMFIC_OPTNEG: version 6, all actions and steps, so that no filter finds something missing; and SMFIC_QUIT. */
static const uint8_t question[] = {0, 0, 0, 13, 'O', 0, 0, 0, 6, 0, 0, 1, 0xff, 0, 0x1f, 0xff, 0xff};
static const uint8_t farewell[] = {0, 0, 0, 1, 'Q'};

void probe_init(struct probe *probe)
{
	*probe = (struct probe){.fd = -1};
}

void probe_clear(struct probe *probe)
{
	if (probe->fd >= 0)
		close(probe->fd);
	probe_init(probe);
}

static enum probe_result end(struct probe *probe, enum probe_result result)
{
	probe_clear(probe);
	return result;
}

enum probe_result probe_begin(struct probe *probe, int listen_fd, int64_t due)
{
	struct sockaddr_storage name;
	socklen_t size = sizeof(name);

	probe_clear(probe);
	if (getsockname(listen_fd, (struct sockaddr *)&name, &size) != 0)
		return PROBE_SILENT;
	probe->fd = socket(name.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (probe->fd < 0)
		return errno == EAFNOSUPPORT || errno == EPERM ? PROBE_FORBIDDEN : PROBE_SILENT;
	probe->due = due;
	if (connect(probe->fd, (struct sockaddr *)&name, size) == 0 || errno == EINPROGRESS)
		return PROBE_PENDING;
	/* ENOENT: of an inherited socket whose file is not in our view of the file system. */
	return end(probe, errno == EACCES || errno == EPERM || errno == ENOENT ? PROBE_FORBIDDEN : PROBE_SILENT);
}

short probe_events(const struct probe *probe)
{
	return probe->has_asked ? POLLIN : POLLOUT;
}

/* A fresh socket takes so few octets at once, or is none that works. */
static enum probe_result ask(struct probe *probe)
{
	if (send(probe->fd, question, sizeof(question), MSG_NOSIGNAL) != (ssize_t)sizeof(question))
		return end(probe, PROBE_SILENT);
	probe->has_asked = true;
	return PROBE_PENDING;
}

static enum probe_result hear(struct probe *probe)
{
	ssize_t size = recv(probe->fd, probe->head + probe->received, sizeof(probe->head) - probe->received, 0);

	if (size < 0 && (errno == EAGAIN || errno == EINTR))
		return PROBE_PENDING;
	if (size <= 0)
		return end(probe, PROBE_SILENT);
	probe->received += (size_t)size;
	if (probe->received < sizeof(probe->head))
		return PROBE_PENDING;
	if (probe->head[4] != 'O')
		return end(probe, PROBE_SILENT);
	(void)send(probe->fd, farewell, sizeof(farewell), MSG_NOSIGNAL);
	return end(probe, PROBE_ANSWERED);
}

enum probe_result probe_tend(struct probe *probe, short revents, int64_t now)
{
	enum probe_result result = PROBE_PENDING;

	if (probe->fd < 0)
		return PROBE_PENDING;
	if (revents != 0)
		result = probe->has_asked ? hear(probe) : ask(probe);
	if (result == PROBE_PENDING && now >= probe->due)
		result = end(probe, PROBE_SILENT);
	return result;
}
