/*
 * tryout_print: what became of a message that was tried out, for people and for programs.
 */
#ifndef MILTER_TRYOUT_PRINT_H
#define MILTER_TRYOUT_PRINT_H

#include "milter/tryout_evidence.h"

#include <jansson.h>

struct tryout_report {
	const char *path;
	const char *origin; /* whose word the envelope is: "sender from From, recipients from To and Cc" */
	const struct saved_message *message;
	struct explanation explanation;
};

/* 0, -ENOMEM. */
int tryout_print_text(const struct tryout_report *report, FILE *stream);

/* One object, of no value of the message; NULL for want of memory. */
json_t *tryout_print_json(const struct tryout_report *report);

/* Whether the message goes on at once. */
bool tryout_is_accepted(const struct tried *tried);

#endif
