#include "milter/listener.h"

#include "milter/limits.h"
#include "milter/socket_address.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <netinet/in.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

void listener_init(struct listener *listener)
{
	*listener = (struct listener){.fd = -1};
}

/* Whether somebody accepts connections at the socket file: 1, 0 (nobody: stale), or negative errno. */
static int is_alive(const struct socket_address *address)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return -errno;
	int r = connect(fd, &address->name.any, address->name_size) == 0 ? 1 : -errno;
	close(fd);
	if (r == -EAGAIN || r == -EPROTOTYPE) /* a full queue, another type of socket */
		return 1;
	return r == -ECONNREFUSED ? 0 : r;
}

/* Makes room for our socket file. 0, -EADDRINUSE, -EEXIST (something that is no socket), or another errno. */
static int remove_stale(const struct socket_address *address)
{
	const char *path = address->name.local.sun_path;
	struct stat status;

	if (lstat(path, &status) != 0)
		return errno == ENOENT ? 0 : -errno;
	if (!S_ISSOCK(status.st_mode))
		return -EEXIST;
	int r = is_alive(address);
	if (r != 0)
		return r > 0 ? -EADDRINUSE : r;
	return unlink(path) == 0 ? 0 : -errno;
}

/* The file by descriptor, so that nobody can put another in its place between two calls. */
static int publish(const char *path, uid_t owner, gid_t group, mode_t mode, struct listener *listener)
{
	char handle[32];
	struct stat status;
	int r = 0;

	int fd = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	snprintf(handle, sizeof(handle), "/proc/self/fd/%d", fd);
	if (fstat(fd, &status) != 0)
		r = -errno;
	else if (!S_ISSOCK(status.st_mode))
		r = -EEXIST;
	else if (fchownat(fd, "", owner, group, AT_EMPTY_PATH) != 0 || chmod(handle, mode) != 0)
		r = -errno;
	close(fd);
	if (r < 0)
		return r;
	listener->device = status.st_dev;
	listener->inode = status.st_ino;
	return 0;
}

/* Users and groups were checked with the options, but may have gone since. */
static int find_owner(
    const struct options *options, const struct identity *identity, uid_t *ret_owner, gid_t *ret_group)
{
	uid_t owner = identity->user;
	gid_t group = identity->group;

	if (options->socket_owner != NULL) {
		const struct passwd *entry = getpwnam(options->socket_owner);
		if (entry == NULL)
			return -EINVAL;
		owner = entry->pw_uid;
	}
	if (options->socket_group != NULL) {
		const struct group *entry = getgrnam(options->socket_group);
		if (entry == NULL)
			return -EINVAL;
		group = entry->gr_gid;
	}
	*ret_owner = owner;
	*ret_group = group;
	return 0;
}

static int open_unix(const struct options *options, const struct identity *identity,
    const struct socket_address *address, struct listener *listener)
{
	uid_t owner;
	gid_t group;

	int r = find_owner(options, identity, &owner, &group);
	if (r == 0)
		r = remove_stale(address);
	if (r < 0)
		return r;
	listener->path = strdup(address->name.local.sun_path);
	if (listener->path == NULL)
		return -ENOMEM;
	/* The mode of the socket itself is that of the file which bind() makes: nobody may connect yet. */
	if (fchmod(listener->fd, 0) != 0)
		return -errno;
	if (bind(listener->fd, &address->name.any, address->name_size) != 0) {
		r = -errno;
		free(listener->path);
		listener->path = NULL; /* not ours to remove */
		return r;
	}
	r = listen(listener->fd, LIMIT_LISTEN_BACKLOG) == 0 ? 0 : -errno;
	if (r == 0)
		r = publish(listener->path, owner, group, options->socket_mode, listener);
	if (r < 0)
		unlink(listener->path);
	return r;
}

static int open_inet(const struct socket_address *address, int fd)
{
	int yes = 1;

	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) != 0)
		return -errno;
	if (address->name.any.sa_family == AF_INET6 &&
	    setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof(yes)) != 0)
		return -errno;
	if (bind(fd, &address->name.any, address->name_size) != 0 || listen(fd, LIMIT_LISTEN_BACKLOG) != 0)
		return -errno;
	return 0;
}

/* systemd says for whom descriptors from 3 on are, and how many (sd_listen_fds(3)). Another who hands one over need not
 * say anything. */
static bool is_handed_over(int fd)
{
	const char *pid = getenv("LISTEN_PID"), *count = getenv("LISTEN_FDS");

	if (pid == NULL || count == NULL)
		return true;
	return strtol(pid, NULL, 10) == (long)getpid() && fd < SOCKET_ADDRESS_FD_MIN + strtol(count, NULL, 10);
}

static int take_fd(int fd)
{
	int is_listening = 0, type = 0;
	socklen_t size = sizeof(int);

	if (!is_handed_over(fd))
		return -EINVAL;
	if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &is_listening, &size) != 0 ||
	    getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) != 0)
		return -EINVAL;
	if (!is_listening || type != SOCK_STREAM)
		return -EINVAL;
	if (fcntl(fd, F_SETFD, FD_CLOEXEC) != 0)
		return -errno;
	unsetenv("LISTEN_PID");
	unsetenv("LISTEN_FDS");
	unsetenv("LISTEN_FDNAMES");
	return 0;
}

static void explain(const struct options *options, struct problem_list *problems, int error)
{
	if (error == -EADDRINUSE)
		options_problem(options, problems, OPTION_SOCKET, "somebody listens at %s already", options->socket);
	else if (error == -EEXIST)
		options_problem(options, problems, OPTION_SOCKET,
		    "%s: what stands there is no socket, and is not replaced", options->socket);
	else if (error == -EINVAL && strncmp(options->socket, "fd:", 3) == 0)
		options_problem(options, problems, OPTION_SOCKET,
		    "%s: a listening stream socket that was handed over is needed", options->socket);
	else
		options_problem(
		    options, problems, OPTION_SOCKET, "%s cannot be opened (%s)", options->socket, strerror(-error));
}

int listener_open(const struct options *options, const struct identity *identity, struct problem_list *problems,
    struct listener *ret_listener)
{
	struct socket_address address;
	struct listener listener;

	listener_init(&listener);
	int r = socket_address_parse(options->socket, &address);
	if (r == 0 && address.kind == SOCKET_FD) {
		r = take_fd(address.fd);
		if (r == 0)
			listener.fd = address.fd;
	} else if (r == 0) {
		listener.fd = socket(address.name.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
		if (listener.fd < 0)
			r = -errno;
		else if (address.kind == SOCKET_UNIX)
			r = open_unix(options, identity, &address, &listener);
		else
			r = open_inet(&address, listener.fd);
	}
	if (r < 0) {
		explain(options, problems, r);
		listener_close(&listener);
		return r;
	}
	*ret_listener = listener;
	return 0;
}

void listener_close(struct listener *listener)
{
	struct stat status;

	/* Another daemon may have put its own in our place. */
	if (listener->path != NULL && lstat(listener->path, &status) == 0 && status.st_dev == listener->device &&
	    status.st_ino == listener->inode)
		unlink(listener->path);
	if (listener->fd >= 0)
		close(listener->fd);
	free(listener->path);
	listener_init(listener);
}
