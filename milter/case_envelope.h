/*
 * case_envelope: what the mail server says of a case's message: "from:", "rcpt:" (as often as there are recipients),
 * "auth:" the user, "client:" an address or "unknown", "at:" the time.
 */
#ifndef MILTER_CASE_ENVELOPE_H
#define MILTER_CASE_ENVELOPE_H

#include "milter/case_file.h"
#include "rules/envelope.h"

#define CASE_TIME 1795168800 /* 2026-11-20T10:00:00Z: where a case says no time, so that it says the same for ever */

/* Into an envelope of zeros, which is the caller's in every case. 0, -EINVAL (said
 * on standard error), -E2BIG, -ENOMEM. */
int case_envelope_fill(const struct case_file *file, struct envelope *envelope);

#endif
