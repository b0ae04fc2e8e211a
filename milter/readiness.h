/*
 * readiness: what a service manager hears of the daemon: sd_notify(3), where the daemon was built with libsystemd and
 * $NOTIFY_SOCKET is set; otherwise nothing is said to anybody.
 *
 * Only the supervisor calls it. Nothing here waits, and a failure to say something is nobody's concern.
 */
#ifndef MILTER_READINESS_H
#define MILTER_READINESS_H

#include <stdint.h>

/* Mail is served, again after a reload. */
void readiness_ready(void);
/* A reload has begun; readiness_ready() ends it. */
void readiness_reloading(void);
void readiness_stopping(void);

/* How long the service manager waits for a sign of life, milliseconds; 0: it does not watch. */
int64_t readiness_watchdog_ms(void);
/* The sign of life. */
void readiness_alive(void);

#endif
