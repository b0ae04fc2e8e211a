/*
 * life_check: whether the records tell of one life without a hole in it: time goes on, somebody was there every hour,
 * each start follows a stop, and what was in force was announced.
 *
 * Is given the records in their order. Pure.
 */
#ifndef AUDIT_STORE_LIFE_CHECK_H
#define AUDIT_STORE_LIFE_CHECK_H

#include "audit/store/tree_check.h"

#define LIFE_HEARTBEAT	     3600  /* seconds: where the records do not say */
#define LIFE_HEARTBEAT_MAX   86400 /* the daemon's largest */
#define LIFE_SILENCE_MARGIN  300   /* seconds more than the heartbeat before silence is one */
#define LIFE_CLOCK_TOLERANCE 60	   /* seconds that records may be out of order: they are timed before they queue */
#define LIFE_BUNDLE_SIZE     65	   /* SHA-256 in hexadecimal, with the terminator */

struct key_period { /* a key, and the records from which on and up to which it signed */
	struct note_verifier key;
	uint64_t first; /* the record that names it; the head that ends with it may be this key's */
	uint64_t last;	/* the record that names the next; likewise. UINT64_MAX: it still signs */
	bool is_open;	/* it may have been in force before `first`: the records before are gone */
};

struct life_check {
	struct observations *observations;
	bool is_heartbeat_given;
	int64_t heartbeat_us; /* given, or as the last start or heartbeat said; 0: that is in a part that is missing */

	bool has_last;
	struct place last;	   /* of the record before */
	bool is_running, is_known; /* between start and stop; whether that is known */
	bool has_silence;	   /* not yet judged: a start may explain it */
	struct place silence;
	int64_t silence_us;

	char (*bundles)[LIFE_BUNDLE_SIZE]; /* announced, or taken for it where the beginning is missing */
	size_t bundle_count, bundle_capacity;
	const char *last_bundle; /* in the list */
	bool is_bundle_unknown;	 /* the announcement is in a part that is missing */

	struct key_period *keys;
	size_t key_count, key_capacity;
	bool is_key_unused; /* nothing was done since the last one was named */

	uint64_t signed_size;	      /* records that the newest head is for: others excuse nothing */
	struct index_range *retained; /* by its rule */
	size_t retained_count, retained_capacity;
	uint64_t unclean_count, start_count;
	bool is_stopped; /* the last record that mattered was a stop */
};

/* `heartbeat` in seconds; 0: what the records say. */
void life_check_init(
    struct life_check *check, uint64_t heartbeat, uint64_t signed_size, struct observations *observations);
void life_check_clear(struct life_check *check);

/* The next record; `is_after_hole`: records before it are missing. 0, -ENOMEM. */
int life_check_record(struct life_check *check, const struct hashed_line *line, bool is_after_hole);

void life_check_end(struct life_check *check);

/* Whether the key may have signed a head over so many records. */
bool life_check_may_sign(const struct life_check *check, const struct note_verifier *key, uint64_t size);

#endif
