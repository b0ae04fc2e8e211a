/*
 * callbacks: what libmilter calls. Each fetches the session, makes one call, and maps the result to a status of
 * libmilter's; nothing is decided here. They and gate.c are the edges that log.
 *
 * libmilter passes no pointer of ours to a new connection, so the shared parts are set once for the process.
 */
#ifndef MILTER_CALLBACKS_H
#define MILTER_CALLBACKS_H

#include "milter/parts.h"

#include <stdbool.h>

/* Registers the filter with libmilter; `parts` stay in use until the process ends. 0, -EIO. */
int callbacks_register(struct parts *parts);

/* From now on no message is judged any more, but deferred; waits for those that are being judged, and returns false
 * when they were not done in time. */
bool callbacks_close(unsigned timeout_ms);

#endif
