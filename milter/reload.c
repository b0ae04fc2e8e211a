#include "milter/reload.h"

#include "milter/log.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define NEVER INT64_MAX

void reload_init(struct reload *reload, const struct options *options, const struct policy *policy)
{
	memset(reload, 0, sizeof(*reload));
	reload->last_generation = 1;
	reload->is_stale = policy->is_last_good;
	reload->current = &reload->sets[0];
	inspector_set_init(reload->current, options, policy, false, reload->last_generation);
	reload->current->state = SET_CURRENT;
}

void reload_clear(struct reload *reload)
{
	for (size_t i = 0; i < RELOAD_SETS_MAX; i++)
		inspector_set_clear(&reload->sets[i]);
}

/* Its processes are killed, and it is free when the last of them was reaped. */
static void let_go(struct inspector_set *set)
{
	set->state = SET_GOING;
	set->due = NEVER;
	inspector_set_kill(set);
}

/* A gate that cannot be told now is told when it starts. */
static void note_try(struct reload *reload, const struct gate_process *gate, bool has_failed)
{
	const struct control control = {.kind = CONTROL_TRIED, .index = has_failed};

	reload->is_stale = has_failed;
	(void)control_send(gate->control_fd, &control, -1, 0);
}

static void abandon(struct reload *reload, const struct gate_process *gate, const char *why)
{
	log_write(LOG_LEVEL_ERROR, NULL, "the new policy %s is not taken: %s; %s stays in force",
	    reload->next->policy->digest, why, reload->current->policy->digest);
	let_go(reload->next);
	reload->next = NULL;
	note_try(reload, gate, true);
}

/* A place for another set, or NULL: then whoever has been going for longest must go now. */
static struct inspector_set *find_place(struct reload *reload)
{
	struct inspector_set *oldest = NULL;

	for (size_t i = 0; i < RELOAD_SETS_MAX; i++) {
		struct inspector_set *set = &reload->sets[i];
		if (set->state == SET_FREE)
			return set;
		if (set->state == SET_GOING && (oldest == NULL || set->generation < oldest->generation))
			oldest = set;
	}
	if (oldest != NULL && oldest->due != NEVER)
		let_go(oldest);
	return NULL;
}

static bool is_in_force(const struct reload *reload, const struct policy *policy)
{
	return strcmp(policy->digest, reload->current->policy->digest) == 0;
}

static void begin(struct reload *reload, struct inspector_care *care, struct inspector_set *place, int64_t now)
{
	struct policy *policy = malloc(sizeof(*policy));

	reload->is_wanted = false;
	if (policy == NULL) {
		log_write(LOG_LEVEL_ERROR, NULL, "reload: out of memory");
		note_try(reload, care->gate, true);
		return;
	}
	policy_init(policy);
	int r = reload->load(care->options, policy);
	if (r < 0 || is_in_force(reload, policy)) {
		log_write(r < 0 ? LOG_LEVEL_ERROR : LOG_LEVEL_NOTICE, NULL, "reload: %s, policy %s stays in force",
		    r < 0 ? "rules or guidance are broken" : "nothing has changed", reload->current->policy->digest);
		note_try(reload, care->gate, r < 0);
		policy_clear(policy);
		free(policy);
		return;
	}
	inspector_set_init(place, care->options, policy, true, ++reload->last_generation);
	place->state = SET_COMING;
	place->due = now + LIMIT_RELOAD_MS;
	reload->next = place;
}

/* All its inspectors are ready: bundle, inspectors, and the word. */
static void give(struct reload *reload, struct gate_process *gate, int64_t now)
{
	struct inspector_set *next = reload->next;
	struct control control = {.kind = CONTROL_POLICY, .generation = next->generation};
	int r = control_send(gate->control_fd, &control, next->policy->bundle_fd, 0);

	if (r == 0)
		r = inspector_set_hand(next, gate);
	control.kind = CONTROL_SWITCH;
	if (r == 0)
		r = control_send(gate->control_fd, &control, -1, 0);
	next->state = SET_SWITCHING;
	next->due = now + LIMIT_RELOAD_MS;
	if (r == 0)
		return;
	/* Half of it may have arrived: only a new gate is certain to be in step. */
	log_write(LOG_LEVEL_ERROR, NULL, "the gate takes no policy (%s): it is killed", strerror(-r));
	gate_process_kill(gate);
}

static void tend_next(struct reload *reload, struct inspector_care *care, int64_t now)
{
	struct inspector_set *next = reload->next;

	if (next->state == SET_COMING && next->has_failed)
		abandon(reload, care->gate, "its inspectors do not start");
	else if (next->state == SET_COMING && now >= next->due)
		abandon(reload, care->gate, "its inspectors are not ready in time");
	else if (next->state == SET_COMING && inspector_set_is_ready(next) && care->gate->state == GATE_SERVING)
		give(reload, care->gate, now);
	else if (next->state == SET_SWITCHING && now >= next->due && care->gate->state == GATE_SERVING) {
		log_write(LOG_LEVEL_ERROR, NULL, "the gate does not say that it took the policy: it is killed");
		gate_process_kill(care->gate);
	}
}

