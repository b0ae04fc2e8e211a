/*
 * route_alone: a policy in which one route alone is in force, to try that one out.
 */
#ifndef RULES_ROUTE_ALONE_H
#define RULES_ROUTE_ALONE_H

#include "rules/bundle.h"

/* A copy of the bundle, which has no errors, with all other routes off. 0; -ENOENT: no such route; -EINVAL: a mode that
 * stands where it cannot be changed; -ENOMEM. Not for two threads at once (rules/config_file.h). */
int route_alone(const struct bundle *bundle, const char *name, struct bundle *ret_bundle);

#endif
