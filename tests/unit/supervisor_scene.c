#include "tests/unit/supervisor_scene.h"

#include "channel/channel.h"
#include "milter/limits.h"
#include "milter/log.h"
#include "milter/option_keys.h"
#include "milter/signals.h"
#include "tests/support/fake_processes.h"
#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* The supervisor under test, in a process of its own. */

static char directory[] = "/tmp/check-supervisor-XXXXXX";
char path[64];
struct options options;
static const char *modes = "";
const char *next_modes; /* of the policy that a reload finds; NULL: it is broken */
const char *next_digest = "4567cdef";
pid_t supervisor;
static int output = -1;
char said[SAID_MAX];
static size_t said_size;

static void is_ready(void *context)
{
	log_write(LOG_LEVEL_INFO, NULL, "ready %s", (const char *)context);
}

static int make_policy(const char *inspector_modes, const char *digest, struct policy *ret_policy)
{
	policy_init(ret_policy);
	strcpy(ret_policy->digest, digest);
	int r = channel_memfd("policy", &ret_policy->bundle_fd);
	if (r == 0)
		r = channel_write(ret_policy->bundle_fd, inspector_modes, strlen(inspector_modes));
	return r == 0 ? channel_seal(ret_policy->bundle_fd) : r;
}

static int load_next(const struct options *ours, struct policy *ret_policy)
{
	ck_assert_ptr_eq(ours, &options);
	return next_modes != NULL ? make_policy(next_modes, next_digest, ret_policy) : -EINVAL;
}

static void keep(const struct options *ours, const struct policy *policy)
{
	(void)ours;
	log_write(LOG_LEVEL_INFO, NULL, "kept %s", policy->digest);
}

static _Noreturn void be_supervisor(int stderr_fd)
{
	static char word[] = "once";
	struct problem_list problems;
	struct listener listener;
	struct policy policy;
	struct identity identity = {geteuid(), getegid()};
	int signal_fd = -1;

	dup2(stderr_fd, STDERR_FILENO);
	log_open("check", true);
	problem_list_init(&problems);
	if (make_policy(modes, "0123abcd", &policy) < 0 || signals_open(&signal_fd) < 0 ||
	    listener_open(&options, &identity, &problems, &listener) < 0)
		_exit(99);
	const struct supervisor_start start = {.options = &options,
	    .policy = &policy,
	    .signal_fd = signal_fd,
	    .listener = &listener,
	    .run_gate = fake_gate_run,
	    .is_ready = is_ready,
	    .context = word,
	    .load = load_next,
	    .keep = keep};
	int status = supervisor_run(&start);
	policy_clear(&policy);
	_exit(status);
}

void start(const char *inspector_modes)
{
	int ends[2];

	modes = inspector_modes;
	ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
	supervisor = fork();
	if (supervisor == 0)
		be_supervisor(ends[1]);
	close(ends[1]);
	output = ends[0];
	ck_assert_int_ne(fcntl(output, F_SETFL, O_NONBLOCK), -1);
}

int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Reads what was said; false at end of file. */
bool read_said(int timeout)
{
	struct pollfd pollfd = {.fd = output, .events = POLLIN};

	if (poll(&pollfd, 1, timeout) <= 0)
		return true;
	ssize_t got = read(output, said + said_size, sizeof(said) - 1 - said_size);
	if (got > 0)
		said_size += (size_t)got;
	said[said_size] = '\0';
	return got > 0;
}

/* Waits until a text is said after `from`; where it ends. */
const char *await_from(const char *from, const char *text, int timeout)
{
	int64_t until = now_ms() + timeout;
	const char *found;

	while ((found = strstr(from, text)) == NULL && now_ms() < until && read_said(50))
		;
	ck_assert_msg(found != NULL, "\"%s\" was never said, but:\n%s", text, said);
	return found + strlen(text);
}

const char *await(const char *text)
{
	return await_from(said, text, 3000);
}

