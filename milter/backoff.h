/*
 * backoff: how long to wait before what died is started again: doubled from LIMIT_BACKOFF_FIRST_MS to
 * LIMIT_BACKOFF_MAX_MS, and from the beginning for what lived LIMIT_BACKOFF_RESET_MS. Pure: times are the caller's,
 * milliseconds of any clock that only goes forward.
 */
#ifndef MILTER_BACKOFF_H
#define MILTER_BACKOFF_H

#include <stdint.h>

struct backoff {
	unsigned deaths; /* in a row */
	int64_t started_at;
};

void backoff_init(struct backoff *backoff);
/* It was started. */
void backoff_start(struct backoff *backoff, int64_t now);
/* It died: milliseconds to wait before it is started again. */
int64_t backoff_delay(struct backoff *backoff, int64_t now);

#endif
