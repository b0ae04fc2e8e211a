/*
 * saved_message: a message that somebody saved, as octets on their way: with the line ends of SMTP, in a sealed memfd.
 *
 * Fields of its header are told apart by name, for what the gate itself picks out of them and for showing edits; what
 * they mean is for an inspector to say.
 */
#ifndef MILTER_SAVED_MESSAGE_H
#define MILTER_SAVED_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

struct saved_message {
	char *octets; /* owned */
	size_t size;
	size_t header_size; /* octets before the empty line */
	int fd;		    /* sealed, of the same octets; owned */
};

/* Takes the octets over, whatever happens. 0 or negative errno. */
int saved_message_take(char *octets, size_t size, struct saved_message *ret_message);

/* Reads a file of at most `most` octets. A line "From " of an mbox before the header is left out. 0, -E2BIG, -EINVAL
 * (no regular file), -ENOMEM or errno. */
int saved_message_read(const char *path, size_t most, struct saved_message *ret_message);
void saved_message_clear(struct saved_message *message);

/* Where the field that begins at `at` ends: behind its last folded line. `end` is the end of the header. */
const char *saved_message_field_end(const char *at, const char *end);

#endif
