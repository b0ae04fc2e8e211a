/*
 * small_file: a whole file of the ledger's directory in memory.
 */
#ifndef AUDIT_SMALL_FILE_H
#define AUDIT_SMALL_FILE_H

#include <stddef.h>

/* The octets and a terminator, to be freed. 0, -ENOENT, -EPERM (no regular file, or a symbolic link), -EFBIG (past
 * `limit` octets), or another negative errno. */
int small_file_read(int directory, const char *name, size_t limit, char **ret_octets, size_t *ret_size);

#endif
