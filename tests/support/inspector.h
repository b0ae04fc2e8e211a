/*
 * inspector: starts the real referral-inspector for a test, and asks it as the gate would.
 *
 * Needs the environment of `make check`: top_srcdir, top_builddir. As root the process becomes somebody else first,
 * since referral-inspector never runs as root.
 */
#ifndef TESTS_SUPPORT_INSPECTOR_H
#define TESTS_SUPPORT_INSPECTOR_H

#include "rules/question.h"

#include <sys/types.h>

struct inspector {
	pid_t pid;
	int socket;		      /* requests */
	int stderr_fd;		      /* what its standard error becomes; 0 for the test's own */
	enum inspect_purpose purpose; /* of what is asked */
	int (*prepare)(void);	      /* in its process, before it is executed: 0 to go on; or NULL */
};

/* A sealed bundle with the shipped Lewisham route, or with `rules` (text of a rule file) beside its guidance. */
int inspector_bundle(const char *rules);

/* Starts it with up to some arguments, NULL at the end, and waits until it is ready. Fails the test otherwise. */
void inspector_start(struct inspector *inspector, const char *rules, const char *const *arguments);
/* The same, without waiting: the exit status is the test's matter. `become` false: as whoever the test is. */
void inspector_spawn(struct inspector *inspector, int bundle, const char *const *arguments, bool become);
struct ready inspector_wait_ready(const struct inspector *inspector);

/* Closes the socket and waits: the wait status. */
int inspector_stop(struct inspector *inspector);

/* A sealed memfd with the octets. */
int inspector_message(const void *bytes, size_t size);

/* Sends one inspection; *ret_reply is the socket on which the answer comes. */
void inspector_ask(const struct inspector *inspector, const struct envelope *envelope, int message_fd, int *ret_reply);
/* Waits for it: 0, -EPIPE when the child died, -ETIMEDOUT. Closes the reply socket. */
int inspector_answer(int reply, int timeout_ms, struct inspect_answer *ret_answer);
/* Both. */
int inspector_inspect(const struct inspector *inspector, const struct envelope *envelope, const void *bytes,
    size_t size, struct inspect_answer *ret_answer);

int inspector_screen(const struct inspector *inspector, const struct envelope *envelope, const void *header,
    size_t size, int timeout_ms, struct screen_answer *ret_answer);

/* An envelope from a practitioner to the police; to be cleared. */
void inspector_envelope(struct envelope *envelope);

#endif
