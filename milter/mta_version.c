#include "milter/mta_postfix.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define POSTCONF "/usr/sbin/postconf"

bool mta_postfix_set_version(struct mta_postfix *postfix, const char *text)
{
	int major = 0, minor = 0;

	if (sscanf(text, "%d.%d", &major, &minor) != 2 || major < 2 || minor < 0)
		return false;
	postfix->major = major;
	postfix->minor = minor;
	return true;
}

bool mta_postfix_is_at_least(const struct mta_postfix *postfix, int major, int minor)
{
	return postfix->major > major || (postfix->major == major && postfix->minor >= minor);
}

/* Its first words, without waiting for more than it says. */
static void take_answer(struct mta_postfix *postfix, int fd)
{
	char answer[64];
	ssize_t size = read(fd, answer, sizeof(answer) - 1);

	if (size > 0) {
		answer[size] = '\0';
		mta_postfix_set_version(postfix, answer);
	}
}

void mta_postfix_ask_version(struct mta_postfix *postfix)
{
	char *const arguments[] = {
	    (char[]){"postconf"}, (char[]){"-c"}, postfix->directory, (char[]){"-dh"}, (char[]){"mail_version"}, NULL};
	char *const environment[] = {(char[]){"PATH=/usr/sbin:/usr/bin:/sbin:/bin"}, NULL};
	posix_spawn_file_actions_t actions;
	int ends[2], status = 0;
	pid_t pid = 0;

	if (pipe2(ends, O_CLOEXEC) != 0)
		return;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
	posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	int r = posix_spawn(&pid, POSTCONF, &actions, NULL, arguments, environment);
	posix_spawn_file_actions_destroy(&actions);
	close(ends[1]);
	if (r == 0) {
		take_answer(postfix, ends[0]);
		waitpid(pid, &status, 0);
	}
	close(ends[0]);
}
