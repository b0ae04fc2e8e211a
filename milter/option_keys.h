/*
 * option_keys: each option of the daemon's file by name: what is allowed for it and where it belongs in struct options.
 * Pure: whether a path or a user exists is milter/options.c's to ask.
 */
#ifndef MILTER_OPTION_KEYS_H
#define MILTER_OPTION_KEYS_H

#include "milter/options.h"

#include <stddef.h>

#define OPTION_ALLOWED_MAX 160 /* octets of what is allowed for any option */

/* 0, -EINVAL (not allowed: nothing changed), -ENOMEM. */
int option_set(struct options *options, enum option_key key, const char *value);

/* What is allowed, in words; always terminated. */
void option_allowed(enum option_key key, char *text, size_t size);

#endif
