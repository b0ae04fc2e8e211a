/*
 * template: the warm process whose children judge messages, one each.
 *
 * It never reads a message. It keeps spare children waiting, so that no message waits for a fork; learns from a pipe
 * that a child has taken one; forks the next spare while fewer than `children` are alive; kills a child that takes too
 * long; and ends, children first, when the other end of the request socket is gone.
 */
#ifndef MESSAGE_TEMPLATE_H
#define MESSAGE_TEMPLATE_H

#include "message/child.h"

#define TEMPLATE_CHILDREN_MAX 256
#define TEMPLATE_SPARES	      2 /* children that wait: one for a message, one for the next that is on its heels */

struct template_limits {
	unsigned children; /* alive at once, spare ones too: 1 to TEMPLATE_CHILDREN_MAX */
	unsigned wall_ms;  /* for one message */
};

struct template;

/* What the sandbox would not give: the signal descriptor, the pipe. `null_fd` (or -1) and `socket` stay the caller's.
 * 0 or negative errno. */
int template_new(int socket, int null_fd, const struct template_limits *limits, struct template **ret_template);
void template_free(struct template *template);

/*
 * Serves until the socket's other end is gone. `sandbox` is what the process has entered, or NULL; `rehearse` may be
 * NULL (see struct child).
 * 0, or negative errno for a system that does not let it go on.
 */
int template_run(struct template *template, const struct sandbox *sandbox, child_inspect inspect,
    child_rehearse rehearse, void *context);

#endif
