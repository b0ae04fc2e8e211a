/*
 * metrics_routes: the part of the metrics that tells routes apart.
 *
 * A canary route (rules/ruleset.h) has families of its own, so that no sum over referrals counts a test. Counters are
 * of all routes that there were in this life; dates and modes are of the policy in force.
 */
#ifndef MILTER_METRICS_ROUTES_H
#define MILTER_METRICS_ROUTES_H

#include "milter/metrics.h"

#include <stdio.h>

void metrics_routes_print(FILE *stream, const struct metrics *metrics, const struct ruleset *ruleset);

#endif
