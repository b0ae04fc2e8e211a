/*
 * supervisor: starts the inspectors and the gate, starts again what dies, owns signals and the clean stop.
 *
 * One loop over signals, the gate's control channel, the inspectors' first words and timers; nothing in it waits for
 * anything else. It reads no mail and holds no key. What dies is started again for ever, with a back-off, for while the
 * gate answers, other mail passes whatever else fails. Two failures end the daemon while it has not served yet, because
 * an administrator is watching and they do not mend themselves: a gate that does not serve, and a kernel that cannot
 * confine the inspectors.
 *
 * Reload, readiness towards systemd and its watchdog belong here as well.
 */
#ifndef MILTER_SUPERVISOR_H
#define MILTER_SUPERVISOR_H

#include "milter/gate.h"
#include "milter/listener.h"
#include "milter/options.h"
#include "milter/policy.h"

struct supervisor_start {
	const struct options *options;
	const struct policy *policy;
	int signal_fd;		   /* of signals_open(); called early, so that a stop while starting is a clean one */
	struct listener *listener; /* closed when the daemon stops */
	int (*run_gate)(const struct gate_start *start); /* gate_run() */
	void (*is_ready)(void *context);		 /* called once, when mail is served */
	void *context;
	/* Reads the policy anew: 0, or negative errno, said in the log. And keeps one that is in force now. */
	int (*load)(const struct options *options, struct policy *ret_policy);
	void (*keep)(const struct options *options, const struct policy *policy);
};

/* Runs until SIGTERM or SIGINT, privileges already dropped, single-threaded. The exit status: 0 stopped as told, 1 did
 * not start (said in the log). */
int supervisor_run(const struct supervisor_start *start);

#endif
