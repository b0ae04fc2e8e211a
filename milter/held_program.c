#include "milter/held_program.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int held_program_start(const char *const *arguments, struct held_program *ret_program)
{
	posix_spawn_file_actions_t actions;
	struct held_program program = {.pid = 0};
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) != 0)
		return -errno;
	program.output = fdopen(ends[0], "r");
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
	int r = program.output == NULL ? -ENOMEM
				       : -posix_spawnp(&program.pid, arguments[0], &actions, NULL,
					     (char *const *)(uintptr_t)arguments, environ);
	posix_spawn_file_actions_destroy(&actions);
	close(ends[1]);
	if (r == 0) {
		*ret_program = program;
		return 0;
	}
	if (program.output != NULL)
		fclose(program.output);
	else
		close(ends[0]);
	return r;
}

int held_program_end(struct held_program *program)
{
	int status = 0;

	fclose(program->output);
	while (waitpid(program->pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : -EIO;
}
