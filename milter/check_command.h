/*
 * check_command: what referral-check can do. Each command is one file, milter/check_NAME.c, with one struct
 * check_command, named check_NAME, and one line in check_main.c.
 */
#ifndef MILTER_CHECK_COMMAND_H
#define MILTER_CHECK_COMMAND_H

#define CHECK_PROGRAM "referral-check"

struct check_command {
	const char *name;
	const char *usage;   /* a line for each way to call it, without the program's name; LF between them */
	const char *summary; /* lines of prose, with LF at the end */
	const char *options; /* lines of help, with LF at the end, or "" */
	/* argv[0] is the command's name; getopt is at its beginning. Answers an exit status of exit_status.h. */
	int (*run)(int argc, char **argv);
};

/* Says on standard error where help is to be had, behind what a command said about a mistake. EXIT_STATUS_WRONG. */
int check_command_refuse(const struct check_command *command);

#endif
