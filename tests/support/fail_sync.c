/*
 * Preloaded into a program (LD_PRELOAD), makes its fdatasync() fail with EIO while the file exists that the environment
 * variable FAIL_SYNC_FILE names: a disk that breaks and is mended under a running daemon. While the one exists that
 * HANG_SYNC_FILE names it does not come back: a disk that is away.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

__attribute__((visibility("default"))) int fdatasync(int fd)
{
	const struct timespec pause = {.tv_nsec = 10000000};
	const char *file = getenv("FAIL_SYNC_FILE"), *hang = getenv("HANG_SYNC_FILE");

	while (hang != NULL && access(hang, F_OK) == 0)
		nanosleep(&pause, NULL);
	if (file != NULL && access(file, F_OK) == 0) {
		errno = EIO;
		return -1;
	}
	return (int)syscall(SYS_fdatasync, fd);
}
