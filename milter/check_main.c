/*
 * referral-check: what a mail administrator tries out before mail depends on it. Needs no daemon.
 *
 * Reads no document itself: that is done by referral-inspector, in its sandbox (milter/form_inspector.h).
 */
#include "milter/check_command.h"
#include "milter/exit_status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* Every command, in the order of the help. */
/* clang-format off */
#define COMMANDS(COMMAND) \
	COMMAND(canary) \
	COMMAND(config) \
	COMMAND(form) \
	COMMAND(held) \
	COMMAND(message) \
	COMMAND(mta) \
	COMMAND(replay)
/* clang-format on */

#define DECLARE(name) extern const struct check_command check_##name;
#define ADDRESS(name) &check_##name,

COMMANDS(DECLARE)
static const struct check_command *const commands[] = {COMMANDS(ADDRESS)};

#define COMMAND_COUNT (sizeof(commands) / sizeof(commands[0]))

/* "Usage: referral-check form learn ...", and the command's other lines below that. */
static void print_command(const struct check_command *command)
{
	const char *lead = "Usage: ";

	for (const char *line = command->usage; line != NULL; lead = "       ") {
		int length = (int)strcspn(line, "\n");
		printf("%s" CHECK_PROGRAM " %.*s\n", lead, length, line);
		line = line[length] == '\n' ? line + length + 1 : NULL;
	}
	printf("%s%s", command->summary, command->options);
}

static void print_usage(void)
{
	puts("Usage: " CHECK_PROGRAM " COMMAND [OPTION]... [ARGUMENT]...\n"
	     "       " CHECK_PROGRAM " --version | --help\n"
	     "Tries out what the mail filter would do. Needs no daemon.");
	for (size_t i = 0; i < COMMAND_COUNT; i++) {
		printf("\n%s\n", commands[i]->name);
		print_command(commands[i]);
	}
	puts("\n      --version                print the version and exit\n"
	     "      --help                   print this, or behind a command its own part, and exit\n\n"
	     "Exit status: 0 fine; 1 the answer is no; 2 wrong usage or input.");
}

static const struct check_command *find_command(const char *name)
{
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

/* GNU coding standards, section 4.8: wherever they stand, but behind "--". */
static bool answer_standard_option(const struct check_command *command, int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strcmp(argv[i], "--version") == 0) {
			puts(CHECK_PROGRAM " " PACKAGE_VERSION);
			return true;
		}
		if (strcmp(argv[i], "--help") != 0)
			continue;
		if (command != NULL)
			print_command(command);
		else
			print_usage();
		return true;
	}
	return false;
}

static int answer_wrong(const char *word)
{
	fputs(word != NULL ? CHECK_PROGRAM ": not a command" : CHECK_PROGRAM ": which command?", stderr);
	fputs("; allowed:", stderr);
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		fprintf(stderr, "%s %s", i > 0 ? "," : "", commands[i]->name);
	fputs("\nTry \"" CHECK_PROGRAM " --help\".\n", stderr);
	return EXIT_STATUS_WRONG;
}

int main(int argc, char **argv)
{
	const struct check_command *command = argc > 1 ? find_command(argv[1]) : NULL;
	int status = EXIT_STATUS_FINE;

	if (!answer_standard_option(command, argc, argv))
		status = command != NULL ? command->run(argc - 1, argv + 1) : answer_wrong(argc > 1 ? argv[1] : NULL);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		fputs(CHECK_PROGRAM ": cannot write the output\n", stderr);
		return EXIT_STATUS_WRONG;
	}
	return status;
}
