/*
 * import_spool: the lines of an import, on disk until they are sorted: a file without a name, that is gone with the
 * process.
 *
 * One for all origins; only appended to and read. Memory does not grow with what it holds.
 */
#ifndef AUDIT_TOOL_IMPORT_SPOOL_H
#define AUDIT_TOOL_IMPORT_SPOOL_H

#include <stddef.h>
#include <stdint.h>

struct import_spool;

/* In the directory that `directory` is open on. 0 or negative errno. */
int import_spool_new(int directory, struct import_spool **ret_spool);
void import_spool_free(struct import_spool *spool);

/* Appends; *ret_offset is where they begin. 0 or negative errno. */
int import_spool_append(struct import_spool *spool, const char *octets, size_t size, uint64_t *ret_offset);

/* Reads back what was appended there. 0 or negative errno. */
int import_spool_read(struct import_spool *spool, uint64_t offset, char *octets, size_t size);

/* A file without a name in the directory, for reading and writing; the descriptor is the caller's. 0 or negative
 * errno. */
int import_spool_nameless(int directory, int *ret_fd);

#endif
