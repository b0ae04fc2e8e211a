/*
 * import_origins: the ledgers that an import fills: one directory an origin, below one directory.
 *
 * What the directories hold already is taken in first, so that an import completes what an earlier one began. A lock
 * file admits one import at a time.
 */
#ifndef AUDIT_TOOL_IMPORT_ORIGINS_H
#define AUDIT_TOOL_IMPORT_ORIGINS_H

#include "audit/tool/import_table.h"
#include "audit/tool/import_write.h"

#define IMPORT_ORIGINS_MAX 256

struct import_origin {
	char name[IMPORT_NAME_SIZE]; /* of the directory */
	struct import_table table;
};

struct import_origins {
	int directory; /* descriptor */
	int lock;
	struct import_spool *spool;
	struct import_origin *origins[IMPORT_ORIGINS_MAX];
	size_t count;
};

/* Makes the directory where it is missing. 0, -EBUSY (another import is at work), or another negative errno. */
int import_origins_open(const char *path, struct import_origins *ret_origins);
void import_origins_close(struct import_origins *origins);

/* Takes in a line. 0; -EMFILE (too many origins), -ENAMETOOLONG (no directory can be named after it), -E2BIG (too much
 * of one origin), or another negative errno. */
int import_origins_add(struct import_origins *origins, const struct import_line *line);

/* Writes the origin's directory. 0 or negative errno. */
int import_origins_write(struct import_origins *origins, size_t number, const struct import_outcome *outcome);

#endif
