/*
 * keys: the random keys under which people become pseudonyms, one per period (a calendar quarter, month or year, UTC:
 * "2026Q4", "2026-11", "2026").
 *
 * Each key is a file `pseudonym-PERIOD.key` in the key directory: 64 hexadecimal digits and a newline, mode 0600, owned
 * by the daemon's user, made on first use (written beside, synced, renamed). Destroying the file unlinks the period's
 * pseudonyms for ever. A key directory or file that others can read is refused.
 *
 * Safe for many threads. Never logs, never returns key octets but to redact.c and the ledger.
 */
#ifndef AUDIT_KEYS_H
#define AUDIT_KEYS_H

#include "audit/digest.h"

#include <stdint.h>

#define KEYS_PERIOD_MAX 8 /* octets of a period's name, with the terminator */

enum keys_length { KEYS_QUARTER = 0, KEYS_MONTH, KEYS_YEAR };

struct keys;

struct period_key {
	char period[KEYS_PERIOD_MAX];
	uint8_t key[DIGEST_SIZE];
};

/* Checks the directory (made with mode 0700 when its parent allows), and the current period's key, making it if needed.
 * 0, -EPERM (wrong owner or mode), -EBADMSG (a damaged key file), or another negative errno; `ret_path`, when not NULL,
 * gets the offending path, to be freed, on failure. */
int keys_open(const char *directory, enum keys_length length, int64_t now, struct keys **ret_keys, char **ret_path);
void keys_close(struct keys *keys);

/* The key for the period in which `now` (seconds since the epoch) lies, made if needed. */
int keys_at(struct keys *keys, int64_t now, struct period_key *ret_key);

/* The key of the period before the one in which `now` lies, for `window` seconds after the change; never made. 0;
 * -ENOENT: the window is over, or the key is not there or not any more; or another negative errno. */
int keys_before(struct keys *keys, int64_t now, int64_t window, struct period_key *ret_key);

/* "2026Q4" for a time. */
void keys_period(enum keys_length length, int64_t now, char ret_period[KEYS_PERIOD_MAX]);

#endif
