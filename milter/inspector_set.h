/*
 * inspector_set: the inspectors of one policy: its screeners and its template, from their start to their end.
 *
 * The set that is in force has what dies started again for ever. One that is coming starts each of its inspectors once,
 * and keeps them back until all are ready. One that goes is let end: its inspectors live until the gate has closed
 * their sockets. Nothing here waits; times are milliseconds of a clock that only goes forward.
 */
#ifndef MILTER_INSPECTOR_SET_H
#define MILTER_INSPECTOR_SET_H

#include "milter/gate_process.h"
#include "milter/inspector_process.h"
#include "milter/limits.h"
#include "milter/policy.h"

#include <poll.h>

#define INSPECTOR_SET_MAX (LIMIT_SCREENERS_MAX + 1) /* inspectors: screeners and the template */

enum set_state {
	SET_FREE = 0,
	SET_COMING,    /* its inspectors start */
	SET_SWITCHING, /* all is the gate's; its answer is awaited */
	SET_CURRENT,
	SET_GOING, /* the gate asks it nothing new */
};

/* What all sets have to do with. */
struct inspector_care {
	const struct options *options;
	struct gate_process *gate;
	uint64_t next_serial;
	bool is_stopping;
	void (*give_up)(void *context, int64_t now); /* what failed does not mend itself: nothing works without it */
	void *context;
};

struct inspector_set {
	enum set_state state;
	uint32_t generation;
	const struct policy *policy;
	bool owns_policy; /* made by malloc() */
	bool has_failed;  /* while it was coming */
	int64_t due;	  /* coming, switching: given up; going: killed */
	struct inspector_process inspectors[INSPECTOR_SET_MAX];
	size_t count;
};

void inspector_set_init(struct inspector_set *set, const struct options *options, const struct policy *policy,
    bool owns_policy, uint32_t generation);
/* Closes and frees what is the set's; kills nothing. It is SET_FREE. */
void inspector_set_clear(struct inspector_set *set);

/* Starts, hands over and kills what is due. */
void inspector_set_tend(struct inspector_set *set, struct inspector_care *care, int64_t now);
/* When there is something to tend; INT64_MAX for never. */
int64_t inspector_set_due(const struct inspector_set *set);

/* Fills two places for each inspector; how many. And what to do when they were polled. */
size_t inspector_set_poll(const struct inspector_set *set, struct pollfd *polls);
void inspector_set_hear(
    struct inspector_set *set, struct inspector_care *care, const struct pollfd *polls, int64_t now);

/* A process has ended; false when it is none of this set. */
bool inspector_set_reap(struct inspector_set *set, struct inspector_care *care, pid_t pid, int status, int64_t now);

/* Each has served or failed once; each is ready to be handed over; none has a process. */
bool inspector_set_has_tried(const struct inspector_set *set);
bool inspector_set_is_ready(const struct inspector_set *set);
bool inspector_set_is_gone(const struct inspector_set *set);

/* Hands all that are ready to the gate. 0, or negative errno of control_send(). */
int inspector_set_hand(struct inspector_set *set, struct gate_process *gate);

/* The gate's complaint of an inspector; one that comes late finds another serial. */
void inspector_set_end_hung(struct inspector_set *set, const struct control *control);

/* SIGKILL: to all; to those whose socket died with the gate, and who are not to blame for it; to those that have no
 * part in what a gate may still want. */
void inspector_set_kill(struct inspector_set *set);
void inspector_set_kill_serving(struct inspector_set *set);
void inspector_set_kill_idle(struct inspector_set *set);

#endif
