/*
 * grow: room for one more item in an array that remembers its count and nothing else.
 *
 * The capacity follows from the count: the next power of two, at least eight. So adding one by one costs amortised
 * constant time without another member in every struct.
 */
#ifndef RULES_GROW_H
#define RULES_GROW_H

#include <stddef.h>

/*
 * The array, moved if need be, with room for item number `count` (`item_size` octets each), whose octets are
 * undefined. NULL for want of memory: then `items` is untouched and still the caller's.
 */
void *grow_by_one(void *items, size_t count, size_t item_size);

#endif
