/*
 * lone_inspector: one process of referral-inspector that a tool starts for itself, beside any daemon.
 *
 * The inspector is the daemon's, in the daemon's sandbox and within the daemon's limits; started by root it runs as the
 * daemon's user, or as nobody where there is none. Whatever a document does to it, it does to that process.
 */
#ifndef MILTER_LONE_INSPECTOR_H
#define MILTER_LONE_INSPECTOR_H

#include "milter/options.h"
#include "milter/output.h"

#define LONE_INSPECTOR_WHY_SIZE	     512
#define LONE_INSPECTOR_ARGUMENTS_MAX 10
#define LONE_INSPECTOR_CHILDREN	     3 /* of a template: one at work, spare ones for the next */

enum lone_role { LONE_FORM = 0, LONE_SCREENER, LONE_TEMPLATE /* which explains: rules/evidence.h */ };

struct lone_inspector {
	const struct options *options;
	pid_t pid;
	int socket; /* owned; who takes it puts -1 in its place */
	struct output output;
	char *why;
};

/* Starts it with the sealed bundle, and waits until it is ready. 0; or a negative errno, with a line in `why`, which
 * has to live as long as the inspector: then there is nothing to end. */
int lone_inspector_start(struct lone_inspector *inspector, const struct options *options, enum lone_role role,
    int bundle_fd, char why[LONE_INSPECTOR_WHY_SIZE]);

/* How it ended, as waitpid(2) has it: by itself, where its socket is closed already (`is_gone`); otherwise it is
 * killed. */
int lone_inspector_end(struct lone_inspector *inspector, bool is_gone);

#endif
