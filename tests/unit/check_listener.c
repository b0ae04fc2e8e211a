/* listener: who may connect is as configured from the first moment; nobody else's socket or file is touched. */
#include "milter/listener.h"

#include "milter/option_keys.h"
#include "tests/support/run_suite.h"

#include <arpa/inet.h>
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static char directory[] = "/tmp/check-listener-XXXXXX";
static char path[64], text[80];
static struct options options;
static struct problem_list problems;
static struct identity identity;
static struct listener listener;

static void setup(void)
{
	strcpy(strrchr(directory, '-') + 1, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(directory));
	snprintf(path, sizeof(path), "%s/s", directory);
	snprintf(text, sizeof(text), "unix:%s", path);
	ck_assert_int_eq(options_init(&options), 0);
	ck_assert_int_eq(options_set_socket(&options, text), 0);
	problem_list_init(&problems);
	listener_init(&listener);
	identity = (struct identity){.user = geteuid(), .group = getegid()};
}

static void teardown(void)
{
	listener_close(&listener);
	problem_list_clear(&problems);
	options_clear(&options);
	unlink(path);
	rmdir(directory);
}

static int open_listener(void)
{
	return listener_open(&options, &identity, &problems, &listener);
}

/* A socket at the path that nobody of the module's made. */
static int other_socket(int backlog)
{
	struct sockaddr_un name = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	strcpy(name.sun_path, path);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&name, sizeof(name)), 0);
	if (backlog >= 0)
		ck_assert_int_eq(listen(fd, backlog), 0);
	return fd;
}

static int connect_unix(void)
{
	struct sockaddr_un name = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);

	strcpy(name.sun_path, path);
	int r = connect(fd, (struct sockaddr *)&name, sizeof(name)) == 0 ? fd : -errno;
	if (r < 0)
		close(fd);
	return r;
}

START_TEST(a_unix_socket_has_the_configured_mode_whatever_the_umask)
{
	static const struct {
		mode_t mask, mode;
	} modes[] = {{0, 0660}, {0777, 0660}, {0022, 0600}, {0, 0777}, {0, 0}};
	struct stat status;

	umask(modes[_i].mask);
	options.socket_mode = modes[_i].mode;
	ck_assert_int_eq(open_listener(), 0);
	ck_assert_uint_eq(problems.count, 0);
	ck_assert_int_eq(lstat(path, &status), 0);
	ck_assert(S_ISSOCK(status.st_mode));
	ck_assert_uint_eq(status.st_mode & 07777, modes[_i].mode);
	umask(0022);
	int fd = modes[_i].mode != 0 ? connect_unix() : -1;
	ck_assert_int_eq(fd >= 0, modes[_i].mode != 0);
	if (fd >= 0)
		close(fd);
	listener_close(&listener);
	ck_assert_int_eq(lstat(path, &status), -1);
}
END_TEST

START_TEST(a_unix_socket_has_the_configured_owner)
{
	struct stat status;

	if (geteuid() != 0) {
		puts("SKIP: only root can give a socket away");
		return;
	}
	identity = (struct identity){.user = 65534, .group = 65534};
	if (_i == 1) {
		ck_assert_int_eq(option_set(&options, OPTION_SOCKET_OWNER, "daemon"), 0);
		ck_assert_int_eq(option_set(&options, OPTION_SOCKET_GROUP, "mail"), 0);
	}
	ck_assert_int_eq(open_listener(), 0);
	ck_assert_int_eq(lstat(path, &status), 0);
	ck_assert_uint_eq(status.st_uid, _i == 0 ? 65534 : 1);
	ck_assert_uint_eq(status.st_gid, _i == 0 ? 65534 : 8);
}
END_TEST

START_TEST(an_owner_who_does_not_exist_leaves_nothing_behind)
{
	struct stat status;

	ck_assert_int_eq(option_set(&options, OPTION_SOCKET_OWNER, "no-such-user"), 0);
	ck_assert_int_eq(open_listener(), -EINVAL);
	ck_assert_uint_eq(problems.count, 1);
	ck_assert_int_eq(lstat(path, &status), -1);
}
END_TEST

