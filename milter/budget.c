#include "milter/budget.h"

void budget_init(struct budget *budget, uint64_t limit)
{
	budget->limit = limit;
	atomic_init(&budget->used, 0);
}

bool budget_take(struct budget *budget, uint64_t size)
{
	return budget_take_within(budget, size, 1);
}

bool budget_take_within(struct budget *budget, uint64_t size, unsigned share)
{
	uint64_t limit = budget->limit / share;
	uint_fast64_t used = atomic_load(&budget->used);

	do {
		if (size > limit || used > limit - size)
			return false;
	} while (!atomic_compare_exchange_weak(&budget->used, &used, used + size));
	return true;
}

void budget_give(struct budget *budget, uint64_t size)
{
	atomic_fetch_sub(&budget->used, size);
}

uint64_t budget_used(struct budget *budget)
{
	return atomic_load(&budget->used);
}
