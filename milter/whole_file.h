/*
 * whole_file: a small file in memory. Only regular files, never more than the caller allows; a FIFO, a device or a file
 * that grows meanwhile cannot hold the daemon up.
 */
#ifndef MILTER_WHOLE_FILE_H
#define MILTER_WHOLE_FILE_H

#include <stddef.h>
#include <stdint.h>

/*
 * `path` is relative to `directory` (AT_FDCWD). The octets are to be freed; a NUL that is not counted follows them.
 * 0, -EINVAL (not a regular file), -E2BIG (more than `most` octets), -ENOMEM, or errno of opening or reading it.
 */
int whole_file_read(int directory, const char *path, size_t most, uint8_t **ret_bytes, size_t *ret_size);

#endif