unsigned count_said(const char *text)
{
	unsigned count = 0;

	for (const char *at = said; (at = strstr(at, text)) != NULL; at++)
		count++;
	return count;
}

/* Its exit status; everything that it said was read. */
int wait_end(int timeout)
{
	int64_t until = now_ms() + timeout;
	int status;

	while (read_said(50) && now_ms() < until)
		;
	ck_assert_msg(now_ms() < until, "it did not end:\n%s", said);
	ck_assert_int_eq(waitpid(supervisor, &status, 0), supervisor);
	supervisor = 0;
	ck_assert(WIFEXITED(status));
	return WEXITSTATUS(status);
}

int stop(int signal_number, int timeout)
{
	ck_assert_int_eq(kill(supervisor, signal_number), 0);
	return wait_end(timeout);
}

/* The process id that is said after a text such as "gate: process ". */
pid_t pid_after(const char *text)
{
	const char *at = said, *last = NULL;

	while ((at = strstr(at, text)) != NULL)
		last = at += strlen(text);
	ck_assert_ptr_nonnull(last);
	return (pid_t)atol(last);
}

/* The first child of the supervisor whose second argument is this. */
pid_t find_child(const char *role)
{
	DIR *proc = opendir("/proc");
	const struct dirent *entry;
	char name[300], text[512];
	pid_t found = 0;

	while (found == 0 && (entry = readdir(proc)) != NULL) {
		snprintf(name, sizeof(name), "/proc/%s/cmdline", entry->d_name);
		int fd = open(name, O_RDONLY | O_CLOEXEC);
		ssize_t got = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
		if (fd >= 0)
			close(fd);
		if (got <= 0)
			continue;
		text[got] = '\0';
		if (strcmp(text, "referral-inspector") != 0 || strcmp(text + strlen(text) + 1, role) != 0)
			continue;
		snprintf(name, sizeof(name), "/proc/%s/stat", entry->d_name);
		FILE *stat = fopen(name, "r");
		long parent = 0;
		if (stat != NULL && fscanf(stat, "%*d %*[^)]) %*c %ld", &parent) == 1 && parent == supervisor)
			found = (pid_t)atol(entry->d_name);
		if (stat != NULL)
			fclose(stat);
	}
	closedir(proc);
	return found;
}

/* Connects, asks the gate to do something, does not wait. */
void ask_gate(const char *what)
{
	struct sockaddr_un name = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	strcpy(name.sun_path, path);
	ck_assert_int_eq(connect(fd, (struct sockaddr *)&name, sizeof(name)), 0);
	ck_assert_int_gt(write(fd, what, strlen(what)), 0);
	close(fd);
}

void start_and_serve(const char *inspector_modes)
{
	start(inspector_modes);
	await("ready once");
	await("gate has screener 0 serial 1");
	await("gate has template 0 serial 2");
}

void setup(void)
{
	char text[80], self[256];

	strcpy(strrchr(directory, '-') + 1, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(directory));
	snprintf(path, sizeof(path), "%s/s", directory);
	snprintf(text, sizeof(text), "unix:%s", path);
	ssize_t length = readlink("/proc/self/exe", self, sizeof(self) - 1);
	ck_assert_int_gt(length, 0);
	self[length] = '\0';
	ck_assert_int_eq(options_init(&options), 0);
	ck_assert_int_eq(options_set_socket(&options, text), 0);
	ck_assert_int_eq(option_set(&options, OPTION_INSPECTOR, self), 0);
	options.screeners = 1;
	options.inspectors = 2;
	options.foreground = true;
	fake_gate_mode = FAKE_GATE_GOOD;
	next_modes = "";
	next_digest = "4567cdef";
	supervisor = 0;
	said_size = 0;
	said[0] = '\0';
}

void teardown(void)
{
	if (supervisor > 0) {
		kill(supervisor, SIGKILL);
		waitpid(supervisor, NULL, 0);
	}
	close(output);
	unlink(path);
	rmdir(directory);
	options_clear(&options);
}
