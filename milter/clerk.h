/*
 * clerk: the thread of the gate that keeps the ledger while no message does: it opens the books, records what is owed,
 * signs a heartbeat when nothing else was recorded for long, makes checkpoints known, and does what referral-audit
 * asks for through the ledger's spool.
 *
 * A thread of its own, because each of these may wait for a disk for as long as it likes: the thread that hears the
 * supervisor has to take new inspectors and the word to stop meanwhile, and mail is to wait for nothing of this.
 */
#ifndef MILTER_CLERK_H
#define MILTER_CLERK_H

#include "milter/bulletin.h"
#include "milter/options.h"
#include "milter/parts.h"

#include <pthread.h>
#include <stdatomic.h>

struct clerk {
	struct books *books;
	const struct options *options;
	struct bulletin bulletin;
	int spool;	    /* -1: not open yet */
	bool is_in_arrears; /* said in the log: the ledger cannot be written */
	bool has_opened;
	uint64_t beat_due; /* after a heartbeat that failed */
	pthread_t thread;
	bool has_thread;
	pthread_mutex_t lock; /* of the next three */
	pthread_cond_t changed;
	bool is_wanted; /* there is something to do before the next turn is due */
	bool is_stopping;
	bool has_ended;
};

/* Starts it; what it is given must stay. 0 or negative errno. */
int clerk_start(struct clerk *clerk, struct books *books, const struct options *options, int control_fd);

/* Something is owed: there is no need to wait for the next second. */
void clerk_wake(struct clerk *clerk);

/* Ends the thread, records the stop, and makes the last checkpoint known. A disk that does not answer until `deadline`
 * (milter/stopwatch.h) leaves the thread behind: -ETIMEDOUT, and nothing is recorded. 0 or negative errno. */
int clerk_stop(struct clerk *clerk, uint64_t deadline);

#endif
