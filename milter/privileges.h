/*
 * privileges: as whom the daemon runs, and giving up everything else for good.
 *
 * Started as root it becomes the configured user, which is never root; started as anybody else it must be that user
 * already. No parser ever runs as root.
 */
#ifndef MILTER_PRIVILEGES_H
#define MILTER_PRIVILEGES_H

#include "milter/options.h"

#include <sys/types.h>

struct identity {
	uid_t user;
	gid_t group;
};

/* The configured user and group as numbers, and whether the calling process may become them. 0, -EINVAL (problems were
 * added). */
int privileges_find(const struct options *options, struct problem_list *problems, struct identity *ret_identity);

/* Becomes them, with the user's supplementary groups, and proves that there is no way back; for a process that is them
 * already only the proof. Nothing started later gains privileges either (no_new_privs). 0 or negative errno, after
 * which the process must end. */
int privileges_drop(const struct options *options, const struct identity *identity);

/* No core dump and no ptrace by the same user: memory holds mail. Descriptors up to LIMIT_DESCRIPTORS where the hard
 * limit allows; their number in *ret_descriptors. After privileges_drop(). 0 or negative errno. */
int privileges_limit(uint64_t *ret_descriptors);

#endif
