#include "milter/form_inspector.h"

#include "channel/channel.h"
#include "milter/child.h"
#include "milter/limits.h"
#include "milter/output.h"
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

/* One inspector. */
struct asking {
	const struct options *options;
	pid_t pid;
	int socket;
	struct output output;
	char *why; /* FORM_INSPECTOR_WHY_SIZE */
};

__attribute__((format(printf, 3, 4))) static int fail(struct asking *asking, int error, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	vsnprintf(asking->why, FORM_INSPECTOR_WHY_SIZE, format, values);
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

static int execute(struct asking *asking, int socket, int bundle_fd, int stderr_fd)
{
	const struct options *options = asking->options;
	char cpu[ARGUMENT_SIZE], memory[ARGUMENT_SIZE];
	char name[] = "referral-inspector", role[] = "form", unconfined[] = "--allow-unconfined";
	char *arguments[] = {name, role, cpu, memory, options->allow_unconfined ? unconfined : NULL, NULL};
	/* In the order of QUESTION_FD_SOCKET and QUESTION_FD_BUNDLE. */
	const int fds[2] = {socket, bundle_fd};
	struct child_program program = {
	    .path = options->inspector, .arguments = arguments, .fds = fds, .fd_count = 2, .stderr_fd = stderr_fd};

	snprintf(cpu, sizeof(cpu), "--cpu-seconds=%u", options->inspect_cpu_s);
	snprintf(memory, sizeof(memory), "--memory-mb=%u", options->inspect_memory_mb);
	int r = choose_user(options, &program);
	if (r < 0)
		return fail(asking, r, "no user is there to run the inspector as: \"%s\" and \"nobody\" are unknown",
		    options->user);
	r = child_execute(&program, &asking->pid);
	return r < 0 ? fail(asking, r, "the inspector cannot be started: %s", strerror(-r)) : 0;
}

static int launch(struct asking *asking, int bundle_fd)
{
	int pair[2] = {-1, -1}, stderr_fd = -1;
	int r = output_open(&asking->output, &stderr_fd);

	if (r < 0)
		return fail(asking, r, "a pipe: %s", strerror(-r));
	r = channel_pair(pair);
	if (r < 0) {
		close(stderr_fd);
		return fail(asking, r, "a socket: %s", strerror(-r));
	}
	asking->socket = pair[0];
	r = execute(asking, pair[1], bundle_fd, stderr_fd);
	close(pair[1]);
	close(stderr_fd);
	return r;
}

/* The first line that it printed, which is about itself: it has not seen the document yet. */
static void keep_line(void *context, const char *line)
{
	struct asking *asking = context;

	if (asking->why[0] == '\0')
		snprintf(asking->why, FORM_INSPECTOR_WHY_SIZE, "%s", line);
}

static int explain_start(struct asking *asking, int error)
{
	asking->why[0] = '\0';
	output_read(&asking->output, keep_line, asking);
	if (asking->why[0] != '\0')
		return -EPROTO;
	if (error == -ETIMEDOUT)
		return fail(asking, -EPROTO, "the inspector is not ready within %d s", LIMIT_START_MS / 1000);
	return fail(asking, -EPROTO, "the inspector ends before it is ready");
}

static int greet(struct asking *asking)
{
	struct packet packet;
	struct reader reader;
	struct ready ready = {0};
	int r = channel_receive(asking->socket, LIMIT_START_MS, &packet);

	if (r < 0)
		return explain_start(asking, r);
	reader_init(&reader, packet.bytes, packet.size);
	r = ready_decode(&reader, &ready);
	packet_clear(&packet);
	if (r < 0 || ready.version != PROTOCOL_VERSION)
		return fail(asking, -EPROTO, "%s is not the inspector of this version", asking->options->inspector);
	if (!ready.is_confined && !asking->options->allow_unconfined)
		return fail(asking, -EPERM, "the inspector is not confined");
	/* From here on a library may print what it reads. */
	output_close(&asking->output);
	return 0;
}

static int send_question(struct asking *asking, const struct form_question *question, int document_fd)
{
	struct writer writer;

	writer_init(&writer);
	form_question_encode(question, &writer);
	int r = writer.error;
	if (r == 0)
		r = channel_send(asking->socket, writer.bytes, writer.length, &document_fd, 1, LIMIT_START_MS);
	writer_clear(&writer);
	return r;
}

static int receive_answer(struct asking *asking, enum form_task task, struct form_answer *ret_answer)
{
	struct packet packet;
	struct reader reader;
	struct form_answer answer;
	int r = channel_receive(asking->socket, (int)asking->options->inspect_time_ms, &packet);

	if (r < 0)
		return r;
	reader_init(&reader, packet.bytes, packet.size);
	r = form_answer_decode(&reader, &answer);
	packet_clear(&packet);
	if (r < 0)
		return r;
	if (answer.error != 0 || answer.task != task) {
		r = answer.error != 0 ? -answer.error : -EBADMSG;
		form_answer_clear(&answer);
		return r == -EPIPE || r == -ETIMEDOUT ? -EBADMSG : r;
	}
	*ret_answer = answer;
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

/* How it ended by itself, where it did; otherwise it is killed. */
static int end(struct asking *asking, bool is_gone)
{
	int status = 0;

	if (asking->socket >= 0)
		close(asking->socket);
	output_close(&asking->output);
	if (asking->pid <= 0 || (is_gone && has_ended(asking->pid, &status)))
		return status;
	kill(asking->pid, SIGKILL);
	while (waitpid(asking->pid, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

static int explain_death(struct asking *asking, int error, int status)
{
	char how[CHILD_END_SIZE];

	switch (error) {
	case -EPIPE:
		child_describe(status, how);
		return fail(asking, -ECHILD, "the inspector died over it (%s)", how);
	case -ETIMEDOUT:
		return fail(asking, -ECHILD, "the inspector did not answer within %u ms (inspect-time)",
		    asking->options->inspect_time_ms);
	case -ENOMEM:
		return fail(asking, -ECHILD, "the inspector had no memory for it (inspect-memory)");
	case -EBADMSG:
		return fail(asking, -ECHILD, "the inspector gave no answer that can be believed");
	default:
		return fail(asking, -ECHILD, "the inspector failed (%s)", strerror(-error));
	}
}

static int ask_once(struct asking *asking, const struct form_question *question, int bundle_fd, int document_fd,
    struct form_answer *ret_answer)
{
	asking->pid = 0;
	asking->socket = -1;
	output_init(&asking->output);
	int r = launch(asking, bundle_fd);
	if (r == 0)
		r = greet(asking);
	if (r < 0) {
		end(asking, false);
		return r;
	}
	r = send_question(asking, question, document_fd);
	if (r == 0)
		r = receive_answer(asking, question->task, ret_answer);
	int status = end(asking, r == -EPIPE);
	return r < 0 ? explain_death(asking, r, status) : 0;
}

int form_inspector_ask(const struct options *options, const struct form_question *question, int bundle_fd,
    int document_fd, struct form_answer *ret_answer, char why[FORM_INSPECTOR_WHY_SIZE])
{
	struct asking asking = {.options = options, .why = why};
	int r = -ECHILD;

	for (int i = 0; i < LIMIT_INSPECT_TRIES && r == -ECHILD; i++)
		r = ask_once(&asking, question, bundle_fd, document_fd, ret_answer);
	return r;
}
