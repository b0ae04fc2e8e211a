/*
 * notice: the lines of the operational log about one message: one for every judged referral, and one for every fault of
 * our own. Our own words, numbers and the administrator's route names only; nothing of the message's.
 */
#ifndef MILTER_NOTICE_H
#define MILTER_NOTICE_H

#include "milter/conclusion.h"
#include "milter/session.h"

/* No screener answered (`error`: negative errno), so that the envelope test alone decided. */
void notice_unscreened(const struct session *session, int error);
/* Deferred at the end of the header for want of memory. */
void notice_torn(const struct session *session);
void notice_conclusion(const struct session *session, const struct conclusion *conclusion);

#endif
