/*
 * books: the pseudonym keys and the audit ledger, as the gate holds them.
 *
 * Neither needs to be there when the gate starts: what cannot be opened is tried again when somebody asks, at most once
 * in BOOKS_RETRY_MS, and a ledger that could not be written is opened anew. Whoever asks in between gets the error
 * again, and defers. Safe for many threads. Never logs.
 */
#ifndef MILTER_BOOKS_H
#define MILTER_BOOKS_H

#include "audit/keys.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BOOKS_RETRY_MS 1000

struct books;

/* The directories and the gateway's name are kept, not copied. Nothing is opened yet. 0, -ENOMEM. */
int books_new(
    const char *ledger_directory, const char *keys_directory, const char *gateway, struct books **ret_books);
void books_free(struct books *books);

/* Opens what is not open. 0 or the negative errno of what failed, whose path is in *ret_path (static or borrowed:
 * valid until books_free()). *ret_torn: a torn line was set aside. */
int books_open(struct books *books, int64_t now, const char **ret_path, bool *ret_torn);

/* The period's key. 0 or negative errno. */
int books_key(struct books *books, int64_t now, struct period_key *ret_key);

/* The key of the period before, for so many seconds after the change (audit/keys.h). 0, -ENOENT or negative errno. */
int books_key_before(struct books *books, int64_t now, int64_t window, struct period_key *ret_key);

/* Returns when the line is durable. 0 or negative errno; -ESHUTDOWN after books_shut(). */
int books_append(struct books *books, const char *line, size_t size);

/* Closes the ledger for good, when those who are writing have done; later lines are refused. */
void books_shut(struct books *books);

#endif
