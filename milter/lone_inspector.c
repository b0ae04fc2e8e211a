#include "milter/lone_inspector.h"

#include "channel/channel.h"
#include "milter/child.h"
#include "milter/limits.h"
#include "rules/question.h"

#include <errno.h>
#include <pwd.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ARGUMENT_SIZE 40
#define END_MS	      1000 /* for a process to end that has closed its socket */
#define END_STEP_MS   5

__attribute__((format(printf, 3, 4))) static int fail(
    struct lone_inspector *inspector, int error, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	vsnprintf(inspector->why, LONE_INSPECTOR_WHY_SIZE, format, values);
	va_end(values);
	return error;
}

/* No parser ever runs as root. */
static int choose_user(const struct options *options, struct child_program *program)
{
	if (geteuid() != 0)
		return 0;
	const struct passwd *user = getpwnam(options->user);
	if (user == NULL || user->pw_uid == 0)
		user = getpwnam("nobody");
	if (user == NULL || user->pw_uid == 0)
		return -ENOENT;
	program->user = user->pw_uid;
	program->group = user->pw_gid;
	return 0;
}

/* What it is told on its command line. */
struct arguments {
	char texts[LONE_INSPECTOR_ARGUMENTS_MAX][ARGUMENT_SIZE];
	char *list[LONE_INSPECTOR_ARGUMENTS_MAX + 1];
	size_t count;
};

__attribute__((format(printf, 2, 3))) static void tell(struct arguments *arguments, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	vsnprintf(arguments->texts[arguments->count], ARGUMENT_SIZE, format, values);
	va_end(values);
	arguments->list[arguments->count] = arguments->texts[arguments->count];
	arguments->list[++arguments->count] = NULL;
}

static void tell_limits(struct arguments *arguments, const struct options *options, enum lone_role role)
{
	tell(arguments, "referral-inspector");
	tell(arguments, "%s", role == LONE_SCREENER ? "screener" : role == LONE_TEMPLATE ? "template" : "form");
	if (role == LONE_TEMPLATE) {
		tell(arguments, "--explain");
		tell(arguments, "--children=%d", LONE_INSPECTOR_CHILDREN);
		tell(arguments, "--wall-ms=%u", options->inspect_time_ms);
		tell(arguments, "--message-size=%u", (unsigned)options->message_size_limit);
	}
	if (role != LONE_SCREENER) {
		tell(arguments, "--cpu-seconds=%u", options->inspect_cpu_s);
		tell(arguments, "--memory-mb=%u", options->inspect_memory_mb);
	}
	if (options->allow_unconfined)
		tell(arguments, "--allow-unconfined");
}

static int execute(struct lone_inspector *inspector, enum lone_role role, int socket, int bundle_fd, int stderr_fd)
{
	const struct options *options = inspector->options;
	struct arguments arguments = {.count = 0};
	/* In the order of QUESTION_FD_SOCKET and QUESTION_FD_BUNDLE. */
	const int fds[2] = {socket, bundle_fd};
	struct child_program program = {
	    .path = options->inspector, .arguments = arguments.list, .fds = fds, .fd_count = 2, .stderr_fd = stderr_fd};

	tell_limits(&arguments, options, role);
	int r = choose_user(options, &program);
	if (r < 0)
		return fail(inspector, r, "no user is there to run the inspector as: \"%s\" and \"nobody\" are unknown",
		    options->user);
	r = child_execute(&program, &inspector->pid);
	return r < 0 ? fail(inspector, r, "the inspector cannot be started: %s", strerror(-r)) : 0;
}

static int launch(struct lone_inspector *inspector, enum lone_role role, int bundle_fd)
{
	int pair[2] = {-1, -1}, stderr_fd = -1;
	int r = output_open(&inspector->output, &stderr_fd);

	if (r < 0)
		return fail(inspector, r, "a pipe: %s", strerror(-r));
	r = channel_pair(pair);
	if (r < 0) {
		close(stderr_fd);
		return fail(inspector, r, "a socket: %s", strerror(-r));
	}
	inspector->socket = pair[0];
	r = execute(inspector, role, pair[1], bundle_fd, stderr_fd);
	close(pair[1]);
	close(stderr_fd);
	return r;
}

/* The first line that it printed, which is about itself: it has not seen the document yet. */
static void keep_line(void *context, const char *line)
{
	struct lone_inspector *inspector = context;

	if (inspector->why[0] == '\0')
		snprintf(inspector->why, LONE_INSPECTOR_WHY_SIZE, "%s", line);
}

static int explain_start(struct lone_inspector *inspector, int error)
{
	inspector->why[0] = '\0';
	output_read(&inspector->output, keep_line, inspector);
	if (inspector->why[0] != '\0')
		return -EPROTO;
	if (error == -ETIMEDOUT)
		return fail(inspector, -EPROTO, "the inspector is not ready within %d s", LIMIT_START_MS / 1000);
	return fail(inspector, -EPROTO, "the inspector ends before it is ready");
}

static int greet(struct lone_inspector *inspector)
{
	struct packet packet;
	struct reader reader;
	struct ready ready = {0};
	int r = channel_receive(inspector->socket, LIMIT_START_MS, &packet);

	if (r < 0)
		return explain_start(inspector, r);
	reader_init(&reader, packet.bytes, packet.size);
	r = ready_decode(&reader, &ready);
	packet_clear(&packet);
	if (r < 0 || ready.version != PROTOCOL_VERSION)
		return fail(
		    inspector, -EPROTO, "%s is not the inspector of this version", inspector->options->inspector);
	if (!ready.is_confined && !inspector->options->allow_unconfined)
		return fail(inspector, -EPERM, "the inspector is not confined");
	/* From here on a library may print what it reads. */
	output_close(&inspector->output);
	return 0;
}

/* Who closed the socket is about to end. */
static bool has_ended(pid_t pid, int *status)
{
	const struct timespec pause = {.tv_nsec = END_STEP_MS * 1000000L};

	for (int i = 0; i < END_MS / END_STEP_MS; i++) {
		if (waitpid(pid, status, WNOHANG) == pid)
			return true;
		nanosleep(&pause, NULL);
	}
	return false;
}

int lone_inspector_start(struct lone_inspector *inspector, const struct options *options, enum lone_role role,
    int bundle_fd, char why[LONE_INSPECTOR_WHY_SIZE])
{
	*inspector = (struct lone_inspector){.options = options, .socket = -1, .why = why};
	output_init(&inspector->output);
	int r = launch(inspector, role, bundle_fd);
	if (r == 0)
		r = greet(inspector);
	if (r < 0)
		lone_inspector_end(inspector, false);
	return r;
}

int lone_inspector_end(struct lone_inspector *inspector, bool is_gone)
{
	int status = 0;

	if (inspector->socket >= 0)
		close(inspector->socket);
	output_close(&inspector->output);
	if (inspector->pid <= 0 || (is_gone && has_ended(inspector->pid, &status)))
		return status;
	kill(inspector->pid, SIGKILL);
	while (waitpid(inspector->pid, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}
