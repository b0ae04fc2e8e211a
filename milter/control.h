/*
 * control: what supervisor and gate say to each other, over a channel (channel/channel.h) that the gate inherits.
 *
 * Supervisor to gate: a new inspector's request socket (with the descriptor); a new policy, in three steps: its bundle,
 * its inspectors, the switch. Gate to supervisor: an inspector does not answer, so end it (its process may hang); what
 * became of the new policy; a checkpoint of the ledger, since the gate executes nothing. End of file on the gate's side
 * means that the supervisor is gone: the gate stops.
 */
#ifndef MILTER_CONTROL_H
#define MILTER_CONTROL_H

#include <stdint.h>

enum control_kind {
	CONTROL_NONE = 0,
	CONTROL_SCREENER,      /* + descriptor: request socket of screener `index`, replacing the one before */
	CONTROL_TEMPLATE,      /* + descriptor: request socket of the template, replacing the one before */
	CONTROL_READY,	       /* gate to supervisor: the milter socket is served */
	CONTROL_HUNG_SCREENER, /* gate to supervisor: screener `index` did not answer in time */
	CONTROL_STOP,	       /* supervisor to gate: stop cleanly */
	CONTROL_HUNG_TEMPLATE, /* gate to supervisor: the template (`serial`) took no request in time, or its child
				  outlived its own limit */
	CONTROL_POLICY,	  /* + descriptor: the sealed bundle of the next policy; inspectors of its generation follow */
	CONTROL_SWITCH,	  /* supervisor to gate: the next policy is complete; from now on it is the current one */
	CONTROL_SWITCHED, /* gate to supervisor: it is */
	CONTROL_KEPT,	  /* gate to supervisor: it cannot be taken, the one in force stays */
	CONTROL_TRIED,	  /* supervisor to gate: a reload brought no new policy: `index` 1: it failed; 0: nothing had
			     changed */
	CONTROL_CHECKPOINT, /* gate to supervisor + descriptor: a sealed note, for the checkpoint command */
	CONTROL_KIND_COUNT
};

struct control {
	enum control_kind kind;
	uint32_t index;
	uint32_t generation; /* of the policy that it is about */
	uint64_t serial;     /* of the inspector process, so that a late complaint does not end its successor */
};

/* `fd` -1 for none. 0 or negative errno (channel_send). */
int control_send(int socket, const struct control *control, int fd, int timeout_ms);
/* *ret_fd is -1 or the caller's. 0 or negative errno (channel_receive), -EBADMSG. */
int control_receive(int socket, int timeout_ms, struct control *ret_control, int *ret_fd);

#endif
