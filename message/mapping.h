/*
 * mapping: the octets of a message, where the gate sealed them.
 *
 * Mapped once, read only; every reader of the message looks at the same memory. The descriptor stays the caller's, and
 * must outlive the mapping.
 */
#ifndef MESSAGE_MAPPING_H
#define MESSAGE_MAPPING_H

#include <stddef.h>

struct mapping {
	int fd;
	const char *bytes;
	size_t size;
};

/* 0; -EIO for a descriptor that is no sealed message; other negative errno: our own fault. */
int mapping_open(int fd, struct mapping *ret_mapping);
void mapping_close(struct mapping *mapping);

#endif
