/*
 * signals: those that the supervisor acts on, as a descriptor, so that one loop waits for them and everything else.
 */
#ifndef MILTER_SIGNALS_H
#define MILTER_SIGNALS_H

/* Blocks SIGCHLD, SIGHUP, SIGINT and SIGTERM, to be read from the non-blocking signalfd(2) in *ret_fd, and ignores
 * SIGPIPE. 0 or negative errno. */
int signals_open(int *ret_fd);

#endif
