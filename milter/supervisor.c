#include "milter/supervisor.h"

#include "milter/child.h"
#include "milter/courier.h"
#include "milter/limits.h"
#include "milter/log.h"
#include "milter/readiness.h"
#include "milter/reload.h"
#include "milter/stopwatch.h"
#include "milter/watchdog.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define POLLS_MAX	   (4 + RELOAD_POLLS_MAX)
#define CONTROL_AT_ONCE	   64  /* messages of the gate's that are read in one turn */
#define INSPECTORS_STOP_MS 500 /* for inspectors to see that their gate is gone, before SIGKILL */
#define NEVER		   INT64_MAX

struct supervisor {
	const struct supervisor_start *start;
	struct gate_process gate;
	struct inspector_care care;
	struct reload reload;
	struct watchdog watchdog;
	struct courier courier;
	bool is_reloading; /* as the service manager heard */
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
	supervisor->is_stopping = supervisor->care.is_stopping = true;
	supervisor->stop_at = now + LIMIT_STOP_MS;
	watchdog_clear(&supervisor->watchdog);
	readiness_stopping();
	listener_close(supervisor->start->listener);
	gate_process_stop(&supervisor->gate, now);
	/* The gate needs the others until its last message is done. */
	reload_kill_idle(&supervisor->reload);
}

/* What cannot mend itself is the administrator's, who is watching while the daemon starts. */
static void give_up_unless_ready(void *context, int64_t now)
{
	struct supervisor *supervisor = context;

	if (supervisor->has_been_ready || supervisor->is_stopping)
		return;
	log_write(LOG_LEVEL_ERROR, NULL, "the daemon does not start");
	supervisor->exit_status = 1;
	stop(supervisor, now);
}

static bool is_over(const struct supervisor *supervisor)
{
	return supervisor->is_stopping && supervisor->gate.pid == 0 && reload_is_gone(&supervisor->reload) &&
	       courier_is_idle(&supervisor->courier);
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
	reload_kill(&supervisor->reload);
	supervisor->inspectors_at = NEVER;
	if (!is_late)
		return;
	courier_kill(&supervisor->courier);
	supervisor->stop_at = NEVER; /* only their ends are left to wait for */
}

/* The gate. */

static void start_gate(struct supervisor *supervisor, int64_t now)
{
	const struct supervisor_start *start = supervisor->start;
	const struct policy *policy = supervisor->reload.current->policy;
	struct gate_start gate_start = {
	    .options = start->options,
	    .ruleset = policy->ruleset,
	    .bundle_digest = policy->digest,
	    .generation = supervisor->reload.current->generation,
	    .is_stale = supervisor->reload.is_stale,
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
	    (supervisor->has_been_ready || inspector_set_has_tried(supervisor->reload.current))) {
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
	    (long)supervisor->gate.pid, supervisor->reload.current->policy->digest);
	if (supervisor->has_been_ready)
		return;
	supervisor->has_been_ready = true;
	readiness_ready();
	if (start->is_ready != NULL)
		start->is_ready(start->context);
}

/* `fd` is taken over. */
static void hear(struct supervisor *supervisor, const struct control *control, int fd, int64_t now)
{
	switch (control->kind) {
	case CONTROL_READY:
		gate_is_ready(supervisor);
		break;
	case CONTROL_HUNG_SCREENER:
	case CONTROL_HUNG_TEMPLATE:
		reload_end_hung(&supervisor->reload, control);
		break;
	case CONTROL_SWITCHED:
		reload_switched(&supervisor->reload, &supervisor->care, control->generation, now);
		break;
	case CONTROL_KEPT:
		reload_refused(&supervisor->reload, &supervisor->gate, control->generation);
		break;
	case CONTROL_CHECKPOINT:
		courier_take(&supervisor->courier, fd, now);
		return;
	case CONTROL_NONE:
	case CONTROL_SCREENER:
	case CONTROL_TEMPLATE:
	case CONTROL_STOP:
	case CONTROL_POLICY:
	case CONTROL_SWITCH:
	case CONTROL_TRIED:
	case CONTROL_KIND_COUNT:
		break;
	}
	if (fd >= 0)
		close(fd);
}

static void listen_to_gate(struct supervisor *supervisor, int64_t now)
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
		hear(supervisor, &control, fd, now);
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
	reload_lost_gate(&supervisor->reload);
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
		else if (!courier_reap(&supervisor->courier, pid, status, now))
			(void)reload_reap(&supervisor->reload, &supervisor->care, pid, status, now);
	}
}

/* Said before anything is done, so that whoever waits for the end of the reload does not take the state before it for
 * that. */
