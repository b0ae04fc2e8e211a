/*
 * listener: the listening milter socket. The supervisor holds it for its whole life, so that connections queue while a
 * gate restarts.
 *
 * A unix socket is open to nobody until owner, group and mode are as configured. A stale socket file is replaced; one
 * at which somebody listens, or anything that is no socket, is never touched.
 */
#ifndef MILTER_LISTENER_H
#define MILTER_LISTENER_H

#include "milter/options.h"
#include "milter/privileges.h"

#include <sys/types.h>

struct listener {
	int fd;	    /* -1 when closed */
	char *path; /* of the unix socket that we made, or NULL */
	dev_t device;
	ino_t inode;
};

void listener_init(struct listener *listener);

/* Before privileges_drop(). The problem is added. 0, -EINVAL (the socket was handed over wrongly, or its owner does not
 * exist), -EADDRINUSE, -ENOMEM, or errno of a system call. */
int listener_open(const struct options *options, const struct identity *identity, struct problem_list *problems,
    struct listener *ret_listener);

/* Closes it, and removes the socket file if it is the one that we made. */
void listener_close(struct listener *listener);

#endif
