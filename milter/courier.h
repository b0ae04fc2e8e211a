/*
 * courier: hands the ledger's checkpoints to the command that the administrator chose, one at a time, each on its
 * standard input; the gate may execute nothing, so this is the supervisor's.
 *
 * While one runs the newest that came meanwhile waits, and those between are dropped: each says what the ones before it
 * said. The command is a program without arguments, the daemon's user's, without a shell, with an environment that is
 * as good as empty; it has LIMIT_COURIER_MS, and then it is killed. How it failed is logged, and the first lines of
 * what it wrote to its standard error: nobody's data has come near it. Nothing here waits; times are milliseconds of a
 * clock that only goes forward.
 */
#ifndef MILTER_COURIER_H
#define MILTER_COURIER_H

#include "milter/output.h"

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct courier {
	const char *program; /* NULL: there is none */
	pid_t pid;	     /* 0: none runs */
	int64_t due;	     /* it is killed */
	int waiting;	     /* descriptor of the next note, owned; or -1 */
	struct output output;
};

/* The path is kept. */
void courier_init(struct courier *courier, const char *program);

/* A sealed note, whose descriptor is taken over. */
void courier_take(struct courier *courier, int fd, int64_t now);

/* Kills what takes too long. */
void courier_tend(struct courier *courier, int64_t now);
/* When there is something to tend; INT64_MAX for never. */
int64_t courier_due(const struct courier *courier);

/* The place for poll(2), and when something is there. */
struct pollfd courier_poll(const struct courier *courier);
void courier_hear(struct courier *courier);

/* A process has ended; false when it is not the command. */
bool courier_reap(struct courier *courier, pid_t pid, int status, int64_t now);

bool courier_is_idle(const struct courier *courier);

/* Kills what runs, with all that it started, and drops what waits. */
void courier_kill(struct courier *courier);

#endif
