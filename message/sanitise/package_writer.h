/*
 * package_writer: a zip container with one reading, the same for the same parts wherever and whenever it is written.
 *
 * No dates, no extra fields, no data descriptors; every local header equal to its directory entry (APPNOTE.TXT 6.3.10).
 */
#ifndef MESSAGE_SANITISE_PACKAGE_WRITER_H
#define MESSAGE_SANITISE_PACKAGE_WRITER_H

#include "message/text.h"

#include <stdbool.h>
#include <stddef.h>

struct package_writer {
	struct text container;
	struct text directory;
	unsigned count;
};

void package_writer_clear(struct package_writer *writer);
/* 0; -EFBIG past what a container without Zip64 can hold; -ENOMEM. */
int package_writer_add(
    struct package_writer *writer, const char *name, const char *octets, size_t size, bool is_stored);
/* Hands over the container, heap, the caller's. 0; -EFBIG; -ENOMEM. */
int package_writer_finish(struct package_writer *writer, char **ret_octets, size_t *ret_size);

#endif
