#include "milter/inspector_set.h"

#include "milter/child.h"
#include "milter/log.h"
#include "rules/question.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#define NEVER INT64_MAX

void inspector_set_init(struct inspector_set *set, const struct options *options, const struct policy *policy,
    bool owns_policy, uint32_t generation)
{
	unsigned screeners = options_screeners(options);

	memset(set, 0, sizeof(*set));
	set->policy = policy;
	set->owns_policy = owns_policy;
	set->generation = generation;
	set->due = NEVER;
	set->count = screeners + 1;
	for (unsigned i = 0; i < screeners; i++)
		inspector_process_init(&set->inspectors[i], false, i);
	inspector_process_init(&set->inspectors[screeners], true, 0);
}

void inspector_set_clear(struct inspector_set *set)
{
	for (size_t i = 0; i < set->count; i++)
		inspector_process_clear(&set->inspectors[i]);
	if (set->owns_policy) {
		struct policy *policy = (struct policy *)(uintptr_t)set->policy;
		policy_clear(policy);
		free(policy);
	}
	memset(set, 0, sizeof(*set));
}

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

/* Only the set in force gets second attempts. */
static bool may_start(const struct inspector_set *set, const struct inspector_process *inspector)
{
	return set->state == SET_CURRENT || (set->state == SET_COMING && !inspector->has_failed);
}

static void start(
    struct inspector_set *set, struct inspector_process *inspector, struct inspector_care *care, int64_t now)
{
	int r = inspector_process_start(inspector, care->options, set->policy->bundle_fd, care->next_serial++, now);

	if (r == 0)
		return;
	set->has_failed = true;
	log_write(LOG_LEVEL_ERROR, NULL, "%s cannot be started: %s", inspector->name, strerror(-r));
}

/* An inspector whose socket's other end is gone ends as it should, and may be reaped before the gate that held it. */
static bool gate_is_gone(const struct gate_process *gate)
{
	struct pollfd pollfd = {.fd = gate->control_fd};

	if (!gate_process_is_up(gate))
		return true;
	return poll(&pollfd, 1, 0) > 0 && (pollfd.revents & (POLLHUP | POLLERR)) != 0;
}

static void give_up(struct inspector_set *set, struct inspector_care *care, int64_t now)
{
	if (set->state == SET_CURRENT)
		care->give_up(care->context, now);
}

static void reap(struct inspector_set *set, struct inspector_process *inspector, struct inspector_care *care,
    int status, int64_t now)
{
	char end[CHILD_END_SIZE];
	pid_t pid = inspector->pid;
	bool was_serving = inspector->has_served;

	if (set->state == SET_GOING || (was_serving && gate_is_gone(care->gate)))
		inspector->is_blameless = true;
	bool is_expected = care->is_stopping || inspector->is_blameless;
	read_output(inspector);
	child_describe(status, end);
	inspector_process_ended(inspector, now);
	if (is_expected)
		return;
	set->has_failed = true;
	if (set->state != SET_CURRENT) {
		log_write(
		    LOG_LEVEL_ERROR, NULL, "%s of the new policy (process %ld) %s", inspector->name, (long)pid, end);
		return;
	}
	log_write(LOG_LEVEL_ERROR, NULL, "%s (process %ld) %s%s; a new one starts in %lld ms", inspector->name,
	    (long)pid, end, was_serving ? "" : " before it was ready", (long long)(inspector->due - now));
	if (!was_serving && WIFEXITED(status) && WEXITSTATUS(status) == QUESTION_EXIT_UNCONFINED)
		give_up(set, care, now);
}

bool inspector_set_reap(struct inspector_set *set, struct inspector_care *care, pid_t pid, int status, int64_t now)
{
	for (size_t i = 0; i < set->count; i++) {
		if (set->inspectors[i].pid != pid)
			continue;
		reap(set, &set->inspectors[i], care, status, now);
		return true;
	}
	return false;
}

static void greet(
    struct inspector_set *set, struct inspector_process *inspector, struct inspector_care *care, int64_t now)
{
	const char *why = NULL;
	int r = inspector_process_greet(inspector, care->options->allow_unconfined, &why);

	if (r == 0 || r == -EPIPE) /* its end says more */
		return;
	log_write(
	    LOG_LEVEL_ERROR, NULL, "%s (process %ld) cannot be used: %s", inspector->name, (long)inspector->pid, why);
	inspector_process_kill(inspector);
	if (r == -EPERM)
		give_up(set, care, now);
}

static void hand_or_kill_gate(struct inspector_set *set, struct inspector_process *inspector, struct gate_process *gate)
{
	int r = inspector_process_hand(inspector, set->generation, gate->control_fd);

	/* -EPIPE: it is about to be reaped, and the socket waits for the next gate. */
	if (r == 0 || r == -EPIPE)
		return;
	log_write(LOG_LEVEL_ERROR, NULL, "the gate takes no message (%s): it is killed", strerror(-r));
	gate_process_kill(gate);
}

