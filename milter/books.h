/*
 * books: the pseudonym keys and the audit ledger, as the gate holds them.
 *
 * Neither needs to be there when the gate starts: what cannot be opened is tried again when somebody asks, at most once
 * in BOOKS_RETRY_MS, and a ledger that could not be written is opened anew. Whoever asks in between gets the error
 * again, and defers. Safe for many threads. Never logs.
 *
 * What the gate owes the ledger (milter/arrears.h) is recorded before anything else where order matters, and otherwise
 * when somebody calls books_settle(). A change of the keys' period is noted here.
 */
#ifndef MILTER_BOOKS_H
#define MILTER_BOOKS_H

#include "audit/keys.h"
#include "audit/ledger.h"
#include "audit/request.h"
#include "milter/arrears.h"
#include "milter/histogram.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BOOKS_RETRY_MS 1000

struct books;

struct books_place {
	struct ledger_options ledger;
	enum keys_length key_period;
	uint64_t heartbeat_s; /* seconds without a record until books_beat() makes one; told to the auditor */
};

/* The texts are kept, not copied. Nothing is opened yet. 0, -ENOMEM. */
int books_new(const struct books_place *place, struct books **ret_books);
void books_free(struct books *books);

/* Opens what is not open. 0 or the negative errno of what failed, whose path is in *ret_path (static or borrowed:
 * valid until books_free()). *ret_state (its texts are static): what opening the ledger found the last time. */
int books_open(struct books *books, int64_t now, const char **ret_path, struct ledger_state *ret_state);

struct arrears *books_arrears(struct books *books);

/* The period's key. 0 or negative errno. */
int books_key(struct books *books, int64_t now, struct period_key *ret_key);

/* The key of the period before, for so many seconds after the change (audit/keys.h). 0, -ENOENT or negative errno. */
int books_key_before(struct books *books, int64_t now, int64_t window, struct period_key *ret_key);

/* Records what is owed. 0 or negative errno: the rest stays owed. */
int books_settle(struct books *books);

/* Records the end of the gate's life, or, after a heartbeat's seconds without a record, that it lives, and makes all
 * durable. 1: it was recorded; 0: it was not time; or negative errno. */
int books_stop(struct books *books);
int books_beat(struct books *books);

/* As ledger_checkpoint(). */
int books_checkpoint(struct books *books, char **ret_note, uint64_t *ret_size);

/* As errand_run(); the answer says what went wrong. */
void books_run(struct books *books, const struct request *request, int64_t now, struct request_answer *ret_answer);

/* Returns when the line is durable. 0 or negative errno; -ESHUTDOWN after books_shut(). */
int books_append(struct books *books, const char *line, size_t size);

/* For metrics. */
struct books_state {
	bool is_well;	     /* the ledger is open, and the last line was written */
	uint64_t records;    /* that the newest checkpoint is for; 0: there is none */
	uint64_t idle_s;     /* seconds since the last line, or since opening */
	uint64_t unrecorded; /* messages that the ledger has yet to be told of */
	uint64_t lag_us;     /* since the first of these */
};

/* Waits for whoever opens or closes the ledger. */
void books_measure(struct books *books, struct books_state *ret_state);

/* How long lines took that were appended. */
const struct histogram *books_commits(const struct books *books);

/* Closes the ledger for good, when those who are writing have done; later lines are refused. */
void books_shut(struct books *books);

#endif
