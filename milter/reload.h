/*
 * reload: one policy after another, as the supervisor sees it.
 *
 * A new policy is read, loaded by inspectors of its own, and only when all of them are ready is it given to the gate,
 * which moves to it in one step. Whatever goes wrong before changes nothing and is said in the log. The inspectors of
 * the policy before end when the gate has let go of them; those of messages that never end are killed after a time, or
 * when too many policies are there at once: such a message is judged by the policy in force.
 *
 * One at a time: a reload that is asked for meanwhile comes after it. Nothing here waits.
 */
#ifndef MILTER_RELOAD_H
#define MILTER_RELOAD_H

#include "milter/inspector_set.h"

#define RELOAD_SETS_MAX 4 /* the current policy, the next one, and those that go */

struct reload {
	struct inspector_set sets[RELOAD_SETS_MAX];
	struct inspector_set *current;
	struct inspector_set *next; /* coming or switching; or NULL */
	uint32_t last_generation;
	bool is_wanted;
	bool is_stale; /* the files have, or had, a policy that could not be taken */
	/* Reads the files: 0; negative errno when there is no policy, said in the log. */
	int (*load)(const struct options *options, struct policy *ret_policy);
	/* It is in force. */
	void (*keep)(const struct options *options, const struct policy *policy);
};

/* With the policy that the daemon starts with, which is borrowed. */
void reload_init(struct reload *reload, const struct options *options, const struct policy *policy);
void reload_clear(struct reload *reload);

/* Does what is due, a wanted reload too. */
void reload_tend(struct reload *reload, struct inspector_care *care, int64_t now);
int64_t reload_due(const struct reload *reload);

/* Whether one is under way or wanted: readiness and watchdogs ask. */
bool reload_is_busy(const struct reload *reload);

/* The gate's answer about a generation. */
void reload_switched(struct reload *reload, struct inspector_care *care, uint32_t generation, int64_t now);
void reload_refused(struct reload *reload, const struct gate_process *gate, uint32_t generation);

/* The gate died: who served it goes with it, and what was being reloaded begins again. */
void reload_lost_gate(struct reload *reload);

/* The inspector sets that there are. */
bool reload_reap(struct reload *reload, struct inspector_care *care, pid_t pid, int status, int64_t now);
void reload_end_hung(struct reload *reload, const struct control *control);
bool reload_is_gone(const struct reload *reload);
void reload_kill(struct reload *reload);
void reload_kill_idle(struct reload *reload);

#define RELOAD_POLLS_MAX (RELOAD_SETS_MAX * 2 * INSPECTOR_SET_MAX)
size_t reload_poll(const struct reload *reload, struct pollfd *polls);
void reload_hear(struct reload *reload, struct inspector_care *care, const struct pollfd *polls, int64_t now);

#endif