static void begin_reload(struct supervisor *supervisor)
{
	if (supervisor->is_stopping)
		return;
	supervisor->reload.is_wanted = true;
	if (supervisor->is_reloading || !supervisor->has_been_ready)
		return;
	supervisor->is_reloading = true;
	readiness_reloading();
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
			begin_reload(supervisor);
			break;
		default:
			if (!supervisor->is_stopping)
				log_write(LOG_LEVEL_NOTICE, NULL, "SIG%s: stopping", sigabbrev_np((int)info.ssi_signo));
			stop(supervisor, now);
			break;
		}
	}
}

static void tend_policy(struct supervisor *supervisor, int64_t now)
{
	reload_tend(&supervisor->reload, &supervisor->care, now);
	if (supervisor->is_reloading && !reload_is_busy(&supervisor->reload)) {
		supervisor->is_reloading = false;
		readiness_ready();
	}
	if (supervisor->has_been_ready)
		watchdog_tend(&supervisor->watchdog, supervisor->start->listener->fd, now);
}

static void tend(struct supervisor *supervisor, int64_t now)
{
	if (!supervisor->is_stopping)
		tend_gate(supervisor, now);
	if (!supervisor->is_stopping)
		tend_policy(supervisor, now);
	courier_tend(&supervisor->courier, now);
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
	int64_t due = courier_due(&supervisor->courier);

	if (supervisor->is_stopping)
		due = earlier(due, earlier(supervisor->stop_at, supervisor->inspectors_at));
	if (gate->state == GATE_STARTING || gate->state == GATE_STOPPING ||
	    (gate->state == GATE_DOWN && supervisor->has_been_ready && !supervisor->is_stopping))
		due = earlier(due, gate->due);
	if (supervisor->is_stopping)
		return due;
	if (supervisor->has_been_ready)
		due = earlier(due, watchdog_due(&supervisor->watchdog));
	return earlier(due, reload_due(&supervisor->reload));
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

/* Places in the array of struct pollfd: signals, control, watchdog, courier, then those of the inspectors. */
static size_t prepare_polls(const struct supervisor *supervisor, struct pollfd *polls)
{
	size_t count = 0;

	polls[count++] = (struct pollfd){.fd = supervisor->start->signal_fd, .events = POLLIN};
	polls[count++] = (struct pollfd){.fd = supervisor->gate.control_fd, .events = POLLIN};
	polls[count++] = watchdog_poll(&supervisor->watchdog);
	polls[count++] = courier_poll(&supervisor->courier);
	return count + reload_poll(&supervisor->reload, polls + count);
}

static void turn(struct supervisor *supervisor)
{
	struct pollfd polls[POLLS_MAX];
	size_t count = prepare_polls(supervisor, polls);

	if (poll(polls, count, wait_ms(supervisor)) < 0)
		return; /* EINTR; ENOMEM passes */
	int64_t now = now_ms();
	reload_hear(&supervisor->reload, &supervisor->care, polls + 4, now);
	watchdog_hear(&supervisor->watchdog, polls[2].revents, now);
	if (polls[3].revents != 0)
		courier_hear(&supervisor->courier);
	if (polls[1].revents != 0 && supervisor->gate.control_fd >= 0)
		listen_to_gate(supervisor, now);
	if (polls[0].revents != 0)
		take_signals(supervisor, now);
}

static void prepare(struct supervisor *supervisor, const struct supervisor_start *start)
{
	memset(supervisor, 0, sizeof(*supervisor));
	supervisor->start = start;
	supervisor->inspectors_at = NEVER;
	gate_process_init(&supervisor->gate, start->run_gate);
	supervisor->care = (struct inspector_care){.options = start->options,
	    .gate = &supervisor->gate,
	    .next_serial = 1,
	    .give_up = give_up_unless_ready,
	    .context = supervisor};
	reload_init(&supervisor->reload, start->options, start->policy);
	watchdog_init(&supervisor->watchdog, readiness_watchdog_ms());
	courier_init(&supervisor->courier, start->options->checkpoint_command);
	supervisor->reload.load = start->load;
	supervisor->reload.keep = start->keep;
}

int supervisor_run(const struct supervisor_start *start)
{
	static struct supervisor supervisor;

	prepare(&supervisor, start);
	while (!is_over(&supervisor)) {
		tend(&supervisor, now_ms());
		if (!is_over(&supervisor))
			turn(&supervisor);
	}
	reload_clear(&supervisor.reload);
	log_write(LOG_LEVEL_NOTICE, NULL, "stopped");
	return supervisor.exit_status;
}
