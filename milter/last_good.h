/*
 * last_good: the last policy bundle that loaded without an error, kept in the state directory, so that a restart with
 * broken rules goes on with what was in force.
 */
#ifndef MILTER_LAST_GOOD_H
#define MILTER_LAST_GOOD_H

#include <stddef.h>
#include <stdint.h>

#define LAST_GOOD_NAME "last-good.bundle"

/* Written beside (mode 0600), synced, renamed: the one before stays whole until the new one is. 0 or negative errno. */
int last_good_save(const char *state, const void *packed, size_t size);

/* To be freed; not looked into yet. 0, -ENOENT, -EPERM (others could have written it), or negative errno. */
int last_good_load(const char *state, uint8_t **ret_packed, size_t *ret_size);

#endif
