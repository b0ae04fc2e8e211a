/*
 * structure: which containers are open, and what a line that looks like a delimiter is there (RFC 2046 section 5.1).
 *
 * Only the innermost open multipart may be delimited or closed, by its exact line. Any other line that begins with
 * "--", be there blanks before it, and with a boundary that the message declares anywhere, in whatever case, is
 * refused: some reader takes it for a delimiter.
 */
#ifndef MESSAGE_GRAMMAR_STRUCTURE_H
#define MESSAGE_GRAMMAR_STRUCTURE_H

#include "message/grammar/boundary_set.h"
#include "message/limits.h"

enum structure_line { STRUCTURE_TEXT = 0, STRUCTURE_DELIMITER, STRUCTURE_CLOSE };

struct structure_container {
	size_t part;			 /* its index in the outline */
	const struct boundary *boundary; /* NULL: an attached message, or a multipart that was closed */
};

struct structure {
	struct boundary_set boundaries;
	struct structure_container containers[LIMIT_DEPTH]; /* around what is read now, outermost first */
	size_t depth;
	size_t stray;	      /* offset of the first line like a delimiter of a boundary nobody had declared yet */
	size_t last_declared; /* offset behind the last header that declared one */
};

void structure_init(struct structure *structure);
void structure_clear(struct structure *structure);

/*
 * A container begins whose header ended at the offset `body`; `boundary` is "" for an attached message. 0; -E2BIG past
 * LIMIT_DEPTH; -EBADMSG with the fault, at `header`, where the boundary clashes with another; -ENOMEM.
 */
int structure_open(struct structure *structure, size_t part, const char *boundary, size_t header, size_t body,
    struct grammar_fault *fault);

/* The innermost multipart that was not closed, or NULL. */
struct structure_container *structure_expected(struct structure *structure);

/* What a line of a body is. 0, -EBADMSG with the fault. */
int structure_line(
    struct structure *structure, const struct line *line, struct grammar_fault *fault, enum structure_line *ret_line);

/* Whether a line of a header looks like any delimiter. `context` is the structure: what field_block_read() asks. */
bool structure_is_delimiter(void *context, const struct line *line);

/* At the end: was a line that passed like a delimiter of a boundary that was declared only behind it? 0, -EBADMSG with
 * the fault. */
int structure_check_strays(const struct structure *structure, const char *message, struct grammar_fault *fault);

#endif
