/*
 * meter: what the callbacks tell the metrics about a message, when its header was seen and when it is done.
 */
#ifndef MILTER_METER_H
#define MILTER_METER_H

#include "milter/conclusion.h"
#include "milter/metrics.h"

/* Before the session forgets the message. `error`: 0, or why no screener answered. */
void meter_screening(struct metrics *metrics, const struct message *message, enum screening screening, int error);

void meter_conclusion(struct metrics *metrics, const struct message *message, const struct conclusion *conclusion);

#endif
