/*
 * child: one process that judges one message, answers, and is gone.
 *
 * Forked by the template before it is needed. It waits on the request socket beside its siblings; whoever gets the
 * packet closes all that it does not need, reads the message and sends one answer on the socket that came with it. Any
 * fault ends the process without an answer, which is answer enough.
 */
#ifndef MESSAGE_CHILD_H
#define MESSAGE_CHILD_H

#include "message/sandbox.h"
#include "rules/question.h"

#include <sys/types.h>

/* Judges one message in a sealed memfd. Returns nothing: what goes wrong stands in the answer. */
typedef void (*child_inspect)(
    void *context, const struct inspect_request *request, int message_fd, struct inspect_answer *ret_answer);

/* Touches, while the child waits, what the first message would. 0 or negative errno. */
typedef int (*child_rehearse)(void *context);

struct child {
	int socket;		       /* requests; closed once one is taken */
	int notice_fd;		       /* to the template: the child's pid says that it has a message */
	int null_fd;		       /* becomes standard error: libraries may print what they choke on */
	const struct sandbox *sandbox; /* NULL: unconfined, for tests of what is not the sandbox */
	child_inspect inspect;
	child_rehearse rehearse; /* or NULL */
	void *context;
};

/* In the new process, whose parent was `template`; never returns. */
_Noreturn void child_run(const struct child *child, pid_t template);

#endif
