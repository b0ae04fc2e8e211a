/*
 * payload: octets that have no place in a document, whatever they are called: programs, archives, OLE2 files. Pure.
 */
#ifndef MESSAGE_SANITISE_PAYLOAD_H
#define MESSAGE_SANITISE_PAYLOAD_H

#include <stdbool.h>
#include <stddef.h>

/* By the first octets. */
bool payload_is(const char *octets, size_t size);

#endif