START_TEST(a_stale_socket_is_replaced)
{
	close(other_socket(_i == 0 ? -1 : 5));
	ck_assert_int_eq(open_listener(), 0);
	int fd = connect_unix();
	ck_assert_int_ge(fd, 0);
	close(fd);
}
END_TEST

START_TEST(a_socket_at_which_somebody_listens_is_left_alone)
{
	int fd = other_socket(_i), first = connect_unix(), second = connect_unix();
	struct stat before, after;

	ck_assert_int_ge(first, 0);
	ck_assert_int_eq(lstat(path, &before), 0);
	ck_assert_int_eq(open_listener(), -EADDRINUSE);
	ck_assert_uint_eq(problems.count, 1);
	ck_assert_ptr_nonnull(strstr(problems.items[0].text, "somebody listens at unix:/tmp/check-listener-"));
	ck_assert_int_eq(listener.fd, -1);
	ck_assert_int_eq(lstat(path, &after), 0);
	ck_assert_uint_eq(before.st_ino, after.st_ino);
	close(first);
	if (second >= 0)
		close(second);
	close(fd);
}
END_TEST

START_TEST(what_is_no_socket_is_left_alone)
{
	struct stat status;

	if (_i == 0)
		close(open(path, O_WRONLY | O_CREAT | O_EXCL, 0600));
	else
		ck_assert_int_eq(symlink("/nowhere/else", path), 0);
	ck_assert_int_eq(open_listener(), -EEXIST);
	ck_assert_ptr_nonnull(strstr(problems.items[0].text, "is no socket, and is not replaced"));
	ck_assert_int_eq(lstat(path, &status), 0);
	ck_assert(_i == 0 ? S_ISREG(status.st_mode) : S_ISLNK(status.st_mode));
}
END_TEST

START_TEST(a_directory_that_is_not_there_is_said)
{
	ck_assert_int_eq(options_set_socket(&options, "unix:/nowhere/s"), 0);
	ck_assert_int_eq(open_listener(), -ENOENT);
	ck_assert_ptr_nonnull(
	    strstr(problems.items[0].text, "socket: unix:/nowhere/s cannot be opened (No such file or directory)"));
}
END_TEST

START_TEST(another_socket_in_its_place_is_not_removed)
{
	struct stat status;

	ck_assert_int_eq(open_listener(), 0);
	ck_assert_int_eq(unlink(path), 0);
	int fd = other_socket(1);
	listener_close(&listener);
	ck_assert_int_eq(lstat(path, &status), 0);
	close(fd);
}
END_TEST

/* A port that nobody uses at the moment. */
static int free_port(int family, const char *address)
{
	struct sockaddr_in6 name6 = {.sin6_family = AF_INET6};
	struct sockaddr_in name = {.sin_family = AF_INET};
	struct sockaddr *any = family == AF_INET ? (struct sockaddr *)&name : (struct sockaddr *)&name6;
	socklen_t size = family == AF_INET ? sizeof(name) : sizeof(name6);
	int fd = socket(family, SOCK_STREAM, 0);

	if (family == AF_INET)
		inet_pton(family, address, &name.sin_addr);
	else
		inet_pton(family, address, &name6.sin6_addr);
	if (fd < 0 || bind(fd, any, size) != 0 || getsockname(fd, any, &size) != 0) {
		close(fd);
		return -1;
	}
	close(fd);
	return ntohs(family == AF_INET ? name.sin_port : name6.sin6_port);
}

START_TEST(an_internet_socket_is_opened_once)
{
	static const struct {
		int family;
		const char *kind, *address;
	} families[] = {{AF_INET, "inet", "127.0.0.1"}, {AF_INET6, "inet6", "::1"}};
	struct listener second;
	int is_listening = 0;
	socklen_t size = sizeof(int);

	int port = free_port(families[_i].family, families[_i].address);
	if (port < 0) {
		printf("SKIP: there is no %s here\n", families[_i].address);
		return;
	}
	snprintf(text, sizeof(text), "%s:%d@%s", families[_i].kind, port, families[_i].address);
	ck_assert_int_eq(options_set_socket(&options, text), 0);
	ck_assert_int_eq(open_listener(), 0);
	ck_assert_int_eq(getsockopt(listener.fd, SOL_SOCKET, SO_ACCEPTCONN, &is_listening, &size), 0);
	ck_assert_int_eq(is_listening, 1);
	ck_assert_int_eq(listener_open(&options, &identity, &problems, &second), -EADDRINUSE);
	ck_assert_ptr_nonnull(strstr(problems.items[0].text, "somebody listens at "));
}
END_TEST

