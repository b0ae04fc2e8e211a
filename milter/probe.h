/*
 * probe: does the milter socket answer? The supervisor asks as an MTA would: it connects, negotiates (the milter
 * protocol's first packet), and goes. Only what came all the way through the real socket and the gate counts.
 *
 * Nothing here waits: the descriptor is for the caller's poll(2). Times are milliseconds of a clock that only goes
 * forward.
 */
#ifndef MILTER_PROBE_H
#define MILTER_PROBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum probe_result {
	PROBE_PENDING = 0,
	PROBE_ANSWERED,
	PROBE_SILENT,	/* no answer in time, or a wrong one */
	PROBE_FORBIDDEN /* the socket is somebody else's: nobody can tell */
};

struct probe {
	int fd; /* -1: none is under way */
	int64_t due;
	bool has_asked;
	uint8_t head[5]; /* of the answer: its length, and the command */
	size_t received; /* octets of it */
};

void probe_init(struct probe *probe);
void probe_clear(struct probe *probe);

/* Begins to ask at the address of a listening socket; over at `due`. */
enum probe_result probe_begin(struct probe *probe, int listen_fd, int64_t due);

/* What poll(2) is to wait for. */
short probe_events(const struct probe *probe);

/* The descriptor is ready (`revents` not 0), or time has passed. */
enum probe_result probe_tend(struct probe *probe, short revents, int64_t now);

#endif
