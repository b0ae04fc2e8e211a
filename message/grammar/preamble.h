/*
 * preamble: what stands before the first delimiter of a multipart (RFC 2046 section 5.1.1).
 *
 * A short notice for programs that do not know MIME is common. Nothing that somebody could read as content is admitted:
 * no fields, no delimiters, no file in the text, no more than a few lines.
 */
#ifndef MESSAGE_GRAMMAR_PREAMBLE_H
#define MESSAGE_GRAMMAR_PREAMBLE_H

#include "message/grammar/line.h"

#define PREAMBLE_LINES_MAX  10
#define PREAMBLE_OCTETS_MAX 512 /* without line ends */

struct preamble {
	size_t lines;
	size_t octets;
};

void preamble_init(struct preamble *preamble);
/* 0, -EBADMSG with the fault. */
int preamble_line(struct preamble *preamble, const struct line *line, struct grammar_fault *fault);

#endif
