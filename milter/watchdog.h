/*
 * watchdog: signs of life for a service manager, each earned by an answer of the milter socket (milter/probe.h).
 *
 * Asks four times in the interval that the service manager gives; without one it does nothing. A socket that the daemon
 * itself may not connect to tells nobody anything: then serving is enough, which is said once. Nothing here waits.
 */
#ifndef MILTER_WATCHDOG_H
#define MILTER_WATCHDOG_H

#include "milter/probe.h"

#include <poll.h>

struct watchdog {
	struct probe probe;
	int64_t interval_ms; /* between probes; 0: nobody watches */
	int64_t next;	     /* when the next one begins */
	bool is_silent;	     /* the last probe had no answer */
	bool is_forbidden;
};

/* `watched_ms`: readiness_watchdog_ms(). */
void watchdog_init(struct watchdog *watchdog, int64_t watched_ms);
void watchdog_clear(struct watchdog *watchdog);

/* Begins and ends probes of the socket. */
void watchdog_tend(struct watchdog *watchdog, int listen_fd, int64_t now);
/* When there is something to tend; INT64_MAX for never. */
int64_t watchdog_due(const struct watchdog *watchdog);

/* The place for poll(2), and what came of it. */
struct pollfd watchdog_poll(const struct watchdog *watchdog);
void watchdog_hear(struct watchdog *watchdog, short revents, int64_t now);

#endif