static void tend(
    struct inspector_set *set, struct inspector_process *inspector, struct inspector_care *care, int64_t now)
{
	if (inspector->state == INSPECTOR_DOWN && now >= inspector->due && may_start(set, inspector)) {
		start(set, inspector, care, now);
	} else if (inspector->state == INSPECTOR_STARTING && now >= inspector->due) {
		log_write(LOG_LEVEL_ERROR, NULL, "%s (process %ld) is not ready after %d ms: it is killed",
		    inspector->name, (long)inspector->pid, LIMIT_START_MS);
		inspector_process_kill(inspector);
	} else if (inspector->state == INSPECTOR_READY && set->state == SET_CURRENT && gate_process_is_up(care->gate)) {
		hand_or_kill_gate(set, inspector, care->gate);
	}
}

void inspector_set_tend(struct inspector_set *set, struct inspector_care *care, int64_t now)
{
	for (size_t i = 0; i < set->count; i++)
		tend(set, &set->inspectors[i], care, now);
}

int64_t inspector_set_due(const struct inspector_set *set)
{
	int64_t due = set->due;

	for (size_t i = 0; i < set->count; i++) {
		const struct inspector_process *inspector = &set->inspectors[i];
		bool is_due = inspector->state == INSPECTOR_STARTING ||
			      (inspector->state == INSPECTOR_DOWN && may_start(set, inspector));
		if (is_due && inspector->due < due)
			due = inspector->due;
	}
	return due;
}

size_t inspector_set_poll(const struct inspector_set *set, struct pollfd *polls)
{
	for (size_t i = 0; i < set->count; i++) {
		const struct inspector_process *inspector = &set->inspectors[i];
		int socket = inspector->state == INSPECTOR_STARTING ? inspector->socket : -1;
		polls[2 * i] = (struct pollfd){.fd = socket, .events = POLLIN};
		polls[2 * i + 1] = (struct pollfd){.fd = inspector->output.fd, .events = POLLIN};
	}
	return 2 * set->count;
}

/* What an inspector said before it said that it is ready, or died, comes first. */
void inspector_set_hear(struct inspector_set *set, struct inspector_care *care, const struct pollfd *polls, int64_t now)
{
	for (size_t i = 0; i < set->count; i++) {
		struct inspector_process *inspector = &set->inspectors[i];
		if (polls[2 * i + 1].revents != 0)
			read_output(inspector);
		if (polls[2 * i].revents != 0 && inspector->state == INSPECTOR_STARTING)
			greet(set, inspector, care, now);
	}
}

bool inspector_set_has_tried(const struct inspector_set *set)
{
	for (size_t i = 0; i < set->count; i++) {
		const struct inspector_process *inspector = &set->inspectors[i];
		if (!inspector->has_failed && inspector->state != INSPECTOR_READY &&
		    inspector->state != INSPECTOR_SERVING)
			return false;
	}
	return true;
}

bool inspector_set_is_ready(const struct inspector_set *set)
{
	for (size_t i = 0; i < set->count; i++)
		if (set->inspectors[i].state != INSPECTOR_READY)
			return false;
	return true;
}

bool inspector_set_is_gone(const struct inspector_set *set)
{
	for (size_t i = 0; i < set->count; i++)
		if (set->inspectors[i].pid > 0)
			return false;
	return true;
}

int inspector_set_hand(struct inspector_set *set, struct gate_process *gate)
{
	int r = 0;

	for (size_t i = 0; i < set->count && r == 0; i++)
		r = inspector_process_hand(&set->inspectors[i], set->generation, gate->control_fd);
	return r;
}

void inspector_set_end_hung(struct inspector_set *set, const struct control *control)
{
	bool is_template = control->kind == CONTROL_HUNG_TEMPLATE;

	for (size_t i = 0; i < set->count; i++) {
		struct inspector_process *inspector = &set->inspectors[i];
		if (inspector->is_template != is_template || inspector->serial != control->serial ||
		    inspector->state != INSPECTOR_SERVING)
			continue;
		log_write(LOG_LEVEL_ERROR, NULL, "%s (process %ld) does not answer: it is killed", inspector->name,
		    (long)inspector->pid);
		inspector_process_kill(inspector);
	}
}

void inspector_set_kill(struct inspector_set *set)
{
	for (size_t i = 0; i < set->count; i++)
		if (set->inspectors[i].state != INSPECTOR_ENDING)
			inspector_process_kill(&set->inspectors[i]);
}

void inspector_set_kill_serving(struct inspector_set *set)
{
	for (size_t i = 0; i < set->count; i++) {
		if (set->inspectors[i].state != INSPECTOR_SERVING)
			continue;
		set->inspectors[i].is_blameless = true;
		inspector_process_kill(&set->inspectors[i]);
	}
}

void inspector_set_kill_idle(struct inspector_set *set)
{
	for (size_t i = 0; i < set->count; i++)
		if (set->inspectors[i].state != INSPECTOR_SERVING)
			inspector_process_kill(&set->inspectors[i]);
}
