/*
 * inflated: what zlib data says, never more than a bound. Pure.
 */
#ifndef MESSAGE_SANITISE_INFLATED_H
#define MESSAGE_SANITISE_INFLATED_H

#include <stddef.h>

/* 0 with *ret_octets on the heap, the caller's; -EFBIG: more than `most` octets; -EBADMSG: no zlib data, or cut off;
 * -ENOMEM. */
int inflated_read(const void *octets, size_t size, size_t most, char **ret_octets, size_t *ret_size);

#endif
