/*
 * directory: a directory that is ours alone: opened, made where it is missing, checked, made durable.
 *
 * Never logs, never follows a symbolic link in the last component.
 */
#ifndef AUDIT_DIRECTORY_H
#define AUDIT_DIRECTORY_H

#include <sys/types.h>

/*
 * A descriptor for the directory at `path`, to be closed. A missing one is made with mode 0700 where its parent allows.
 * 0, -EPERM (a symbolic link, another owner than the effective user, or a mode with any bit of `forbidden`), or another
 * negative errno.
 */
int directory_open(const char *path, mode_t forbidden, int *ret_fd);

/* Names that were made, changed or removed in it survive a power failure. 0 or negative errno. */
int directory_sync(int fd);

#endif
