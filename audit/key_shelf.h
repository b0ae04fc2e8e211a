/*
 * key_shelf: the pseudonym keys that are there, by their period: for looking at one and for destroying one.
 *
 * audit/keys.h makes and hands out the key of today; nothing here makes one. A key that is destroyed is overwritten and
 * removed; a copy on another medium, in a backup or in a file system's snapshots is the administrator's to destroy.
 * Never logs; whoever gets key octets wipes them.
 */
#ifndef AUDIT_KEY_SHELF_H
#define AUDIT_KEY_SHELF_H

#include "audit/keys.h"

#include <stdbool.h>
#include <stddef.h>

#define KEY_SHELF_MAX 1200 /* periods: a hundred years of months */

struct key_shelf {
	char (*periods)[KEYS_PERIOD_MAX]; /* sorted */
	size_t count;
};

/* The periods whose key is there; to be cleared. 0, -EPERM (the directory is another's, or open to others), -E2BIG, or
 * another negative errno. */
int key_shelf_read(const char *directory, struct key_shelf *ret_shelf);
void key_shelf_clear(struct key_shelf *shelf);

/* The key of a period. 0, -ENOENT, -EPERM, -EBADMSG (damaged), or another negative errno. */
int key_shelf_load(const char *directory, const char *period, struct period_key *ret_key);

/* Whether a gate may be using that period's key at that time (seconds since the epoch), whatever its key-period. */
bool key_shelf_is_current(const char *period, int64_t now);

/* Destroys the key, durably. 0, -ENOENT, -EPERM, or another negative errno. */
int key_shelf_destroy(const char *directory, const char *period);

#endif
