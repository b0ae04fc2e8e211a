/*
 * held_program: one of the MTA's own programs, and what it prints. What it says is wrong goes to our standard error.
 */
#ifndef MILTER_HELD_PROGRAM_H
#define MILTER_HELD_PROGRAM_H

#include <stdio.h>
#include <sys/types.h>

struct held_program {
	pid_t pid;
	FILE *output;
};

/* `arguments` end with NULL; the first is looked for on the PATH. 0 or negative errno. */
int held_program_start(const char *const *arguments, struct held_program *ret_program);

/* Waits for its end. 0, or -EIO when its status is not 0. */
int held_program_end(struct held_program *program);

#endif
