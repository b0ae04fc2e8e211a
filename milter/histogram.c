#include "milter/histogram.h"

static const uint64_t bounds_us[HISTOGRAM_BOUNDS] = {1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 500000,
    1000000, 2500000, 5000000, 10000000, 20000000, 60000000};

void histogram_init(struct histogram *histogram)
{
	for (size_t i = 0; i <= HISTOGRAM_BOUNDS; i++)
		atomic_init(&histogram->counts[i], 0);
	atomic_init(&histogram->sum_us, 0);
}

void histogram_add(struct histogram *histogram, uint64_t us)
{
	size_t bucket = 0;

	while (bucket < HISTOGRAM_BOUNDS && us > bounds_us[bucket])
		bucket++;
	atomic_fetch_add(&histogram->sum_us, us);
	atomic_fetch_add(&histogram->counts[bucket], 1);
}

uint64_t histogram_bound_us(size_t bucket)
{
	return bounds_us[bucket];
}
