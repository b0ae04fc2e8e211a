/*
 * histogram: how long something took, counted in buckets: what Prometheus makes quantiles of.
 *
 * Fixed size, no lock, safe for many threads; a reader may see a duration that is not in the sum yet.
 */
#ifndef MILTER_HISTOGRAM_H
#define MILTER_HISTOGRAM_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#define HISTOGRAM_BOUNDS 15 /* from a millisecond to a minute */

struct histogram {
	atomic_uint_fast64_t counts[HISTOGRAM_BOUNDS + 1]; /* of each bucket alone; the last is for what took longer */
	atomic_uint_fast64_t sum_us;
};

void histogram_init(struct histogram *histogram);
void histogram_add(struct histogram *histogram, uint64_t us);

/* The upper bound of a bucket, which belongs to it, in microseconds. */
uint64_t histogram_bound_us(size_t bucket);

#endif
