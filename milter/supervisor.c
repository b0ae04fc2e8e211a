#include "milter/supervisor.h"

#include "milter/child.h"
#include "milter/gate_process.h"
#include "milter/inspector_process.h"
#include "milter/limits.h"
#include "milter/log.h"
#include "milter/stopwatch.h"
#include "rules/question.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define INSPECTORS_MAX	   (LIMIT_SCREENERS_MAX + 1) /* and the template */
#define POLLS_MAX	   (2 + 2 * INSPECTORS_MAX)
#define CONTROL_AT_ONCE	   64  /* messages of the gate's that are read in one turn */
#define INSPECTORS_STOP_MS 500 /* for inspectors to see that their gate is gone, before SIGKILL */
#define NEVER		   INT64_MAX

struct supervisor {
	const struct supervisor_start *start;
	struct gate_process gate;
	struct inspector_process inspectors[INSPECTORS_MAX];
	size_t inspector_count;
	uint64_t next_serial;
	bool has_been_ready;
	bool is_stopping;
	int64_t stop_at;       /* when all that is left is killed */
	int64_t inspectors_at; /* when inspectors that are left are killed; NEVER while there is a gate */
	int exit_status;
};

static int64_t now_ms(void)
{
	return (int64_t)(stopwatch_us() / 1000);
}

/* Stopping. */

static void stop(struct supervisor *supervisor, int64_t now)
{
	if (supervisor->is_stopping)
		return;
	supervisor->is_stopping = true;
	supervisor->stop_at = now + LIMIT_STOP_MS;
	listener_close(supervisor->start->listener);
	gate_process_stop(&supervisor->gate, now);
	/* The gate needs the others until its last message is done. */
	for (size_t i = 0; i < supervisor->inspector_count; i++)
		if (supervisor->inspectors[i].state != INSPECTOR_SERVING)
			inspector_process_kill(&supervisor->inspectors[i]);
}

/* What cannot mend itself is the administrator's, who is watching while the daemon starts. */
static void give_up_unless_ready(struct supervisor *supervisor, int64_t now)
{
	if (supervisor->has_been_ready || supervisor->is_stopping)
		return;
	log_write(LOG_LEVEL_ERROR, NULL, "the daemon does not start");
	supervisor->exit_status = 1;
	stop(supervisor, now);
}

static bool is_over(const struct supervisor *supervisor)
{
	if (!supervisor->is_stopping || supervisor->gate.pid > 0)
		return false;
	for (size_t i = 0; i < supervisor->inspector_count; i++)
		if (supervisor->inspectors[i].pid > 0)
			return false;
	return true;
}

static void press_stop(struct supervisor *supervisor, int64_t now)
{
	struct gate_process *gate = &supervisor->gate;
	bool is_late = now >= supervisor->stop_at;

	if (gate->pid > 0 && gate->state != GATE_ENDING && (is_late || now >= gate->due)) {
		log_write(LOG_LEVEL_WARNING, NULL, "the gate does not stop in time: it is killed");
		gate_process_kill(gate);
	}
	if (gate->pid == 0 && supervisor->inspectors_at == NEVER && supervisor->stop_at != NEVER)
		supervisor->inspectors_at = now + INSPECTORS_STOP_MS;
	if (!is_late && now < supervisor->inspectors_at)
		return;
	for (size_t i = 0; i < supervisor->inspector_count; i++)
		if (supervisor->inspectors[i].state != INSPECTOR_ENDING)
			inspector_process_kill(&supervisor->inspectors[i]);
	supervisor->stop_at = supervisor->inspectors_at = NEVER; /* only their ends are left to wait for */
}

/* Inspectors. */

static void say_line(void *context, const char *line)
{
	const struct inspector_process *inspector = context;

	log_write(LOG_LEVEL_WARNING, NULL, "%s: %s", inspector->name, line);
}

static void read_output(struct inspector_process *inspector)
{
#ifdef SANITIZED /* a sanitizer's report is all that such a build is for */
	bool is_ours = true;
#else
	bool is_ours = !inspector->has_served;
#endif
	output_read(&inspector->output, is_ours ? say_line : NULL, inspector);
}

static void start_inspector(struct supervisor *supervisor, struct inspector_process *inspector, int64_t now)
{
	const struct supervisor_start *start = supervisor->start;

	int r = inspector_process_start(
	    inspector, start->options, start->policy->bundle_fd, supervisor->next_serial++, now);
	if (r < 0)
		log_write(LOG_LEVEL_ERROR, NULL, "%s cannot be started: %s", inspector->name, strerror(-r));
}

