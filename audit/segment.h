/*
 * segment: one file of the ledger, `records-NNNNNN.jsonl`: its name, its making, and what a crash may have left at its
 * end.
 *
 * Never appends (ledger.c does), never logs. Every function takes the descriptor of the ledger's directory.
 */
#ifndef AUDIT_SEGMENT_H
#define AUDIT_SEGMENT_H

#include <stddef.h>
#include <sys/types.h>

#define SEGMENT_NAME_SIZE  sizeof("records-NNNNNN.jsonl")
#define SEGMENT_NUMBER_MAX 999999
#define SEGMENT_TAIL_MAX   (1U << 20) /* octets at the end that may not have been durable: the ledger's largest write */

/* The file name of a segment; and the number in a file name, 0 for what is no segment's. */
void segment_name(unsigned number, char ret_name[SEGMENT_NAME_SIZE]);
unsigned segment_number(const char *name);

/* The numbers in use, in their order, to be freed (NULL for none). 0 or negative errno. */
int segment_list(int directory, unsigned **ret_numbers, size_t *ret_count);

/* The highest of them, 0 for none. 0 or negative errno. */
int segment_find_last(int directory, unsigned *ret_number);

/* Open for reading and appending, mode 0600; the descriptor is the caller's. Making one syncs the directory, and takes
 * the next number that is free from `*number` on (-EFBIG past the last). */
int segment_open(int directory, unsigned number, int *ret_fd);
int segment_create(int directory, unsigned *number, int *ret_fd);

/* Removes a segment that holds nothing durable, so that its number can be used again. 0 or negative errno. */
int segment_remove(int directory, unsigned number);

/*
 * How long the segment is, and how much of that is whole lines. A line with a NUL is not whole, nor is anything after
 * it: it is a hole, where a power failure lost a page of a write that nobody was told of. Reads the tail only. 0 or
 * negative errno.
 */
int segment_measure(int fd, off_t *ret_size, off_t *ret_whole);

/*
 * Writes the tail of the first `whole` octets over itself, so that the next sync of the file proves something: after a
 * failed sync the kernel may hold pages as clean that never reached the disk, and the process that saw the failure may
 * be dead. 0 or negative errno.
 */
int segment_rewrite_tail(int directory, unsigned number, off_t whole);

/* Copies the octets from `whole` to `size` into `torn-NNNNNN-TIME`, durably. 0 or negative errno. */
int segment_set_aside(int directory, int fd, unsigned number, off_t whole, off_t size);

#endif
