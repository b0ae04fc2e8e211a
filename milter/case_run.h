/*
 * case_run: cases, each a message with what is expected of it, run by the rules that it says.
 */
#ifndef MILTER_CASE_RUN_H
#define MILTER_CASE_RUN_H

#include "milter/case_file.h"
#include "milter/try_site.h"

#include <jansson.h>

struct case_run {
	struct try_site *site;
	struct case_file *files;
	size_t file_count;
	size_t passed;
	size_t failed;
	json_t *results; /* NULL for plain text */
};

/* Reads a case. 0, or negative errno: said on standard error. */
int case_run_add(struct case_run *run, const char *path);

/* Runs all of them, in the order of their rules, and prints one line each, and what a failed one disagrees with. 0, or
 * negative errno. */
int case_run_all(struct case_run *run);
void case_run_clear(struct case_run *run);

#endif