static void greet_inspector(struct supervisor *supervisor, struct inspector_process *inspector, int64_t now)
{
	const char *why = NULL;

	int r = inspector_process_greet(inspector, supervisor->start->options->allow_unconfined, &why);
	if (r == 0 || r == -EPIPE) /* its end says more */
		return;
	log_write(
	    LOG_LEVEL_ERROR, NULL, "%s (process %ld) cannot be used: %s", inspector->name, (long)inspector->pid, why);
	inspector_process_kill(inspector);
	if (r == -EPERM)
		give_up_unless_ready(supervisor, now);
}

/* An inspector whose socket's other end is gone ends as it should, and may be reaped before the gate that held it. */
static bool gate_is_gone(const struct supervisor *supervisor)
{
	struct pollfd pollfd = {.fd = supervisor->gate.control_fd};

	if (!gate_process_is_up(&supervisor->gate))
		return true;
	return poll(&pollfd, 1, 0) > 0 && (pollfd.revents & (POLLHUP | POLLERR)) != 0;
}

static void reap_inspector(struct supervisor *supervisor, struct inspector_process *inspector, int status, int64_t now)
{
	char end[CHILD_END_SIZE];
	pid_t pid = inspector->pid;
	bool was_serving = inspector->has_served;

	if (was_serving && gate_is_gone(supervisor))
		inspector->is_blameless = true;
	bool is_expected = supervisor->is_stopping || inspector->is_blameless;
	read_output(inspector);
	child_describe(status, end);
	inspector_process_ended(inspector, now);
	if (is_expected)
		return;
	log_write(LOG_LEVEL_ERROR, NULL, "%s (process %ld) %s%s; a new one starts in %lld ms", inspector->name,
	    (long)pid, end, was_serving ? "" : " before it was ready", (long long)(inspector->due - now));
	if (!was_serving && WIFEXITED(status) && WEXITSTATUS(status) == QUESTION_EXIT_UNCONFINED)
		give_up_unless_ready(supervisor, now);
}

/* None is still on its first way. */
static bool all_have_tried(const struct supervisor *supervisor)
{
	for (size_t i = 0; i < supervisor->inspector_count; i++) {
		const struct inspector_process *inspector = &supervisor->inspectors[i];
		if (!inspector->has_failed && inspector->state != INSPECTOR_READY &&
		    inspector->state != INSPECTOR_SERVING)
			return false;
	}
	return true;
}

static void tend_inspector(struct supervisor *supervisor, struct inspector_process *inspector, int64_t now)
{
	if (inspector->state == INSPECTOR_DOWN && now >= inspector->due) {
		start_inspector(supervisor, inspector, now);
	} else if (inspector->state == INSPECTOR_STARTING && now >= inspector->due) {
		log_write(LOG_LEVEL_ERROR, NULL, "%s (process %ld) is not ready after %d ms: it is killed",
		    inspector->name, (long)inspector->pid, LIMIT_START_MS);
		inspector_process_kill(inspector);
	} else if (inspector->state == INSPECTOR_READY && gate_process_is_up(&supervisor->gate)) {
		int r = inspector_process_hand(inspector, supervisor->gate.control_fd);
		/* -EPIPE: it is about to be reaped, and the socket waits for the next gate. */
		if (r < 0 && r != -EPIPE) {
			log_write(LOG_LEVEL_ERROR, NULL, "the gate takes no message (%s): it is killed", strerror(-r));
			gate_process_kill(&supervisor->gate);
		}
	}
}

/* The gate. */

static void start_gate(struct supervisor *supervisor, int64_t now)
{
	const struct supervisor_start *start = supervisor->start;
	struct gate_start gate_start = {
	    .options = start->options,
	    .ruleset = start->policy->ruleset,
	    .bundle_digest = start->policy->digest,
	    .listen_fd = start->listener->fd,
	    .control_fd = -1,
	};

	int r = gate_process_start(&supervisor->gate, &gate_start, now);
	if (r < 0) {
		log_write(LOG_LEVEL_ERROR, NULL, "the gate cannot be started: %s", strerror(-r));
		give_up_unless_ready(supervisor, now);
	}
}

/* The first gate waits until the inspectors are there or have failed; a later one serves at once, as mail that is no
 * referral needs nobody else.
 */
static void tend_gate(struct supervisor *supervisor, int64_t now)
{
	struct gate_process *gate = &supervisor->gate;

	if (gate->state == GATE_DOWN && now >= gate->due &&
	    (supervisor->has_been_ready || all_have_tried(supervisor))) {
		start_gate(supervisor, now);
	} else if (gate->state == GATE_STARTING && now >= gate->due) {
		log_write(LOG_LEVEL_ERROR, NULL, "the gate (process %ld) does not serve after %d ms: it is killed",
		    (long)gate->pid, LIMIT_START_MS);
		gate_process_kill(gate);
		give_up_unless_ready(supervisor, now);
	}
}

