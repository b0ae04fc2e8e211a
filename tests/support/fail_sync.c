/*
 * Preloaded into a program (LD_PRELOAD), makes its fdatasync() fail with EIO while the file exists that the environment
 * variable FAIL_SYNC_FILE names: a disk that breaks and is mended under a running daemon.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

__attribute__((visibility("default"))) int fdatasync(int fd)
{
	const char *file = getenv("FAIL_SYNC_FILE");

	if (file != NULL && access(file, F_OK) == 0) {
		errno = EIO;
		return -1;
	}
	return (int)syscall(SYS_fdatasync, fd);
}
