#include "message/sanitise/number_set.h"

#include <errno.h>
#include <stdlib.h>

#define FIRST_CAPACITY 1024

void number_set_clear(struct number_set *set)
{
	free(set->numbers);
	free(set->values);
	*set = (struct number_set){0};
}

/* The place where it is, or should be. At most half of the places are taken. */
static size_t place(const struct number_set *set, uint64_t number)
{
	size_t at = (size_t)((number * UINT64_C(0x9e3779b97f4a7c15)) >> 20) & (set->capacity - 1);

	while (set->numbers[at] != 0 && set->numbers[at] != number)
		at = (at + 1) & (set->capacity - 1);
	return at;
}

uint8_t *number_set_find(const struct number_set *set, uint64_t number)
{
	if (set->capacity == 0)
		return NULL;
	size_t at = place(set, number);
	return set->numbers[at] == number ? &set->values[at] : NULL;
}

static int grow(struct number_set *set)
{
	size_t capacity = set->capacity == 0 ? FIRST_CAPACITY : set->capacity * 2;
	struct number_set larger = {
	    .numbers = calloc(capacity, sizeof(uint64_t)), .values = calloc(capacity, 1), .capacity = capacity};

	if (larger.numbers == NULL || larger.values == NULL) {
		number_set_clear(&larger);
		return -ENOMEM;
	}
	for (size_t i = 0; i < set->capacity; i++)
		if (set->numbers[i] != 0) {
			size_t at = place(&larger, set->numbers[i]);
			larger.numbers[at] = set->numbers[i];
			larger.values[at] = set->values[i];
		}
	larger.count = set->count;
	number_set_clear(set);
	*set = larger;
	return 0;
}

int number_set_add(struct number_set *set, uint64_t number, uint8_t value)
{
	int r = set->count * 2 >= set->capacity ? grow(set) : 0;

	if (r < 0)
		return r;
	size_t at = place(set, number);
	if (set->numbers[at] == 0)
		set->count++;
	set->numbers[at] = number;
	set->values[at] = value;
	return 0;
}
