/*
 * inspection: bytes to facts to verdict to edits, for one message.
 *
 * Runs in a child of the template. What cannot be read is said to be uninspectable; what is our own fault is an error
 * in the answer, never a verdict.
 */
#ifndef MESSAGE_INSPECTION_H
#define MESSAGE_INSPECTION_H

#include "message/part_type.h"
#include "rules/envelope.h"
#include "rules/question.h"
#include "rules/ruleset.h"

struct inspection {
	const struct ruleset *ruleset;
	struct part_sniffer *sniffer;
	unsigned message_size; /* octets that a new message may have */
	bool is_explaining;    /* answers carry evidence */
	int sample_fd;	       /* a small made-up message: inspection_warm() */
};

/* `context` is a struct inspection (see child_inspect in message/child.h). */
void inspection_answer(
    void *context, const struct inspect_request *request, int message_fd, struct inspect_answer *ret_answer);

/*
 * Judges a made-up message and forgets it: once, in the template before the sandbox. What libraries set up and the
 * linker resolves at the first use is then done for every child. 0 or negative errno.
 */
int inspection_warm(struct inspection *inspection);

/* Judges a small one: in a child that waits, so that the memory it will write to is its own before a message comes.
 * `context` is a struct inspection. 0 or negative errno. */
int inspection_rehearse(void *context);

#endif
