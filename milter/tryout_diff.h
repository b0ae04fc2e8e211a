/*
 * tryout_diff: what a verdict would change in a message, as a unified diff.
 *
 * The header as the MTA would write it, then the body. Lines of the message are printed only where they are to be
 * revealed; otherwise fields by their names, and how many lines of the body go and come.
 */
#ifndef MILTER_TRYOUT_DIFF_H
#define MILTER_TRYOUT_DIFF_H

#include "milter/tryout.h"

#include <stdio.h>

/* 0, -ENOMEM. */
int tryout_diff_print(const struct saved_message *message, const struct tried *tried, bool is_revealing,
    const char *indent, FILE *stream);

#endif
