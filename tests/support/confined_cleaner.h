/*
 * confined_cleaner: a cleaner in the sandbox of a template's child, and what came of it.
 */
#ifndef TESTS_SUPPORT_CONFINED_CLEANER_H
#define TESTS_SUPPORT_CONFINED_CLEANER_H

#include "message/sanitise/cleaning.h"

struct confined {
	int status; /* 0: it ended well; 128 and more: by a signal; anything else: the sandbox could not be entered */
	double cpu_seconds;
	long peak_kilobytes;
	struct cleaning cleaning; /* to be cleared */
};

/* Within 512 MiB, and CPU seconds that are enough for any document. Fails the test where there is no sandbox. */
void confined_cleaner_run(cleaner clean, const char *octets, size_t size, struct confined *ret_confined);

#endif
