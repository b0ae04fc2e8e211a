/*
 * Preloaded into a program (LD_PRELOAD), moves its date by so many seconds as stand in the file that the environment
 * variable FAKE_CLOCK_FILE names: a change of the calendar under a running daemon.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static long offset(void)
{
	const char *name = getenv("FAKE_CLOCK_FILE");
	FILE *file = name != NULL ? fopen(name, "re") : NULL;
	long seconds = 0;

	if (file == NULL)
		return 0;
	if (fscanf(file, "%ld", &seconds) != 1)
		seconds = 0;
	fclose(file);
	return seconds;
}

__attribute__((visibility("default"))) int clock_gettime(clockid_t clock, struct timespec *ret_time)
{
	int r = (int)syscall(SYS_clock_gettime, clock, ret_time);

	if (r == 0 && clock == CLOCK_REALTIME)
		ret_time->tv_sec += offset();
	return r;
}

__attribute__((visibility("default"))) time_t time(time_t *ret_time)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	if (ret_time != NULL)
		*ret_time = now.tv_sec;
	return now.tv_sec;
}
