/*
 * bulletin: makes the ledger's newest checkpoint known outside the ledger, so that whoever cuts or replaces it later is
 * found out: as a line of the log, as a file in a directory, and through the supervisor to a command.
 *
 * The line is "checkpoint ORIGIN SIZE ROOT SIGNATURE", the last three in base64 or decimal as they stand in the note
 * (C2SP tlog-checkpoint, signed-note). The file is GATEWAY.checkpoint, replaced by rename, readable by everybody: a
 * checkpoint holds nobody's data. Used by one thread at a time. What fails is logged, and concerns nothing else.
 */
#ifndef MILTER_BULLETIN_H
#define MILTER_BULLETIN_H

#include "audit/merkle.h"
#include "audit/note.h"
#include "milter/books.h"

#include <stdbool.h>
#include <stdint.h>

#define BULLETIN_LINE_MAX 512 /* octets, with the terminator; the log takes about 1,000 */

struct bulletin {
	struct books *books;
	const char *gateway;
	const char *directory; /* NULL: none */
	int control_fd;	       /* -1: there is no command */
	uint64_t said;	       /* records that the last one was for */
	uint64_t due;	       /* the next is not before */
};

/* The texts are kept. */
void bulletin_init(
    struct bulletin *bulletin, struct books *books, const char *gateway, const char *directory, int control_fd);

/* Makes the newest one known if it is new, and either a minute has passed or `is_due`. */
void bulletin_tend(struct bulletin *bulletin, bool is_due);

/* The line for a signed note. 0, -EBADMSG: it is no checkpoint. */
int bulletin_line(const char *note, char ret_line[BULLETIN_LINE_MAX]);

#endif
