/*
 * import_write: what came of an origin, as a ledger's directory: segments, leaves, checkpoint, verifier keys,
 * the last checkpoints of keys that were replaced.
 *
 * Beside those: `checkpoints`, every checkpoint as a log line, and `conflicts.jsonl`, lines with an index that another
 * line has. New segments get numbers of their own, and are durable before the old ones are deleted, so that a crash
 * loses no line: the next import finds some twice. Other files in the directory are left alone.
 */
#ifndef AUDIT_TOOL_IMPORT_WRITE_H
#define AUDIT_TOOL_IMPORT_WRITE_H

#include "audit/tool/import_check.h"

/* Octets of an origin's directory name, with the terminator. */
#define IMPORT_NAME_SIZE 256

/* The name of the origin's directory: that of the gateway, where every octet but ASCII letters, digits, "-", "_" and a
 * "." that is not the first is written "%XX". 0; -ENAMETOOLONG. */
int import_write_name(const char *origin, char ret_name[IMPORT_NAME_SIZE]);

/* Into the directory that `directory` is open on. Segments are written only where they change. 0 or negative errno. */
int import_write(
    int directory, const struct import_table *table, struct import_spool *spool, const struct import_outcome *outcome);

#endif
