#include "milter/mta_choice.h"

#include "milter/check_command.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define POSTFIX_DIRECTORY "/etc/postfix"
#define SENDMAIL_FILE	  "/etc/mail/sendmail.cf"

int mta_choice_make(struct mta_choice *choice)
{
	if (choice->postfix != NULL && *choice->postfix == '\0') {
		fputs(CHECK_PROGRAM ": --postfix: which directory?\n", stderr);
		return -EINVAL;
	}
	if (choice->postfix != NULL && choice->sendmail != NULL) {
		fputs(CHECK_PROGRAM ": --postfix and --sendmail: one of them\n", stderr);
		return -EINVAL;
	}
	if (choice->postfix != NULL || choice->sendmail != NULL)
		return 0;
	if (access(POSTFIX_DIRECTORY "/main.cf", F_OK) == 0) {
		choice->postfix = POSTFIX_DIRECTORY;
	} else if (access(SENDMAIL_FILE, F_OK) == 0) {
		choice->sendmail = SENDMAIL_FILE;
	} else {
		fputs(CHECK_PROGRAM ": neither " POSTFIX_DIRECTORY "/main.cf nor " SENDMAIL_FILE
				    " is here: name one with --postfix or --sendmail\n",
		    stderr);
		return -EINVAL;
	}
	return 0;
}

bool mta_choice_is_usual(const struct mta_choice *choice)
{
	return (choice->postfix != NULL && strcmp(choice->postfix, POSTFIX_DIRECTORY) == 0) ||
	       (choice->sendmail != NULL && strcmp(choice->sendmail, SENDMAIL_FILE) == 0);
}
