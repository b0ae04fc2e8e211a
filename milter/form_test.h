/*
 * form_test: `referral-check form test`: which files are the form, and what in them is answered.
 */
#ifndef MILTER_FORM_TEST_H
#define MILTER_FORM_TEST_H

#include "milter/form_command.h"
#include "milter/form_material.h"
#include "milter/options.h"

/* What came out for one file. All is borrowed. */
struct form_tested {
	const char *path;
	enum form_state state;		  /* of its best document */
	const struct form_answer *answer; /* NULL: nobody could say */
	const char *why;		  /* then why; NULL otherwise */
	bool is_wrong;			  /* the file itself cannot be read: no matter of forms */
};

/* Prints what it finds to standard output, and errors to standard error. An exit status. */
int form_test_run(const struct form_command *command, const struct options *options);

#endif
