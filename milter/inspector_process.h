/*
 * inspector_process: one process of `referral-inspector` as the supervisor sees it: a screener or the template.
 *
 * Its request socket is ours until it is handed to the gate; from then on only its process id is. Times are
 * milliseconds of a clock that only goes forward. Nothing here waits.
 */
#ifndef MILTER_INSPECTOR_PROCESS_H
#define MILTER_INSPECTOR_PROCESS_H

#include "milter/backoff.h"
#include "milter/control.h"
#include "milter/options.h"
#include "milter/output.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define INSPECTOR_NAME_SIZE 24

enum inspector_state {
	INSPECTOR_DOWN = 0, /* to be started at `due` */
	INSPECTOR_STARTING, /* given up at `due` */
	INSPECTOR_READY,    /* its socket waits for a gate */
	INSPECTOR_SERVING,  /* its socket is the gate's */
	INSPECTOR_ENDING,   /* killed, not reaped yet */
};

struct inspector_process {
	bool is_template;
	uint32_t index; /* of a screener */
	char name[INSPECTOR_NAME_SIZE];
	enum inspector_state state;
	pid_t pid;	 /* 0 when down */
	uint64_t serial; /* of this process, for complaints about it */
	int socket;	 /* -1 when handed over or down */
	int64_t due;
	bool is_blameless; /* ended for no fault of its own: started again at once */
	bool has_failed;   /* it died, or was given up, since the daemon started */
	bool has_served;   /* it may have seen mail: what it prints is not logged */
	struct output output;
	struct backoff backoff;
};

void inspector_process_init(struct inspector_process *inspector, bool is_template, uint32_t index);

/* Starts it; it is to say that it is ready before `due`. 0, or negative errno: it is down, to be tried again at `due`.
 */
int inspector_process_start(
    struct inspector_process *inspector, const struct options *options, int bundle_fd, uint64_t serial, int64_t now);

/* Its socket has something to read: 0 when it is ready now. -EPIPE: it closed the socket, so that it is about to end.
 * -EPERM: the kernel cannot confine it. Otherwise it never will be ready, *ret_why says why in words of ours, and it is
 * to be killed. */
int inspector_process_greet(struct inspector_process *inspector, bool allow_unconfined, const char **ret_why);

/* Hands its socket to the gate, for the policy that it has loaded. 0, or negative errno of control_send(): it is still
 * ready. */
int inspector_process_hand(struct inspector_process *inspector, uint32_t generation, int control_fd);

/* SIGKILL, if there is a process. */
void inspector_process_kill(struct inspector_process *inspector);

/* It was reaped: it is down, to be started again at `due`. */
void inspector_process_ended(struct inspector_process *inspector, int64_t now);

/* Kills nothing; closes what is ours. */
void inspector_process_clear(struct inspector_process *inspector);

#endif
