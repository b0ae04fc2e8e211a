#include "rules/grow.h"

#include <stdbool.h>
#include <stdlib.h>

#define FIRST_CAPACITY 8

static bool is_full(size_t count)
{
	return count == 0 || (count >= FIRST_CAPACITY && (count & (count - 1)) == 0);
}

void *grow_by_one(void *items, size_t count, size_t item_size)
{
	if (!is_full(count) && items != NULL)
		return items;
	return reallocarray(items, count == 0 ? FIRST_CAPACITY : count * 2, item_size);
}
