/*
 * capture: the exact octets of a message, as they come from the MTA.
 *
 * The header fields are gathered on the heap, since most mail is none of our business and ends there; a message that is
 * to be inspected goes on into a memfd: header, empty line, body. Limits are enforced while capturing: past one of them
 * nothing more is stored, and what was stored is given back at once. The first thing that goes wrong sticks.
 *
 * Never parses: it counts fields, octets and lines that begin with "--". One thread at a time.
 */
#ifndef MILTER_CAPTURE_H
#define MILTER_CAPTURE_H

#include "milter/budget.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct capture {
	struct budget *budget;
	uint64_t size_limit;
	int error;		 /* 0; -E2BIG: past a limit of size; -EOVERFLOW: past the one of boundary lines, which
				    has nothing to do with size; -ENOBUFS: past the budget; other: our own fault */
	uint8_t *header;	 /* owned; complete unless `error` says otherwise; NULL once it is in the memfd */
	size_t header_size;	 /* octets stored */
	size_t header_capacity;	 /* octets allocated */
	unsigned field_count;	 /* seen */
	int fd;			 /* memfd, owned; -1 while there is none */
	uint64_t taken;		 /* octets of the budget */
	uint64_t size;		 /* octets seen, the empty line included */
	uint32_t boundary_lines; /* seen in the body */
	unsigned line_dashes;	 /* hyphens at the beginning of the current line, up to 2 */
	bool is_in_line;	 /* something else has followed them */
	bool is_watched;	 /* takes what others leave of the budget: LIMIT_WATCH_SHARE */
};

void capture_init(struct capture *capture, struct budget *budget, uint64_t size_limit);
/* Closes, frees and gives the budget back; the capture is as after capture_init(). */
void capture_clear(struct capture *capture);

/*
 * One header field as libmilter hands it over: lines of a folded value separated by LF. `has_leading_space` says that
 * the value begins with the octet after the colon (SMFIP_HDR_LEADSPC); otherwise one space is put there.
 */
void capture_field(struct capture *capture, const char *name, const char *value, bool has_leading_space);

/* Before the body of a message that is only watched. */
void capture_watch(struct capture *capture);
/* Opens the memfd, with the header and the empty line in it; the header is gone from the heap then. */
void capture_begin_body(struct capture *capture);
/* A chunk, of any size; ignored where no body was begun. */
void capture_body(struct capture *capture, const void *bytes, size_t size);
/* An error from outside sticks as well; 0 changes nothing. */
void capture_fail(struct capture *capture, int error);
/* Seals what was captured. 0, or the error that stuck. */
int capture_finish(struct capture *capture);

#endif