static void gate_is_ready(struct supervisor *supervisor)
{
	const struct supervisor_start *start = supervisor->start;

	if (supervisor->gate.state != GATE_STARTING)
		return;
	supervisor->gate.state = GATE_SERVING;
	log_write(LOG_LEVEL_NOTICE, NULL, "serving %s (gate: process %ld, policy %s)", start->options->socket,
	    (long)supervisor->gate.pid, start->policy->digest);
	if (supervisor->has_been_ready)
		return;
	supervisor->has_been_ready = true;
	if (start->is_ready != NULL)
		start->is_ready(start->context);
}

/* The gate complains of an inspector. A complaint that comes late finds another serial. */
static void end_hung(struct supervisor *supervisor, const struct control *control)
{
	bool is_template = control->kind == CONTROL_HUNG_TEMPLATE;

	for (size_t i = 0; i < supervisor->inspector_count; i++) {
		struct inspector_process *inspector = &supervisor->inspectors[i];
		if (inspector->is_template != is_template || inspector->serial != control->serial ||
		    inspector->state != INSPECTOR_SERVING)
			continue;
		log_write(LOG_LEVEL_ERROR, NULL, "%s (process %ld) does not answer: it is killed", inspector->name,
		    (long)inspector->pid);
		inspector_process_kill(inspector);
	}
}

static void hear(struct supervisor *supervisor, const struct control *control)
{
	switch (control->kind) {
	case CONTROL_READY:
		gate_is_ready(supervisor);
		break;
	case CONTROL_HUNG_SCREENER:
	case CONTROL_HUNG_TEMPLATE:
		end_hung(supervisor, control);
		break;
	case CONTROL_NONE:
	case CONTROL_SCREENER:
	case CONTROL_TEMPLATE:
	case CONTROL_STOP:
	case CONTROL_KIND_COUNT:
		break;
	}
}

static void listen_to_gate(struct supervisor *supervisor)
{
	struct gate_process *gate = &supervisor->gate;

	for (int i = 0; i < CONTROL_AT_ONCE; i++) {
		struct control control = {CONTROL_NONE};
		int fd = -1;
		int r = control_receive(gate->control_fd, 0, &control, &fd);
		if (r == -ETIMEDOUT)
			return;
		if (r < 0) {
			/* It is ending, or as good as dead. */
			if (!supervisor->is_stopping)
				gate_process_kill(gate);
			close(gate->control_fd);
			gate->control_fd = -1;
			return;
		}
		if (fd >= 0)
			close(fd);
		hear(supervisor, &control);
	}
}

/* The request sockets that the gate held died with it. */
static void reap_gate(struct supervisor *supervisor, int status, int64_t now)
{
	char end[CHILD_END_SIZE];
	pid_t pid = supervisor->gate.pid;

	child_describe(status, end);
	gate_process_ended(&supervisor->gate, now);
	if (supervisor->is_stopping)
		return;
	for (size_t i = 0; i < supervisor->inspector_count; i++) {
		if (supervisor->inspectors[i].state != INSPECTOR_SERVING)
			continue;
		supervisor->inspectors[i].is_blameless = true;
		inspector_process_kill(&supervisor->inspectors[i]);
	}
	log_write(LOG_LEVEL_ERROR, NULL, "the gate (process %ld) %s; a new one starts in %lld ms, connections wait",
	    (long)pid, end, (long long)(supervisor->gate.due - now));
	give_up_unless_ready(supervisor, now);
}

/* The loop. */

static void reap(struct supervisor *supervisor, int64_t now)
{
	int status;
	pid_t pid;

	/* The gate first: its end explains those of the inspectors. */
	pid = supervisor->gate.pid;
	if (pid > 0 && waitpid(pid, &status, WNOHANG) == pid)
		reap_gate(supervisor, status, now);
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid == supervisor->gate.pid)
			reap_gate(supervisor, status, now);
		for (size_t i = 0; i < supervisor->inspector_count; i++)
			if (pid == supervisor->inspectors[i].pid)
				reap_inspector(supervisor, &supervisor->inspectors[i], status, now);
	}
}

