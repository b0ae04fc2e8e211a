#include "milter/stopwatch.h"

#include <limits.h>

uint64_t stopwatch_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

uint64_t stopwatch_deadline(unsigned ms)
{
	return stopwatch_us() + (uint64_t)ms * 1000;
}

int stopwatch_left_ms(uint64_t deadline)
{
	uint64_t now = stopwatch_us();

	if (deadline <= now)
		return 0;
	uint64_t left = (deadline - now + 999) / 1000;
	return left < INT_MAX ? (int)left : INT_MAX;
}

struct timespec stopwatch_timespec(uint64_t deadline)
{
	return (struct timespec){.tv_sec = (time_t)(deadline / 1000000), .tv_nsec = (long)(deadline % 1000000) * 1000};
}
