/*
 * pool: the gate's side of the inspectors: which are there, who is busy, asking and waiting within bounds.
 *
 * Screeners are asked one request at a time each; inspector children are bounded by `slots`, so that no request queues
 * in a socket. Safe for many threads. What an inspector answers is decoded here and believed nowhere: callers check it
 * (rules/policy_eval.h).
 */
#ifndef MILTER_POOL_H
#define MILTER_POOL_H

#include "rules/question.h"

#include <stddef.h>
#include <stdint.h>

struct pool;

struct pool_limits {
	unsigned screeners;
	unsigned slots;
	unsigned screen_ms;
	unsigned slot_wait_ms;
	unsigned inspect_ms;	/* one try, with a margin above the child's own wall limit */
	unsigned watch_wait_ms; /* the same two for mail that is only watched */
	unsigned watch_ms;
};

int pool_new(const struct pool_limits *limits, int control_fd, struct pool **ret_pool);
void pool_free(struct pool *pool);

/* A new request socket from the supervisor; the pool owns it, and the one before is let go when its last user is done.
 */
void pool_set_screener(struct pool *pool, unsigned index, uint64_t serial, int fd);
void pool_set_template(struct pool *pool, uint64_t serial, int fd);

/* 0; -EAGAIN: no screener answered in time (the envelope test alone decides); -EBADMSG; -ENOMEM. */
int pool_screen(struct pool *pool, const struct envelope *envelope, const void *header, size_t header_size,
    struct screen_answer *ret_answer);

struct pool_inspection {
	unsigned deaths;  /* children that died over this message */
	uint64_t wait_us; /* for a slot */
	uint64_t inspect_us;
};

/*
 * Has a sealed message inspected. 0: an answer; -ENOLINK: children died over it LIMIT_INSPECT_TRIES times, the message
 * cannot be inspected; -EAGAIN: no slot or no template in time; -EBADMSG: an answer that is none; -ENOMEM, other
 * negative errno: our own fault. `ret_inspection` is filled in every case. A descriptor in the answer is the caller's,
 * and not yet looked at.
 *
 * PURPOSE_WATCH: for mail that passes whatever the answer. It gets at most half of the slots (the only one where there
 * is but one), one try, and little time; and it never has a template replaced, since referrals may be in its hands.
 */
int pool_inspect(struct pool *pool, enum inspect_purpose purpose, const struct envelope *envelope, int message_fd,
    struct inspect_answer *ret_answer, struct pool_inspection *ret_inspection);

#endif
