/*
 * message_command: the command line of `referral-check message`.
 */
#ifndef MILTER_MESSAGE_COMMAND_H
#define MILTER_MESSAGE_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#define MESSAGE_COMMAND_ERROR_SIZE 256

/* Strings are the command line's; the arrays are the command's. NULL: not given. */
struct message_command {
	const char *config;
	char **files;
	size_t file_count;
	const char *from;
	char **recipients;
	size_t recipient_count;
	const char *client;
	const char *user;
	const char *route;
	bool as_json;
	bool is_revealing;
};

/* `argv[0]` is the command's name. 0; -EINVAL with one line in `error` (always terminated); -ENOMEM. On success the
 * command is the caller's. */
int message_command_parse(
    int argc, char **argv, struct message_command *ret_command, char error[MESSAGE_COMMAND_ERROR_SIZE]);
void message_command_clear(struct message_command *command);

#endif
