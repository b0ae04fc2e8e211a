#include "milter/check_command.h"

#include "milter/exit_status.h"

#include <stdio.h>

int check_command_refuse(const struct check_command *command)
{
	fprintf(stderr, "Try \"" CHECK_PROGRAM " %s --help\".\n", command->name);
	return EXIT_STATUS_WRONG;
}
