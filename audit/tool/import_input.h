/*
 * import_input: the lines of a file or of standard input, one after the other, in bounded memory.
 */
#ifndef AUDIT_TOOL_IMPORT_INPUT_H
#define AUDIT_TOOL_IMPORT_INPUT_H

#include "audit/ledger.h"
#include "audit/tool/import_line.h"

#include <stdbool.h>
#include <stdio.h>

/* Octets of a line, with what stands in front of it: perhaps the beginning of another. */
#define IMPORT_TEXT_MAX (2 * (LEDGER_LINE_MAX + IMPORT_PREFIX_MAX))

struct import_input {
	FILE *stream;
	uint64_t number; /* of the line that was given last, from 1 */
	uint64_t octets; /* read so far */
	char *text;	 /* IMPORT_TEXT_MAX octets */
	size_t length;
	bool is_cut; /* the line was longer: only its beginning is in `text` */
};

/* The stream stays the caller's. 0, -ENOMEM. */
int import_input_init(struct import_input *input, FILE *stream);
void import_input_clear(struct import_input *input);

/* The next line, without its newline: 1; 0 at the end; negative errno of reading. */
int import_input_next(struct import_input *input);

#endif
