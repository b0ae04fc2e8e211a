/*
 * public_file: a small file for everybody to read, replaced as a whole: whoever reads it sees the old or the new one.
 */
#ifndef MILTER_PUBLIC_FILE_H
#define MILTER_PUBLIC_FILE_H

#include <stddef.h>

/* Writes beside it (PATH.new, where whatever a crash left is removed), syncs, renames, and syncs the directory. Mode
 * 0644, whatever the umask says. Follows no symbolic link in the last component. 0, or negative errno: then `path` is
 * as it was, but for a failed sync of the directory. */
int public_file_write(const char *path, const char *octets, size_t size);

#endif
