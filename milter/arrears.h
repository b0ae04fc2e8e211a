/*
 * arrears: what the gate has yet to tell the ledger of its own life: that it started, that the policy or the period of
 * the pseudonym keys changed, how much went unrecorded while the ledger could not be written, and who died.
 *
 * Noting is quick and waits for no disk, so that no message does. Records are made one at a time, in an order that an
 * auditor can follow: a policy is announced before what was judged under it. Each carries the time when it is written;
 * what happened meanwhile was not recorded, and the record "missed" says how much. Safe for many threads. Never logs.
 */
#ifndef MILTER_ARREARS_H
#define MILTER_ARREARS_H

#include "audit/digest.h"
#include "audit/event.h"
#include "audit/keys.h"
#include "audit/note.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum death { DEATH_CHILD = 0, DEATH_SCREENER, DEATH_TEMPLATE, DEATH_COUNT };

struct arrears {
	atomic_bool is_pressing; /* nothing else may be recorded before it */
	pthread_mutex_t lock;
	char bundle[DIGEST_HEX_SIZE]; /* the policy in force */
	bool has_start;
	char start_bundle[DIGEST_HEX_SIZE];
	bool has_reload;
	char before[DIGEST_HEX_SIZE]; /* the policy that was in force when the ledger was last told */
	bool has_period;
	char period[KEYS_PERIOD_MAX], period_before[KEYS_PERIOD_MAX];
	uint64_t deferred, passed; /* messages without a record */
	uint64_t missed_since;	   /* microseconds of milter/stopwatch.h */
	uint64_t deaths[DEATH_COUNT];
};

void arrears_init(struct arrears *arrears);
void arrears_clear(struct arrears *arrears);

/* The digests are of the policy that is in force from now on. A change of the period is from `previous`, which may be
 * empty where nobody knows. */
void arrears_start(struct arrears *arrears, const char *bundle);
void arrears_reload(struct arrears *arrears, const char *bundle);
void arrears_period(struct arrears *arrears, const char *period, const char *previous);
void arrears_missed(struct arrears *arrears, bool is_passed);
void arrears_deaths(struct arrears *arrears, enum death who, unsigned count);

/* How many messages are not recorded yet, and for how many microseconds there have been any. */
void arrears_backlog(struct arrears *arrears, uint64_t *ret_count, uint64_t *ret_us);

/* The digest of the policy in force, "" before the start. */
void arrears_bundle(struct arrears *arrears, char ret_bundle[DIGEST_HEX_SIZE]);

enum arrears_kind { ARREARS_START = 0, ARREARS_RELOAD, ARREARS_PERIOD, ARREARS_MISSED, ARREARS_DEATHS };

#define ARREARS_FIELDS_MAX 3

/* A record that is owed. Points into itself: not to be copied. */
struct arrears_item {
	enum arrears_kind kind;
	struct event event;
	struct event_field fields[ARREARS_FIELDS_MAX];
	char bundle[DIGEST_HEX_SIZE], before[DIGEST_HEX_SIZE];
	char period[KEYS_PERIOD_MAX], period_before[KEYS_PERIOD_MAX];
	char vkey[NOTE_VKEY_SIZE]; /* of a start: the caller's to fill in, as are "clean" and "heartbeat" */
	uint64_t deferred, passed, deaths;
	enum death who;
	char count[24];
};

/* The first thing that is owed, as an event without time and gateway; false: there is none. Only one thread at a time
 * may be between this and arrears_pay(). */
bool arrears_next(struct arrears *arrears, struct arrears_item *item);
/* It is durably recorded. */
void arrears_pay(struct arrears *arrears, const struct arrears_item *item);

#endif
