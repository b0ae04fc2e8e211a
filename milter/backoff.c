#include "milter/backoff.h"

#include "milter/limits.h"

void backoff_init(struct backoff *backoff)
{
	*backoff = (struct backoff){0};
}

void backoff_start(struct backoff *backoff, int64_t now)
{
	backoff->started_at = now;
}

int64_t backoff_delay(struct backoff *backoff, int64_t now)
{
	int64_t delay = LIMIT_BACKOFF_FIRST_MS;

	if (now - backoff->started_at >= LIMIT_BACKOFF_RESET_MS)
		backoff->deaths = 0;
	for (unsigned i = 0; i < backoff->deaths && delay < LIMIT_BACKOFF_MAX_MS; i++)
		delay *= 2;
	backoff->deaths++;
	return delay < LIMIT_BACKOFF_MAX_MS ? delay : LIMIT_BACKOFF_MAX_MS;
}
