/*
 * stretch: octets of a file, read or written whole: interrupted and short calls go on.
 */
#ifndef AUDIT_STRETCH_H
#define AUDIT_STRETCH_H

#include "audit/ledger_ops.h"

#include <stdbool.h>

/* 0, -EIO (the file ends before), or another negative errno. */
int stretch_read(int fd, void *ret_bytes, size_t size, off_t at);

/* The same up to the end of the file, if that comes first: *ret_size octets. 0 or negative errno. */
int stretch_read_some(int fd, void *ret_bytes, size_t most, off_t at, size_t *ret_size);

/* 0 or negative errno; what is written by then stays. */
int stretch_write(const struct ledger_ops *ops, int fd, const void *bytes, size_t size, off_t at);

/*
 * Puts `bytes` in the place of the file `name` of the directory: written beside as `name`.new, mode 0600, renamed. When
 * `is_durable`, file and name are synced. 0, or negative errno: then the old file stands, unless the directory's sync
 * failed.
 */
int stretch_replace(
    const struct ledger_ops *ops, int directory, const char *name, const void *bytes, size_t size, bool is_durable);

#endif
