/*
 * new_file: a file that is there whole or not at all.
 */
#ifndef MILTER_NEW_FILE_H
#define MILTER_NEW_FILE_H

#include <stdbool.h>

/*
 * Writes `text` beside `path` and then gives it that name, durably; readable by everybody. 0; -EEXIST where there is
 * such a file and it may not be replaced; or errno of a system call, after which nothing has changed.
 */
int new_file_write(const char *path, const char *text, bool may_replace);

#endif