/* Puts the descriptor where "fd:9" looks for it. */
static void hand_over(int fd)
{
	if (fd != 9)
		ck_assert_int_eq(dup2(fd, 9), 9);
	ck_assert_int_eq(options_set_socket(&options, "fd:9"), 0);
}

START_TEST(a_listening_socket_is_taken_over)
{
	char pid[16];
	int fd = other_socket(5);

	hand_over(fd);
	snprintf(pid, sizeof(pid), "%ld", (long)getpid());
	if (_i == 1) {
		setenv("LISTEN_PID", pid, 1);
		setenv("LISTEN_FDS", "7", 1);
	}
	ck_assert_int_eq(open_listener(), 0);
	ck_assert_int_eq(listener.fd, 9);
	ck_assert_ptr_null(listener.path);
	ck_assert_int_eq(fcntl(9, F_GETFD), FD_CLOEXEC);
	ck_assert_ptr_null(getenv("LISTEN_FDS"));
	listener_close(&listener);
	struct stat status;
	ck_assert_int_eq(lstat(path, &status), 0);
	close(fd);
}
END_TEST

START_TEST(what_was_not_handed_over_for_us_is_refused)
{
	char pid[16];
	int fd = other_socket(5);

	snprintf(pid, sizeof(pid), "%ld", (long)getpid() + (_i == 0 ? 1 : 0));
	setenv("LISTEN_PID", pid, 1);
	setenv("LISTEN_FDS", _i == 0 ? "7" : "6", 1);
	hand_over(fd);
	ck_assert_int_eq(open_listener(), -EINVAL);
	ck_assert_ptr_nonnull(
	    strstr(problems.items[0].text, "fd:9: a listening stream socket that was handed over is needed"));
	close(fd);
}
END_TEST

START_TEST(a_descriptor_that_is_no_listening_stream_socket_is_refused)
{
	switch (_i) {
	case 0: /* not open */
		close(9);
		hand_over(9);
		break;
	case 1:
		hand_over(open("/dev/null", O_RDONLY));
		break;
	case 2:
		hand_over(socket(AF_UNIX, SOCK_STREAM, 0));
		break;
	case 3: {
		int fd = socket(AF_UNIX, SOCK_SEQPACKET, 0);
		struct sockaddr_un name = {.sun_family = AF_UNIX};
		strcpy(name.sun_path, path);
		ck_assert_int_eq(bind(fd, (struct sockaddr *)&name, sizeof(name)), 0);
		ck_assert_int_eq(listen(fd, 1), 0);
		hand_over(fd);
		break;
	}
	default:
		break;
	}
	ck_assert_int_eq(open_listener(), -EINVAL);
	ck_assert_uint_eq(problems.count, 1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("listener");
	TCase *tcase = tcase_create("sockets");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, a_unix_socket_has_the_configured_mode_whatever_the_umask, 0, 5);
	tcase_add_loop_test(tcase, a_unix_socket_has_the_configured_owner, 0, 2);
	tcase_add_test(tcase, an_owner_who_does_not_exist_leaves_nothing_behind);
	tcase_add_loop_test(tcase, a_stale_socket_is_replaced, 0, 2);
	tcase_add_loop_test(tcase, a_socket_at_which_somebody_listens_is_left_alone, 0, 2);
	tcase_add_loop_test(tcase, what_is_no_socket_is_left_alone, 0, 2);
	tcase_add_test(tcase, a_directory_that_is_not_there_is_said);
	tcase_add_test(tcase, another_socket_in_its_place_is_not_removed);
	tcase_add_loop_test(tcase, an_internet_socket_is_opened_once, 0, 2);
	tcase_add_loop_test(tcase, a_listening_socket_is_taken_over, 0, 2);
	tcase_add_loop_test(tcase, what_was_not_handed_over_for_us_is_refused, 0, 2);
	tcase_add_loop_test(tcase, a_descriptor_that_is_no_listening_stream_socket_is_refused, 0, 4);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
