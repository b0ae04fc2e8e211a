/*
 * mta_choice: which MTA's configuration is meant, when the command line does not say it.
 */
#ifndef MILTER_MTA_CHOICE_H
#define MILTER_MTA_CHOICE_H

#include <stdbool.h>

struct mta_choice {
	const char *postfix;  /* directory of main.cf, or NULL */
	const char *sendmail; /* sendmail.cf, or NULL */
};

/* One of them is set afterwards: what was named, or what this machine has. 0, or -EINVAL, which was said. */
int mta_choice_make(struct mta_choice *choice);

/* Whether it is where the MTA of this machine has it, and not a copy. */
bool mta_choice_is_usual(const struct mta_choice *choice);

#endif
