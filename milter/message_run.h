/*
 * message_run: one run of `referral-check message` over saved messages and cases.
 */
#ifndef MILTER_MESSAGE_RUN_H
#define MILTER_MESSAGE_RUN_H

#include "milter/message_command.h"
#include "milter/options.h"

/* An exit status: fine when every message is accepted and every case passed. */
int message_run(const struct message_command *command, const struct options *options);

#endif
