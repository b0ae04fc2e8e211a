/*
 * stopwatch: time that only goes forward, for bounds and timings; never a date.
 */
#ifndef MILTER_STOPWATCH_H
#define MILTER_STOPWATCH_H

#include <stdint.h>
#include <time.h>

/* Microseconds since some moment in the past. */
uint64_t stopwatch_us(void);

/* The moment that lies `ms` milliseconds ahead, in microseconds. */
uint64_t stopwatch_deadline(unsigned ms);

/* Milliseconds until the deadline, rounded up; 0 when it has passed. */
int stopwatch_left_ms(uint64_t deadline);

/* The deadline as pthread_cond_timedwait() wants it, for a condition on CLOCK_MONOTONIC. */
struct timespec stopwatch_timespec(uint64_t deadline);

#endif
