/*
 * case_file: one test case, as a domain expert writes it.
 *
 * The file begins with a sentence of what it proves, up to an empty line; then "key: value" lines; then "--" and the
 * message, with LF line ends. A line that begins with "#" is a comment. README in this directory lists the keys.
 */
#ifndef MILTER_CASE_FILE_H
#define MILTER_CASE_FILE_H

#include <stddef.h>

#define CASE_FILE_MAX (1U << 20) /* octets */

struct case_line {
	char *key;
	char *value;
	int number; /* in the file */
};

struct case_file {
	char *name; /* without directory and ".case" */
	char *path;
	char *sentence;
	struct case_line *lines;
	size_t line_count;
	char *message; /* LF line ends */
};

/* 0, or -EINVAL when it is no case, said on standard error; other negative errno. */
int case_file_read(const char *path, struct case_file *ret_case);
void case_file_clear(struct case_file *file);

/* The first value of the key, or NULL. */
const char *case_file_value(const struct case_file *file, const char *key);

/* Orders by what changes the rules, then by name: so that inspectors need not be started for every case. */
int case_file_compare(const struct case_file *one, const struct case_file *other);

/* The whole of a file, NUL behind it, at most CASE_FILE_MAX octets; to be freed. 0 or negative errno. */
int case_file_slurp(const char *path, char **ret_text, size_t *ret_size);

#endif
