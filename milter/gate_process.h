/*
 * gate_process: the gate as the supervisor sees it: one child that serves the milter socket, and the control channel to
 * it. Times are milliseconds of a clock that only goes forward. Nothing here waits.
 */
#ifndef MILTER_GATE_PROCESS_H
#define MILTER_GATE_PROCESS_H

#include "milter/backoff.h"
#include "milter/control.h"
#include "milter/gate.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum gate_state {
	GATE_DOWN = 0, /* to be started at `due` */
	GATE_STARTING, /* killed at `due` unless it serves */
	GATE_SERVING,
	GATE_STOPPING, /* told to; killed at `due` */
	GATE_ENDING,   /* killed, not reaped yet */
};

struct gate_process {
	enum gate_state state;
	pid_t pid;	/* 0 when down */
	int control_fd; /* -1 when down */
	int64_t due;
	struct backoff backoff;
	int (*run)(const struct gate_start *start); /* gate_run */
};

void gate_process_init(struct gate_process *gate, int (*run)(const struct gate_start *start));

/* Forks it. `start` without its control_fd; the child keeps nothing else open. 0, or negative errno: it is down, to be
 * tried again at `due`. */
int gate_process_start(struct gate_process *gate, const struct gate_start *start, int64_t now);

/* Whether inspectors' sockets can be handed to it. */
bool gate_process_is_up(const struct gate_process *gate);

/* Tells it to stop, or kills it when it cannot be told. */
void gate_process_stop(struct gate_process *gate, int64_t now);

/* SIGKILL, if there is a process. */
void gate_process_kill(struct gate_process *gate);

/* It was reaped: it is down, to be started again at `due`. */
void gate_process_ended(struct gate_process *gate, int64_t now);

#endif
