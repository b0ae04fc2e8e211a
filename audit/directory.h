/*
 * directory: a directory that is ours alone: opened, made where it is missing, checked, made durable.
 *
 * Never logs, never follows a symbolic link in the last component.
 */
#ifndef AUDIT_DIRECTORY_H
#define AUDIT_DIRECTORY_H

#include <dirent.h>
#include <sys/types.h>

/*
 * A descriptor for the directory at `path`, to be closed. A missing one is made with mode 0700 where its parent allows.
 * 0, -EPERM (a symbolic link, another owner than the effective user, or a mode with any bit of `forbidden`), or another
 * negative errno.
 */
int directory_open(const char *path, mode_t forbidden, int *ret_fd);

/* What is in it, from the beginning, for readdir(3) and closedir(3); the descriptor's own position stays. 0 or negative
 * errno. */
int directory_list(int fd, DIR **ret_entries);

/*
 * The one writer's lock: the file "lock" in it, made where it is missing. An open file description lock: it belongs to
 * this opening of the file, so that a second one in the same process is refused too, and it ends with the process
 * however that ends. The descriptor is to be closed. 0, -EBUSY (somebody has it), or another negative errno.
 */
int directory_lock(int fd, int *ret_lock);

/* Names that were made, changed or removed in it survive a power failure. 0 or negative errno. */
int directory_sync(int fd);

#endif
