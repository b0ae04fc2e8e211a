/*
 * mta_lines: the logical lines of an MTA's configuration file: a line that begins with a blank goes on with the one
 * before, and comments and empty lines between them say nothing (Postfix: postconf(5); Sendmail: its operations guide,
 * section 5). Line feeds inside a logical line stay where they are, so that each word's line can be told.
 */
#ifndef MILTER_MTA_LINES_H
#define MILTER_MTA_LINES_H

#include <stddef.h>

#define MTA_FILE_SIZE_MAX (4U << 20) /* octets of a configuration file or a table of aliases */

struct mta_line {
	char *text;
	int line; /* of its first character, from 1 */
};

struct mta_lines {
	char *file;
	struct mta_line *items;
	size_t count;
};

/* For mta_lines_clear(), also after a failure. 0, -EINVAL (no regular file), -E2BIG, -ENOMEM, or errno of reading. */
int mta_lines_read(struct mta_lines *lines, const char *file);
void mta_lines_clear(struct mta_lines *lines);

/* The line in the file where `at` stands, which points into line->text. */
int mta_line_of(const struct mta_line *line, const char *at);

#endif
