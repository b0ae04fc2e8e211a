/*
 * ledger_reader: reads a ledger's files as an auditor would, sharing no code with what wrote them; and scratch
 * directories to keep them in.
 *
 * Ends the test when a file cannot be read or is not made of whole lines.
 */
#ifndef TESTS_SUPPORT_LEDGER_READER_H
#define TESTS_SUPPORT_LEDGER_READER_H

#include <stdbool.h>
#include <stddef.h>

#define SCRATCH_SIZE 64

/* `base` is "/tmp", or "/dev/shm" where nothing needs a real disk ("/tmp" is taken when that is missing). */
void scratch_make(const char *base, char ret_directory[SCRATCH_SIZE]);
void scratch_remove(const char *directory);

/* A line to be appended, and how it stands in the file. */
#define LINE(word)	    "{\"v\":1,\"" word "\"}\n"
#define STORED(index, word) "{\"v\":1,\"index\":" #index ",\"" word "\"}\n"

/*
 * The lines of all segments in their order, one after the other, without their indices, terminated; to be freed. Lines
 * of the ledger's own ("torn", "gap", "signing-key") are left out. The indices count from 0 without a gap, and the leaves
 * are as many as the lines, or fewer where the ledger was not closed.
 */
char *ledger_read(const char *directory, size_t *ret_size);

/* The same as they are in the files, whatever they are. */
char *ledger_read_raw(const char *directory, size_t *ret_size);

/* How many files have a name that begins so, and the octets in them. */
size_t ledger_files(const char *directory, const char *prefix, size_t *ret_size);

/* How often the line (its newline included) stands in the bytes as a whole line. */
size_t ledger_count(const char *bytes, const char *line);

#endif
