/*
 * observations: what a verification found, in plain English, each with its place. Faults are what must not be in a
 * sound ledger; remarks are what an auditor ought to know.
 *
 * Of each kind the first OBSERVATION_MOST are kept, and the rest counted. Holds no more of a record than its index and
 * time.
 */
#ifndef AUDIT_STORE_OBSERVATIONS_H
#define AUDIT_STORE_OBSERVATIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OBSERVATION_MOST 100

enum observation_kind {
	OBSERVED_EDITED = 0, /* a record is not as it was signed */
	OBSERVED_MISSING,    /* a record that was signed is not there */
	OBSERVED_INSERTED,   /* a line that was never signed stands between records */
	OBSERVED_REORDERED,  /* a record does not stand where it belongs */
	OBSERVED_REPEATED,   /* a record stands there twice */
	OBSERVED_UNREADABLE, /* a line that is torn, too long or has a NUL in it */
	OBSERVED_LEAVES,     /* the file `leaves` is not as it was signed, or short */
	OBSERVED_ROOT,	     /* the records do not add up to the signed head */
	OBSERVED_CHECKPOINT, /* the newest checkpoint is missing or no checkpoint */
	OBSERVED_TRUNCATED,  /* fewer records than a checkpoint is for */
	OBSERVED_REPLACED,   /* an older checkpoint is not the beginning of this ledger */
	OBSERVED_KEY,	     /* signed by a key that is not trusted */
	OBSERVED_KEY_PERIOD, /* signed by a key that was not in force */
	OBSERVED_UNSIGNED,   /* records behind the newest checkpoint */
	OBSERVED_CLOCK,	     /* time goes backwards */
	OBSERVED_SILENCE,    /* no heartbeat where there must be one */
	OBSERVED_BUNDLE,     /* a policy that was never announced */
	OBSERVED_STOP,	     /* a stop without its record */
	OBSERVED_GAP,	     /* the ledger itself found records missing */
	OBSERVED_RETENTION,  /* records that were deleted by the rule */
	OBSERVED_TORN,	     /* what a crash left */
	OBSERVED_FILE,	     /* a file that does not belong there */
	OBSERVED_COUNT
};

/* A stable word, for programs: "edited". */
const char *observation_word(enum observation_kind kind);

struct place {
	unsigned segment; /* 0: nowhere in particular */
	uint64_t line;
	bool has_index;
	uint64_t first, last; /* records */
	bool has_time;
	int64_t time_us;
};

struct observation {
	enum observation_kind kind;
	bool is_fault;
	struct place place;
	char *text; /* a sentence without its full stop */
};

struct observations {
	struct observation *items;
	size_t count, capacity;
	uint64_t counts[OBSERVED_COUNT]; /* those included that were not kept */
	uint64_t fault_count;
	int error; /* -ENOMEM: some are lost */
};

void observations_clear(struct observations *observations);

void observe_fault(struct observations *observations, enum observation_kind kind, const struct place *place,
    const char *format, ...) __attribute__((format(printf, 4, 5)));
void observe_remark(struct observations *observations, enum observation_kind kind, const struct place *place,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
