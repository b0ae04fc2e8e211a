/*
 * retention: which segments of a ledger are old enough to be deleted, and deleting them. The record that says so is the
 * caller's, and comes first; leaves stay. Never logs.
 */
#ifndef AUDIT_RETENTION_H
#define AUDIT_RETENTION_H

#include <stdint.h>

#define RETENTION_HOLD "legal-hold"

struct retention {
	unsigned first_segment, last_segment; /* by number, both included */
	unsigned segments;		      /* how many of them there are */
	uint64_t first, last;		      /* indices of their records, both included */
};

/*
 * The oldest segments, in one stretch, whose last record's time is before `before` (microseconds since the epoch);
 * never the newest that has a record, nor one whose time cannot be read, nor any after these. 0, -EPERM (RETENTION_HOLD
 * exists), or another negative errno.
 */
int retention_find(int directory, int64_t before, struct retention *ret_retention);

/* Deletes them. 0, -EPERM (a hold came meanwhile), or another negative errno: then some may be gone. */
int retention_apply(int directory, const struct retention *retention);

#endif
