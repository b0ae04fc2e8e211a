/*
 * problem: what is wrong with a file that the administrator wrote, as "file:line: option: what is allowed".
 *
 * A loader adds problems and goes on, so that one run shows all of them. Warnings (a review date that has passed) stop
 * nothing; errors do. Library code never prints them: the program at the edge does.
 */
#ifndef RULES_PROBLEM_H
#define RULES_PROBLEM_H

#include <stdbool.h>
#include <stddef.h>

#define PROBLEMS_MAX 200 /* kept at most; later ones are only counted */

struct problem {
	bool is_warning;
	char *text; /* one line, no newline at its end */
	/* The same in pieces. */
	size_t file_length; /* octets of the text that name the file */
	int line;	    /* 0: none */
	const char *said;   /* what follows the place; within the text */
};

struct problem_list {
	struct problem *items;
	size_t count;
	size_t dropped; /* past PROBLEMS_MAX, or for want of memory */
	bool has_error;
};

void problem_list_init(struct problem_list *list);
void problem_list_clear(struct problem_list *list);

/* Moves all of `from` behind what is in `to`; `from` is empty then. */
void problem_list_move(struct problem_list *from, struct problem_list *to);

/* `line` 0 leaves the line out. Never fails: what cannot be kept is counted and still sets has_error. */
void problem_error(struct problem_list *list, const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void problem_warning(struct problem_list *list, const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
