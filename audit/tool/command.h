/*
 * command: what referral-audit can do. Each command is one file with one struct command, named NAME_command, and one
 * line in main.c.
 */
#ifndef AUDIT_TOOL_COMMAND_H
#define AUDIT_TOOL_COMMAND_H

#define PROGRAM "referral-audit"

/* Exit status, as every tool of ours has it. */
enum status {
	STATUS_FINE = 0,
	STATUS_NO = 1,	  /* the answer is no: tampered with, not found, open cases */
	STATUS_WRONG = 2, /* usage or input error */
};

struct command {
	const char *name;
	const char *arguments; /* for the line of usage, without options' descriptions */
	const char *summary;   /* a sentence */
	const char *options;   /* lines of help, or "" */
	/* argv[0] is the command's name; getopt is at its beginning. Answers an enum status. */
	int (*run)(int argc, char **argv);
};

#endif
