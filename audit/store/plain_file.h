/*
 * plain_file: the files of a ledger's directory, opened for reading by somebody who trusts none of them.
 *
 * Never follows a link, never waits for a FIFO, never writes. Every function takes the descriptor of the directory.
 */
#ifndef AUDIT_STORE_PLAIN_FILE_H
#define AUDIT_STORE_PLAIN_FILE_H

#include <stddef.h>

/* A regular file. The descriptor is the caller's. 0, -EPERM (a link, or no regular file), or another negative errno. */
int plain_file_open(int directory, const char *name, int *ret_fd);
int plain_file_open_segment(int directory, unsigned number, int *ret_fd);

/* The whole of it, terminated, to be freed. 0, -EFBIG (more than `most` octets), or as plain_file_open(). */
int plain_file_read(int directory, const char *name, size_t most, char **ret_text, size_t *ret_size);

#endif
