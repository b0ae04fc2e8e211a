/*
 * metrics_file: a thread of the gate's that writes the metrics to a file, every LIMIT_METRICS_MS and when the gate
 * stops.
 *
 * A file of node_exporter's textfile collector: no listener, no network. It is replaced as a whole: written beside,
 * synced, renamed; readable by everybody. What cannot be written is said in the log once, and tried again; no message
 * ever waits for it.
 */
#ifndef MILTER_METRICS_FILE_H
#define MILTER_METRICS_FILE_H

#include "milter/parts.h"

#include <pthread.h>
#include <stdbool.h>

struct metrics_file {
	const struct parts *parts;
	const char *path;   /* NULL: none is wanted */
	const char *ledger; /* directory */
	pthread_t thread;
	pthread_mutex_t lock; /* of the next four */
	pthread_cond_t changed;
	bool is_wanted;
	bool is_stopping;
	bool has_ended;
	bool is_running;
	bool is_failing; /* the thread's: that was said */
};

/* 0, or -EAGAIN: no thread can be made. The texts are borrowed. */
int metrics_file_start(struct metrics_file *file, const struct parts *parts, const char *path, const char *ledger);

/* There is something new: no need to wait for the next turn. */
void metrics_file_wake(struct metrics_file *file);

/* Writes the last page. 0; -ETIMEDOUT: it is not done by the deadline (milter/stopwatch.h), and the thread is left. */
int metrics_file_stop(struct metrics_file *file, uint64_t deadline);

#endif
