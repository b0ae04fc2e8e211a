/*
 * form_learning: `referral-check form learn`: a fingerprint out of blanks.
 *
 * All or nothing: a blank that cannot be used, or that seems to hold somebody's answers, and no file is written.
 */
#ifndef MILTER_FORM_LEARNING_H
#define MILTER_FORM_LEARNING_H

#include "milter/form_command.h"
#include "milter/options.h"
#include "rules/fingerprint.h"
#include "rules/form_question.h"

#include <stdbool.h>
#include <stddef.h>

#define FORM_LEARNING_FEW_LABELS 3   /* fewer are worth a warning */
#define FORM_LEARNING_LONG_LABEL 200 /* octets; longer ones are rather instructions */

enum form_blank_end {
	BLANK_WRONG = 0, /* the file cannot be read */
	BLANK_DIED,	 /* the inspector died over it */
	BLANK_UNREADABLE,
	BLANK_NO_LABELS,
	BLANK_TOO_LARGE,
	BLANK_FILLED, /* it seems to hold answers */
	BLANK_KNOWN,
	BLANK_ADDED
};

/* One file of the command line. */
struct form_blank {
	const char *path;
	char *sample; /* what it is called in the fingerprint; owned */
	size_t place; /* on the command line */
	int fd;	      /* its octets, sealed; owned */
	enum form_blank_end end;
	struct form_lesson lesson; /* owned */
	char *why;		   /* of BLANK_WRONG and BLANK_DIED; owned */
};

struct form_learning {
	const struct form_command *command;
	const struct options *options;
	struct form_blank *blanks; /* in the order in which they are learnt */
	size_t count;
	char *text;			/* the fingerprint so far, NULL for nothing */
	struct fingerprint fingerprint; /* the same, read */
	bool is_usable;			/* every blank could be used */
	bool is_written;
};

/* An exit status. Prints to standard output, and errors to standard error. */
int form_learning_run(const struct form_command *command, const struct options *options);

#endif
