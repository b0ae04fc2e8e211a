/*
 * new_body: the body that an inspector wants a message to have.
 *
 * It comes in a sealed memory file with the whole new message, of which only the part behind the header is looked at.
 * As little is believed of it as of the rest of an answer: that it cannot change any more, its size, and that its lines
 * are such as SMTP carries. Never parses it.
 */
#ifndef MILTER_NEW_BODY_H
#define MILTER_NEW_BODY_H

#include "milter/budget.h"

#include <stddef.h>
#include <stdint.h>

struct new_body {
	const char *octets; /* NULL: there is none. Borrowed from the mapping */
	size_t size;
	void *mapping;
	size_t mapped;	       /* octets */
	struct budget *budget; /* from which they were taken */
};

/*
 * Maps the file; the descriptor stays the caller's, and may be closed. `most`: octets that the message may have. 0, to
 * be cleared; -EBADMSG: not sealed, larger than that, no such offset, or a NUL, a CR or LF alone, a line over 998
 * octets or without end in the body; -ENOBUFS: past the budget; -ENOMEM.
 */
int new_body_open(int fd, uint64_t offset, uint64_t most, struct budget *budget, struct new_body *ret_body);
/* Unmaps, and gives the budget back. */
void new_body_clear(struct new_body *body);

#endif