static void take_signals(struct supervisor *supervisor, int64_t now)
{
	struct signalfd_siginfo info;

	while (read(supervisor->start->signal_fd, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		switch (info.ssi_signo) {
		case SIGCHLD:
			reap(supervisor, now);
			break;
		case SIGHUP:
			log_write(
			    LOG_LEVEL_NOTICE, NULL, "SIGHUP: changed rules take effect when the daemon is restarted");
			break;
		default:
			if (!supervisor->is_stopping)
				log_write(LOG_LEVEL_NOTICE, NULL, "SIG%s: stopping", sigabbrev_np((int)info.ssi_signo));
			stop(supervisor, now);
			break;
		}
	}
}

static void tend(struct supervisor *supervisor, int64_t now)
{
	if (!supervisor->is_stopping)
		tend_gate(supervisor, now);
	for (size_t i = 0; i < supervisor->inspector_count && !supervisor->is_stopping; i++)
		tend_inspector(supervisor, &supervisor->inspectors[i], now);
	if (supervisor->is_stopping)
		press_stop(supervisor, now);
}

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* When tend() has something to do, if nothing happens before. */
static int64_t next_due(const struct supervisor *supervisor)
{
	const struct gate_process *gate = &supervisor->gate;
	int64_t due = NEVER;

	if (supervisor->is_stopping)
		due = earlier(supervisor->stop_at, supervisor->inspectors_at);
	if (gate->state == GATE_STARTING || gate->state == GATE_STOPPING ||
	    (gate->state == GATE_DOWN && supervisor->has_been_ready && !supervisor->is_stopping))
		due = earlier(due, gate->due);
	for (size_t i = 0; i < supervisor->inspector_count && !supervisor->is_stopping; i++)
		if (supervisor->inspectors[i].state <= INSPECTOR_STARTING)
			due = earlier(due, supervisor->inspectors[i].due);
	return due;
}

static int wait_ms(const struct supervisor *supervisor)
{
	int64_t due = next_due(supervisor);

	if (due == NEVER)
		return -1;
	int64_t left = due - now_ms();
	if (left <= 0)
		return 0;
	return left < 60000 ? (int)left : 60000;
}

/* Places in the array of struct pollfd: signals, control, then socket and output of each inspector. */
static size_t prepare_polls(const struct supervisor *supervisor, struct pollfd *polls)
{
	size_t count = 0;

	polls[count++] = (struct pollfd){.fd = supervisor->start->signal_fd, .events = POLLIN};
	polls[count++] = (struct pollfd){.fd = supervisor->gate.control_fd, .events = POLLIN};
	for (size_t i = 0; i < supervisor->inspector_count; i++) {
		const struct inspector_process *inspector = &supervisor->inspectors[i];
		int socket = inspector->state == INSPECTOR_STARTING ? inspector->socket : -1;
		polls[count++] = (struct pollfd){.fd = socket, .events = POLLIN};
		polls[count++] = (struct pollfd){.fd = inspector->output.fd, .events = POLLIN};
	}
	return count;
}

static void turn(struct supervisor *supervisor)
{
	struct pollfd polls[POLLS_MAX];
	size_t count = prepare_polls(supervisor, polls);

	if (poll(polls, count, wait_ms(supervisor)) < 0)
		return; /* EINTR; ENOMEM passes */
	int64_t now = now_ms();
	/* What an inspector said before it said that it is ready, or died. */
	for (size_t i = 0; i < supervisor->inspector_count; i++) {
		struct inspector_process *inspector = &supervisor->inspectors[i];
		if (polls[3 + 2 * i].revents != 0)
			read_output(inspector);
		if (polls[2 + 2 * i].revents != 0 && inspector->state == INSPECTOR_STARTING)
			greet_inspector(supervisor, inspector, now);
	}
	if (polls[1].revents != 0 && supervisor->gate.control_fd >= 0)
		listen_to_gate(supervisor);
	if (polls[0].revents != 0)
		take_signals(supervisor, now);
}

static void prepare(struct supervisor *supervisor, const struct supervisor_start *start)
{
	unsigned screeners = options_screeners(start->options);

	*supervisor = (struct supervisor){.start = start, .next_serial = 1, .inspectors_at = NEVER};
	gate_process_init(&supervisor->gate, start->run_gate);
	supervisor->inspector_count = screeners + 1;
	for (unsigned i = 0; i < screeners; i++)
		inspector_process_init(&supervisor->inspectors[i], false, i);
	inspector_process_init(&supervisor->inspectors[screeners], true, 0);
}

int supervisor_run(const struct supervisor_start *start)
{
	struct supervisor supervisor;

	prepare(&supervisor, start);
	while (!is_over(&supervisor)) {
		tend(&supervisor, now_ms());
		if (!is_over(&supervisor))
			turn(&supervisor);
	}
	for (size_t i = 0; i < supervisor.inspector_count; i++)
		inspector_process_clear(&supervisor.inspectors[i]);
	log_write(LOG_LEVEL_NOTICE, NULL, "stopped");
	return supervisor.exit_status;
}
