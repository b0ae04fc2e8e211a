#include "milter/gate_process.h"

#include "channel/channel.h"
#include "milter/child.h"
#include "milter/limits.h"
#include "milter/log.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

struct birth {
	const struct gate_process *gate;
	struct gate_start start;
};

void gate_process_init(struct gate_process *gate, int (*run)(const struct gate_start *start))
{
	*gate = (struct gate_process){.control_fd = -1, .run = run};
	backoff_init(&gate->backoff);
}

/* Whoever waits at a terminal for the daemon to start is none of the gate's business. */
static void leave_terminal(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	log_echo(false);
	for (int fd = STDIN_FILENO; null >= 0 && fd <= STDERR_FILENO; fd++)
		dup2(null, fd);
	if (null >= 0)
		close(null);
}

/* In the child. */
static int run(void *context)
{
	const struct birth *birth = context;

	if (!birth->start.options->foreground)
		leave_terminal();
	return birth->gate->run(&birth->start);
}

int gate_process_start(struct gate_process *gate, const struct gate_start *start, int64_t now)
{
	struct birth birth = {.gate = gate, .start = *start};
	int pair[2] = {-1, -1};

	backoff_start(&gate->backoff, now);
	int r = channel_pair(pair);
	if (r == 0) {
		const int fds[2] = {start->listen_fd, pair[1]};
		birth.start.control_fd = pair[1];
		r = child_fork(run, &birth, fds, 2, &gate->pid);
		close(pair[1]);
	}
	if (r < 0) {
		if (pair[0] >= 0)
			close(pair[0]);
		gate->due = now + backoff_delay(&gate->backoff, now);
		return r;
	}
	gate->control_fd = pair[0];
	gate->state = GATE_STARTING;
	gate->due = now + LIMIT_START_MS;
	return 0;
}

bool gate_process_is_up(const struct gate_process *gate)
{
	return gate->state == GATE_STARTING || gate->state == GATE_SERVING;
}

void gate_process_stop(struct gate_process *gate, int64_t now)
{
	struct control control = {.kind = CONTROL_STOP};

	if (!gate_process_is_up(gate))
		return;
	if (control_send(gate->control_fd, &control, -1, 0) < 0) {
		gate_process_kill(gate);
		return;
	}
	gate->state = GATE_STOPPING;
	gate->due = now + LIMIT_STOP_GATE_MS;
}

void gate_process_kill(struct gate_process *gate)
{
	if (gate->pid <= 0)
		return;
	kill(gate->pid, SIGKILL);
	gate->state = GATE_ENDING;
}

void gate_process_ended(struct gate_process *gate, int64_t now)
{
	if (gate->control_fd >= 0)
		close(gate->control_fd);
	gate->control_fd = -1;
	gate->pid = 0;
	gate->state = GATE_DOWN;
	gate->due = now + backoff_delay(&gate->backoff, now);
}
