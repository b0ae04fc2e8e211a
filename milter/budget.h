/*
 * budget: how many octets of mail the gate holds in all its captured messages together, and no more than that.
 *
 * A memfd's pages count against the service's memory limit; without a bound of our own a burst of large mail would let
 * the kernel choose what to kill. Safe for many threads.
 */
#ifndef MILTER_BUDGET_H
#define MILTER_BUDGET_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct budget {
	uint64_t limit;		   /* octets */
	atomic_uint_fast64_t used; /* octets */
};

void budget_init(struct budget *budget, uint64_t limit);
/* All of it or nothing. */
bool budget_take(struct budget *budget, uint64_t size);
/* The same for what matters less: only where no more than one in `share` of the limit would be taken in all. */
bool budget_take_within(struct budget *budget, uint64_t size, unsigned share);
void budget_give(struct budget *budget, uint64_t size);
uint64_t budget_used(struct budget *budget);

#endif
