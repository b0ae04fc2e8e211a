/*
 * output: what a child writes to its standard error, line by line.
 *
 * Until it has been given mail to read, its words are our own and may be logged; afterwards a library of its may print
 * what it reads, so its output is read and forgotten. The caller says which.
 */
#ifndef MILTER_OUTPUT_H
#define MILTER_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#define OUTPUT_LINE_MAX	 400 /* octets of a line; the rest is dropped */
#define OUTPUT_LINES_MAX 20  /* of one process; later ones are dropped */

struct output {
	int fd; /* reading end of a pipe, owned; -1 when there is none */
	char line[OUTPUT_LINE_MAX + 1];
	size_t used;
	unsigned lines;
};

void output_init(struct output *output);

/* Makes a pipe. The writing end is the caller's, to hand to the child and close. 0 or negative errno. */
int output_open(struct output *output, int *ret_write_fd);

/* Takes what is there without waiting; calls `say` for each line when it is not NULL. Closes itself at end of file. */
void output_read(struct output *output, void (*say)(void *context, const char *line), void *context);

void output_close(struct output *output);

#endif