static void tend_going(struct inspector_set *set, int64_t now)
{
	if (inspector_set_is_gone(set)) {
		inspector_set_clear(set);
		return;
	}
	if (now < set->due)
		return;
	log_write(LOG_LEVEL_WARNING, NULL,
	    "inspectors of policy %s are still there after %d s: messages that began so long ago are judged by the "
	    "policy in force",
	    set->policy->digest, LIMIT_RETIRE_MS / 1000);
	let_go(set);
}

void reload_tend(struct reload *reload, struct inspector_care *care, int64_t now)
{
	if (reload->is_wanted && reload->next == NULL && care->gate->state == GATE_SERVING) {
		struct inspector_set *place = find_place(reload);
		if (place != NULL)
			begin(reload, care, place, now);
	}
	for (size_t i = 0; i < RELOAD_SETS_MAX; i++) {
		struct inspector_set *set = &reload->sets[i];
		if (set->state == SET_FREE)
			continue;
		inspector_set_tend(set, care, now);
		if (set == reload->next)
			tend_next(reload, care, now);
		if (set->state == SET_GOING)
			tend_going(set, now);
	}
}

int64_t reload_due(const struct reload *reload)
{
	int64_t due = NEVER;

	for (size_t i = 0; i < RELOAD_SETS_MAX; i++) {
		const struct inspector_set *set = &reload->sets[i];
		int64_t its = set->state != SET_FREE ? inspector_set_due(set) : NEVER;
		if (its < due)
			due = its;
	}
	return due;
}

bool reload_is_busy(const struct reload *reload)
{
	return reload->is_wanted || reload->next != NULL;
}

void reload_switched(struct reload *reload, struct inspector_care *care, uint32_t generation, int64_t now)
{
	struct inspector_set *next = reload->next;

	if (next == NULL || next->state != SET_SWITCHING || next->generation != generation)
		return;
	log_write(LOG_LEVEL_NOTICE, NULL, "policy %s is in force, after %s", next->policy->digest,
	    reload->current->policy->digest);
	reload->current->state = SET_GOING;
	reload->current->due = now + LIMIT_RETIRE_MS;
	next->state = SET_CURRENT;
	next->due = NEVER;
	reload->current = next;
	reload->is_stale = false;
	reload->next = NULL;
	reload->keep(care->options, next->policy);
}

void reload_refused(struct reload *reload, const struct gate_process *gate, uint32_t generation)
{
	if (reload->next != NULL && reload->next->generation == generation)
		abandon(reload, gate, "the gate cannot take it");
}

void reload_lost_gate(struct reload *reload)
{
	for (size_t i = 0; i < RELOAD_SETS_MAX; i++)
		if (reload->sets[i].state == SET_CURRENT)
			inspector_set_kill_serving(&reload->sets[i]);
		else if (reload->sets[i].state == SET_GOING)
			let_go(&reload->sets[i]);
	if (reload->next == NULL)
		return;
	let_go(reload->next);
	reload->next = NULL;
	reload->is_wanted = true;
}

bool reload_reap(struct reload *reload, struct inspector_care *care, pid_t pid, int status, int64_t now)
{
	for (size_t i = 0; i < RELOAD_SETS_MAX; i++)
		if (inspector_set_reap(&reload->sets[i], care, pid, status, now))
			return true;
	return false;
}

void reload_end_hung(struct reload *reload, const struct control *control)
{
	for (size_t i = 0; i < RELOAD_SETS_MAX; i++)
		inspector_set_end_hung(&reload->sets[i], control);
}

bool reload_is_gone(const struct reload *reload)
{
	for (size_t i = 0; i < RELOAD_SETS_MAX; i++)
		if (!inspector_set_is_gone(&reload->sets[i]))
			return false;
	return true;
}

void reload_kill(struct reload *reload)
{
	for (size_t i = 0; i < RELOAD_SETS_MAX; i++)
		inspector_set_kill(&reload->sets[i]);
}

void reload_kill_idle(struct reload *reload)
{
	for (size_t i = 0; i < RELOAD_SETS_MAX; i++)
		inspector_set_kill_idle(&reload->sets[i]);
}

size_t reload_poll(const struct reload *reload, struct pollfd *polls)
{
	size_t count = 0;

	for (size_t i = 0; i < RELOAD_SETS_MAX; i++)
		count += inspector_set_poll(&reload->sets[i], polls + count);
	return count;
}

/* The sets are those that were polled: nothing in between makes or clears one. */
void reload_hear(struct reload *reload, struct inspector_care *care, const struct pollfd *polls, int64_t now)
{
	for (size_t i = 0; i < RELOAD_SETS_MAX; i++) {
		inspector_set_hear(&reload->sets[i], care, polls, now);
		polls += 2 * reload->sets[i].count;
	}
}
