/*
 * number_set: numbers that were seen, each with a small value of its own.
 */
#ifndef MESSAGE_SANITISE_NUMBER_SET_H
#define MESSAGE_SANITISE_NUMBER_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct number_set {
	uint64_t *numbers; /* heap; 0: free */
	uint8_t *values;
	size_t count, capacity;
};

void number_set_clear(struct number_set *set);
/* NULL when it is not in it; valid until the next is added. `number` is not 0. */
uint8_t *number_set_find(const struct number_set *set, uint64_t number);
/* With the value, whether or not it was in it. 0 or -ENOMEM. */
int number_set_add(struct number_set *set, uint64_t number, uint8_t value);

#endif
