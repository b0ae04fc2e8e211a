/*
 * file_list: the files that somebody means who names files and directories.
 *
 * A file stands for itself, a directory for the files in it and in its directories, in the order of their names; what
 * begins with a dot is passed over there, and so is what is neither file nor directory.
 */
#ifndef MILTER_FILE_LIST_H
#define MILTER_FILE_LIST_H

#include <stddef.h>

#define FILE_LIST_MAX	100000 /* files */
#define FILE_LIST_DEPTH 16     /* directories in directories */

struct file_list {
	char **paths; /* owned */
	size_t count;
};

/* Adds what `path` stands for. 0; -E2BIG past a limit above; -ENOMEM; or errno of a directory that cannot be read,
 * whose path is then the last of the list. A file is not looked at. */
int file_list_add(struct file_list *list, const char *path);
void file_list_clear(struct file_list *list);

#endif
