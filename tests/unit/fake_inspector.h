/*
 * fake_inspector: inspectors for the tests of the gate: threads that answer, die, hang and babble as they are told.
 */
#ifndef TESTS_UNIT_FAKE_INSPECTOR_H
#define TESTS_UNIT_FAKE_INSPECTOR_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#define FAKE_MANNERS_MAX 8

/* How a fake inspector deals with one request. */
enum manner {
	MANNER_ANSWER = 0,
	MANNER_DIE,
	MANNER_HANG,
	MANNER_BABBLE,
	MANNER_LEAVE,
	MANNER_SLEEP,
	MANNER_REPLACE, /* with a new message, the one that it got */
	MANNER_PROMISE, /* a new message that does not come */
	MANNER_SMUGGLE, /* a descriptor beside an answer without one */
	MANNER_LAVISH	/* two descriptors */
};

struct fake {
	int socket; /* the inspector's end */
	bool is_screener;
	enum manner manners[FAKE_MANNERS_MAX]; /* of the first requests; then it answers */
	atomic_uint requests;
	atomic_uint busy;
	atomic_uint busy_most;
	pthread_t thread;
};

/* A template whose children work side by side: a thread per request. */
struct crowd {
	int socket;
	atomic_uint busy;
	atomic_uint busy_most;
	atomic_uint requests;
	pthread_t thread;
};

/* Starts the thread; *ret_pool_end is the gate's end of its request socket. */
void fake_start(struct fake *fake, int *ret_pool_end);
void crowd_start(struct crowd *crowd, int *ret_pool_end);

void fake_pause_ms(unsigned ms);

#endif
