#include "audit/tool/progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define INTERVAL_MS 200

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void progress_begin(struct progress *progress, const char *what, uint64_t total)
{
	*progress = (struct progress){
	    .is_shown = isatty(STDERR_FILENO) == 1, .what = what, .total = total, .last_ms = now_ms()};
}

void progress_show(struct progress *progress, uint64_t done)
{
	if (!progress->is_shown || progress->total == 0)
		return;
	int64_t now = now_ms();
	if (now - progress->last_ms < INTERVAL_MS)
		return;
	uint64_t within = done < progress->total ? done : progress->total;
	progress->last_ms = now;
	progress->has_line = true;
	fprintf(stderr, "\r%s: %.0f %%", progress->what, 100.0 * (double)within / (double)progress->total);
}

void progress_end(struct progress *progress)
{
	if (progress->has_line)
		fputs("\r\033[K", stderr);
	progress->has_line = false;
}
