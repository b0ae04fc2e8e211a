#include "milter/inspector_process.h"

#include "channel/channel.h"
#include "milter/child.h"
#include "milter/limits.h"
#include "rules/question.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#define ARGUMENT_SIZE 32
#define ARGUMENTS_MAX 8

void inspector_process_init(struct inspector_process *inspector, bool is_template, uint32_t index)
{
	*inspector = (struct inspector_process){.is_template = is_template, .index = index, .socket = -1};
	if (is_template)
		snprintf(inspector->name, sizeof(inspector->name), "template");
	else
		snprintf(inspector->name, sizeof(inspector->name), "screener %u", (unsigned)index);
	output_init(&inspector->output);
	backoff_init(&inspector->backoff);
}

static void close_socket(struct inspector_process *inspector)
{
	if (inspector->socket >= 0)
		close(inspector->socket);
	inspector->socket = -1;
}

void inspector_process_clear(struct inspector_process *inspector)
{
	close_socket(inspector);
	output_close(&inspector->output);
}

/* What a program is told on its command line. */
struct arguments {
	char texts[ARGUMENTS_MAX][ARGUMENT_SIZE];
	char *list[ARGUMENTS_MAX + 1];
	size_t count;
};

static void tell(struct arguments *arguments, const char *word)
{
	snprintf(arguments->texts[arguments->count], ARGUMENT_SIZE, "%s", word);
	arguments->list[arguments->count] = arguments->texts[arguments->count];
	arguments->list[++arguments->count] = NULL;
}

static void tell_number(struct arguments *arguments, const char *option, unsigned number)
{
	char text[ARGUMENT_SIZE];

	snprintf(text, sizeof(text), "%s=%u", option, number);
	tell(arguments, text);
}

static int execute(const struct inspector_process *inspector, const struct options *options, const int fds[2],
    int stderr_fd, pid_t *ret_pid)
{
	struct arguments arguments = {.count = 0};
	struct child_program child = {
	    .path = options->inspector, .arguments = arguments.list, .fds = fds, .fd_count = 2, .stderr_fd = stderr_fd};

	tell(&arguments, "referral-inspector");
	tell(&arguments, inspector->is_template ? "template" : "screener");
	if (inspector->is_template) {
		tell_number(&arguments, "--children", options_inspectors(options));
		tell_number(&arguments, "--wall-ms", options->inspect_time_ms);
		tell_number(&arguments, "--cpu-seconds", options->inspect_cpu_s);
		tell_number(&arguments, "--memory-mb", options->inspect_memory_mb);
		tell_number(&arguments, "--message-size", (unsigned)options->message_size_limit);
	}
	if (options->allow_unconfined)
		tell(&arguments, "--allow-unconfined");
	return child_execute(&child, ret_pid);
}

/* The pipe, the socket pair and the process. */
static int launch(struct inspector_process *inspector, const struct options *options, int bundle_fd)
{
	int pair[2], stderr_fd;

	output_close(&inspector->output);
	int r = output_open(&inspector->output, &stderr_fd);
	if (r < 0)
		return r;
	r = channel_pair(pair);
	if (r == 0) {
		/* In the order of QUESTION_FD_SOCKET and QUESTION_FD_BUNDLE. */
		const int fds[2] = {pair[1], bundle_fd};
		r = execute(inspector, options, fds, stderr_fd, &inspector->pid);
		close(pair[1]);
		if (r == 0)
			inspector->socket = pair[0];
		else
			close(pair[0]);
	}
	close(stderr_fd);
	if (r < 0)
		output_close(&inspector->output);
	return r;
}

int inspector_process_start(
    struct inspector_process *inspector, const struct options *options, int bundle_fd, uint64_t serial, int64_t now)
{
	backoff_start(&inspector->backoff, now);
	inspector->is_blameless = false;
	inspector->has_served = false;
	int r = launch(inspector, options, bundle_fd);
	if (r < 0) {
		inspector->has_failed = true;
		inspector->due = now + backoff_delay(&inspector->backoff, now);
		return r;
	}
	inspector->serial = serial;
	inspector->state = INSPECTOR_STARTING;
	inspector->due = now + LIMIT_START_MS;
	return 0;
}

int inspector_process_greet(struct inspector_process *inspector, bool allow_unconfined, const char **ret_why)
{
	struct ready ready = {0};
	struct packet packet;
	struct reader reader;

	int r = channel_receive(inspector->socket, 0, &packet);
	if (r == -EPIPE)
		close_socket(inspector);
	if (r < 0) {
		*ret_why = "it does not speak our protocol";
		return r;
	}
	reader_init(&reader, packet.bytes, packet.size);
	r = ready_decode(&reader, &ready);
	if (r == 0)
		r = reader_finish(&reader);
	packet_clear(&packet);
	if (r < 0) {
		*ret_why = "it does not speak our protocol";
		return r;
	}
	if (ready.version != PROTOCOL_VERSION) {
		*ret_why = "it is of another version than this daemon";
		return -EPROTO;
	}
	if (!ready.is_confined && !allow_unconfined) {
		*ret_why = "it cannot be confined: landlock and seccomp are needed (see \"sandbox\" in "
			   "referral-milter.conf(5))";
		return -EPERM;
	}
	inspector->state = INSPECTOR_READY;
	return 0;
}

int inspector_process_hand(struct inspector_process *inspector, uint32_t generation, int control_fd)
{
	struct control control = {
	    .kind = inspector->is_template ? CONTROL_TEMPLATE : CONTROL_SCREENER,
	    .index = inspector->index,
	    .generation = generation,
	    .serial = inspector->serial,
	};

	int r = control_send(control_fd, &control, inspector->socket, 0);
	if (r < 0)
		return r;
	/* Only the gate holds it now, so that the inspector ends when the gate does. */
	close_socket(inspector);
	inspector->state = INSPECTOR_SERVING;
	inspector->has_served = true;
	return 0;
}

void inspector_process_kill(struct inspector_process *inspector)
{
	if (inspector->pid <= 0)
		return;
	kill(inspector->pid, SIGKILL);
	close_socket(inspector);
	inspector->state = INSPECTOR_ENDING;
}

void inspector_process_ended(struct inspector_process *inspector, int64_t now)
{
	close_socket(inspector);
	inspector->pid = 0;
	inspector->has_failed = true;
	inspector->state = INSPECTOR_DOWN;
	inspector->due = inspector->is_blameless ? now : now + backoff_delay(&inspector->backoff, now);
}
