/*
 * metrics_text: the text format of Prometheus (exposition format 0.0.4): families with their help and type, samples
 * with labels, escaped.
 *
 * Names and help are ours and plain; a label's value may be anything. Writes to a stream, whose errors are its
 * owner's to look for.
 */
#ifndef MILTER_METRICS_TEXT_H
#define MILTER_METRICS_TEXT_H

#include "milter/histogram.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum metrics_type { METRICS_GAUGE = 0, METRICS_COUNTER, METRICS_HISTOGRAM };

struct metrics_label {
	const char *name, *value;
};

/* Begins a family; all its samples follow. `name` goes without the prefix that all share. */
void metrics_text_family(FILE *stream, const char *name, enum metrics_type type, const char *help);

void metrics_text_sample(
    FILE *stream, const char *name, const struct metrics_label *labels, size_t label_count, uint64_t value);
/* The same with a fraction: microseconds, printed as seconds. */
void metrics_text_seconds(
    FILE *stream, const char *name, const struct metrics_label *labels, size_t label_count, uint64_t us);

/* A family of its own, in seconds: buckets, sum and count. */
void metrics_text_histogram(FILE *stream, const char *name, const char *help, const struct histogram *histogram);

#endif
