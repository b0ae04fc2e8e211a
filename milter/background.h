/*
 * background: a daemon that leaves the terminal once it is ready, so that who started it learns by the exit status
 * whether it did.
 */
#ifndef MILTER_BACKGROUND_H
#define MILTER_BACKGROUND_H

/*
 * Forks. The caller goes on in the child, in a session of its own; the parent waits, and exits with status 0 once the
 * child is ready, or with the child's own when that ends before. *ret_fd is for background_ready(). 0 or negative
 * errno.
 */
int background_enter(int *ret_fd);

/* Lets the parent go, and standard input, output and error with it. */
void background_ready(int fd);

#endif
