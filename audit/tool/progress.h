/*
 * progress: how far long work has come, on one line of the terminal that standard error is; nothing where it is none.
 */
#ifndef AUDIT_TOOL_PROGRESS_H
#define AUDIT_TOOL_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
	bool is_shown; /* there is a terminal */
	bool has_line; /* something stands there */
	const char *what;
	uint64_t total;
	int64_t last_ms;
};

/* `what` is kept: "reading". */
void progress_begin(struct progress *progress, const char *what, uint64_t total);

/* As often as one likes: it prints a few times a second. */
void progress_show(struct progress *progress, uint64_t done);

/* Takes the line away. */
void progress_end(struct progress *progress);

#endif
