/*
 * line_reader: the lines of a ledger's segments in their order, a block at a time, so that a file may be of any size.
 *
 * A block is whole lines of one segment. Blocks are filled one after the other (the caller sees to that); each is then
 * its owner's alone, so that many threads can look at many blocks. Believes nothing about a line: what is torn, too
 * long or has a NUL in it is handed out with its trouble named. Never logs.
 */
#ifndef AUDIT_STORE_LINE_READER_H
#define AUDIT_STORE_LINE_READER_H

#include "audit/store/store.h"

#define READER_BLOCK_SIZE (1U << 20)
#define READER_LINE_MAX	  ((256U << 10) + 32) /* octets, newline included: as the ledger's longest, with its index */

enum line_trouble {
	LINE_TORN = 0, /* no newline at its end: the file ends here */
	LINE_LONG,     /* more than READER_LINE_MAX: only its beginning is given */
	LINE_NUL,      /* has a NUL in it */
	LINE_WHOLE,    /* none */
};

struct line {
	const char *text; /* without its newline, and not terminated */
	size_t size;
	unsigned segment;
	uint64_t number; /* in the segment, from 1 */
	enum line_trouble trouble;
};

struct block {
	char *octets;
	size_t size, at;
	unsigned segment;
	uint64_t next_line;
	bool is_cut; /* one line that is too long */
};

struct line_reader {
	const struct store *store;
	size_t segment; /* which of the store's */
	int fd;		/* of that segment, or -1 */
	off_t offset;
	uint64_t line;	    /* the next one's number */
	uint64_t octets;    /* read so far, of all segments */
	struct block block; /* of line_reader_next() */
};

/* From the first line on; the store must outlive it. */
void line_reader_init(struct line_reader *reader, const struct store *store);
void line_reader_clear(struct line_reader *reader);

/* Goes on with the first line of the store's segment of this place in its list. */
void line_reader_seek(struct line_reader *reader, size_t segment);

/* The next line, valid until the next call: 1; 0 at the end; negative errno of reading. */
int line_reader_next(struct line_reader *reader, struct line *ret_line);

/* The same in two steps: 1, 0 at the end, or negative errno; then true while there is a line in the block. */
int block_init(struct block *block);
void block_clear(struct block *block);
int line_reader_fill(struct line_reader *reader, struct block *block);
bool block_next(struct block *block, struct line *ret_line);

/* The line of record `index`, its hash not looked at: 1; 0 when no whole line says that it is that record; or negative
 * errno. Jumps by the index of each segment's first line. */
int line_reader_find(struct line_reader *reader, uint64_t index, struct line *ret_line);

#endif
