/*
 * succession: how one policy follows another in the gate.
 *
 * The supervisor sends the bundle, then the inspectors that have loaded it, then the word to switch. The gate reads the
 * bundle itself, so that rules and digest are those of the same octets, and takes nothing over before all is there.
 * Only the thread that hears the supervisor calls this. Never logs.
 */
#ifndef MILTER_SUCCESSION_H
#define MILTER_SUCCESSION_H

#include "milter/gate.h"
#include "milter/generation.h"

/* The policy that the gate starts with; its rules are borrowed. 0, -ENOMEM. */
int succession_first(
    const struct gate_start *start, const struct pool_limits *limits, struct generation **ret_generation);

/* The next policy from its sealed bundle, which is closed. 0, -EBADMSG, -EINVAL (the rules have errors), -ENOMEM. */
int succession_prepare(
    struct generations *generations, const struct pool_limits *limits, int control_fd, uint32_t number, int bundle_fd);

#endif
