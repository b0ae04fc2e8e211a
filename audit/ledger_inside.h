/*
 * ledger_inside: what a ledger is made of, for the files that make it: ledger.c (appending), ledger_opening.c and
 * ledger_upkeep.c. Nobody else includes this.
 *
 * One thread leads at a time: it alone touches the files, and what is marked as the leader's; the mutex hands that on.
 */
#ifndef AUDIT_LEDGER_INSIDE_H
#define AUDIT_LEDGER_INSIDE_H

#include "audit/group.h"
#include "audit/ledger.h"
#include "audit/signing_key.h"
#include "audit/vkeys.h"

#include <pthread.h>
#include <time.h>

struct ledger {
	struct ledger_ops ops;
	int directory;
	int lock;
	char *keys;	   /* directory */
	char *signing_key; /* file, or NULL */
	char *gateway;

	/* The leader's. */
	struct tail tail;
	struct group group;
	struct merkle_range tree; /* of all that is committed */
	struct vkeys vkeys;
	struct note_signer signer;
	bool is_opening; /* nothing is signed yet */

	/* Under the mutex. */
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	bool is_led;
	struct queue queue;
	uint64_t lines, groups;
	char *note; /* the newest checkpoint, or NULL; only the leader changes it */
	uint64_t note_size;
	int head_error;
	struct timespec committed; /* monotonic */
};

/* Both are called with the mutex held. */
void ledger_begin_leading(struct ledger *ledger);
void ledger_end_leading(struct ledger *ledger);

/* Takes over a note for so many records. Called with the mutex held. */
void ledger_set_note(struct ledger *ledger, char *note, uint64_t size);

/* The leader's: commits these lines, and signs. 0 or negative errno: then none of them is there. */
int ledger_commit(struct ledger *ledger, const struct pending *pending);

/* As event_format(), with gateway and time filled in. */
int ledger_format_event(struct ledger *ledger, const struct event *event, char **ret_line, size_t *ret_size);

/* The leader's: signs what is committed. 0 or negative errno, which is kept too. */
int ledger_publish(struct ledger *ledger);

/* The leader's: leaves and checkpoint. 0 or negative errno. */
int ledger_settle_files(struct ledger *ledger);

#endif
