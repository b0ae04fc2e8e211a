/*
 * referral-audit: the auditor's tool. Works on a copy of the ledger's directory, without root, daemon or network.
 */
#include "audit/tool/command.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* Every command, in the order of the help. */
/* clang-format off */
#define COMMANDS(COMMAND) \
	COMMAND(verify) \
	COMMAND(show) \
	COMMAND(prove) \
	COMMAND(query) \
	COMMAND(cases) \
	COMMAND(report) \
	COMMAND(export) \
	COMMAND(import) \
	COMMAND(match) \
	COMMAND(keys) \
	COMMAND(retain)
/* clang-format on */

#define DECLARE(name) extern const struct command name##_command;
#define ADDRESS(name) &name##_command,

COMMANDS(DECLARE)
static const struct command *const commands[] = {COMMANDS(ADDRESS)};

#define COMMAND_COUNT (sizeof(commands) / sizeof(commands[0]))

static void print_usage(FILE *stream)
{
	fputs("Usage: " PROGRAM " COMMAND [OPTION]... [ARGUMENT]...\n"
	      "       " PROGRAM " --version | --help\n"
	      "Reads the audit ledger of referral-milter, or a copy of its directory.\n",
	    stream);
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		fprintf(stream, "\n%s %s\n  %s\n%s", commands[i]->name, commands[i]->arguments, commands[i]->summary,
		    commands[i]->options);
	fputs("\n  --version             print the version and exit\n"
	      "  --help                print this, or behind a command its own part, and exit\n\n"
	      "Exit status: 0 fine; 1 the answer is no: tampered with, not there; 2 wrong usage or input.\n",
	    stream);
}

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

/* GNU coding standards, section 4.8: wherever they stand, but behind "--". */
static bool answer_standard_option(const struct command *command, int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strcmp(argv[i], "--version") == 0) {
			puts(PROGRAM " " PACKAGE_VERSION);
			return true;
		}
		if (strcmp(argv[i], "--help") != 0)
			continue;
		if (command != NULL)
			printf("Usage: " PROGRAM " %s %s\n%s\n%s", command->name, command->arguments, command->summary,
			    command->options);
		else
			print_usage(stdout);
		return true;
	}
	return false;
}

static int answer_wrong(const char *word)
{
	if (word != NULL)
		fputs(PROGRAM ": not a command", stderr);
	else
		fputs(PROGRAM ": which command?", stderr);
	fputs("; allowed:", stderr);
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		fprintf(stderr, "%s %s", i > 0 ? "," : "", commands[i]->name);
	fputs("\nTry \"" PROGRAM " --help\".\n", stderr);
	return STATUS_WRONG;
}

int main(int argc, char **argv)
{
	const struct command *command = argc > 1 ? find_command(argv[1]) : NULL;
	int status = STATUS_FINE;

	if (!answer_standard_option(command, argc, argv))
		status = command != NULL ? command->run(argc - 1, argv + 1) : answer_wrong(argc > 1 ? argv[1] : NULL);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		fputs(PROGRAM ": cannot write the output\n", stderr);
		return STATUS_WRONG;
	}
	return status;
}
