/*
 * splice: a message with some parts replaced, and every other octet the sender's.
 *
 * Works by the outline of the strict grammar alone: cuts out the content of leaves and the fields about it, puts the
 * new ones there, and copies what is between. What is put there is 7-bit in short lines. What is signed or encrypted is
 * never cut. Never decides what is to be replaced; the result must be read again (splice_check()) before anybody gets
 * it.
 */
#ifndef MESSAGE_SANITISE_SPLICE_H
#define MESSAGE_SANITISE_SPLICE_H

#include "message/mapping.h"
#include "message/sanitise/part_header.h"

#include <stdint.h>

/* A field of the message's own header that changes: the MTA has to be asked for it (rules/verdict.h). */
struct spliced_field {
	const char *name; /* static storage */
	bool is_added;	  /* at the end of the header; otherwise its only occurrence changes */
	char *value;	  /* owned; all that follows the colon, LF alone before each folded line */
};

struct spliced {
	int fd;		    /* owned: a sealed memfd with the whole new message, header edits made; -1 for none */
	size_t body_offset; /* behind the empty line of its header */
	struct spliced_field fields[FIELD_EDITS_MAX];
	size_t field_count;
};

void spliced_init(struct spliced *spliced);
void spliced_clear(struct spliced *spliced);

/*
 * Replaces parts of the message that the outline describes. `most`: octets that the new message may have. 0, and the
 * result is the caller's, to be cleared; -EINVAL: a part that is no leaf, is not there, or is replaced twice; -EPERM:
 * in what is signed or encrypted; -E2BIG: past `most`; -EBADMSG: not the outline of this message, or a field of its
 * header that we would not write again; -ENOMEM, other negative errno: our own fault.
 */
int splice_make(const struct mapping *message, const struct outline *outline, const struct replacement *replacements,
    size_t count, uint64_t most, struct spliced *ret_spliced);

#endif
