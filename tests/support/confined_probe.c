/* Tries one thing that a confined service must not be able to do (or must be), and prints "done" or the error's name.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGE 4096

static int try_socket(int family)
{
	return socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

static int try_map(int protection, int later)
{
	void *page = mmap(NULL, PAGE, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return page == MAP_FAILED || (later != 0 && mprotect(page, PAGE, later) != 0) ? -1 : 0;
}

static int try_scheduling(void)
{
	return sched_setscheduler(0, SCHED_BATCH, &(struct sched_param){0});
}

static int try_execution(const char *path)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		execl(path, path, (char *)NULL);
		_exit(errno);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return -1;
	errno = WEXITSTATUS(status);
	return errno == 0 ? 0 : -1;
}

static int try_limits(void)
{
	struct rlimit files, core;

	getrlimit(RLIMIT_NOFILE, &files);
	getrlimit(RLIMIT_CORE, &core);
	errno = ERANGE;
	return files.rlim_cur >= 3 * 1024 && core.rlim_max == 0 ? 0 : -1;
}

static int try_thing(const char *what, const char *path)
{
	if (strcmp(what, "unix-socket") == 0)
		return try_socket(AF_UNIX);
	if (strcmp(what, "inet-socket") == 0)
		return try_socket(AF_INET);
	if (strcmp(what, "write") == 0)
		return open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (strcmp(what, "read") == 0)
		return open(path, O_RDONLY | O_CLOEXEC);
	if (strcmp(what, "execute") == 0)
		return try_execution(path);
	if (strcmp(what, "set-user-id") == 0)
		return chmod(path, 04755);
	if (strcmp(what, "writable-code") == 0)
		return try_map(PROT_READ | PROT_WRITE | PROT_EXEC, 0);
	if (strcmp(what, "code-made-later") == 0)
		return try_map(PROT_READ | PROT_WRITE, PROT_READ | PROT_EXEC);
	if (strcmp(what, "namespace") == 0)
		return unshare(CLONE_NEWUSER);
	if (strcmp(what, "mount") == 0)
		return mount("tmpfs", path, "tmpfs", 0, NULL);
	if (strcmp(what, "trace") == 0)
		return (int)ptrace(PTRACE_TRACEME, 0, NULL, NULL);
	if (strcmp(what, "personality") == 0)
		return personality(PER_LINUX32) < 0 ? -1 : 0;
	if (strcmp(what, "scheduling") == 0)
		return try_scheduling();
	if (strcmp(what, "limits") == 0)
		return try_limits();
	errno = ENOTSUP;
	return -1;
}

int main(int argc, char **argv)
{
	int r = argc >= 2 ? try_thing(argv[1], argc > 2 ? argv[2] : "") : -1;

	puts(r >= 0 ? "done" : strerrorname_np(errno));
	return 0;
}
