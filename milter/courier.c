#include "milter/courier.h"

#include "channel/channel.h"
#include "milter/child.h"
#include "milter/limits.h"
#include "milter/log.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOTE_MAX 65536 /* octets; a checkpoint has some 300 */

void courier_init(struct courier *courier, const char *program)
{
	*courier = (struct courier){.program = program, .waiting = -1};
	output_init(&courier->output);
}

static void say_line(void *context, const char *line)
{
	const struct courier *courier = context;

	log_write(LOG_LEVEL_WARNING, NULL, "%s: %s", courier->program, line);
}

/* Its standard input stands at the beginning: the descriptor is shared with the gate, which has closed it by now. */
static int execute(struct courier *courier, int note_fd)
{
	char *const arguments[] = {(char *)courier->program, NULL};
	size_t size = 0;
	int error_fd = -1;

	int r = channel_sealed_size(note_fd, &size);
	if (r == 0 && size > NOTE_MAX)
		r = -E2BIG;
	if (r == 0 && lseek(note_fd, 0, SEEK_SET) != 0)
		r = -errno;
	if (r == 0)
		r = output_open(&courier->output, &error_fd);
	if (r < 0)
		return r;
	const struct child_program program = {
	    .path = courier->program, .arguments = arguments, .stdin_fd = note_fd, .stderr_fd = error_fd};
	r = child_execute(&program, &courier->pid);
	close(error_fd);
	if (r < 0)
		output_close(&courier->output);
	return r;
}

/* With what waits. */
static void begin(struct courier *courier, int64_t now)
{
	int r = execute(courier, courier->waiting);

	close(courier->waiting);
	courier->waiting = -1;
	courier->due = now + LIMIT_COURIER_MS;
	if (r < 0)
		log_write(LOG_LEVEL_ERROR, NULL, "%s: cannot be started: %s", courier->program, strerror(-r));
}

void courier_take(struct courier *courier, int fd, int64_t now)
{
	if (courier->program == NULL) {
		close(fd);
		return;
	}
	if (courier->waiting >= 0)
		close(courier->waiting);
	courier->waiting = fd;
	if (courier->pid == 0)
		begin(courier, now);
}

/* Itself too: it may not have a process group of its own yet. */
static void end(const struct courier *courier)
{
	kill(-courier->pid, SIGKILL);
	kill(courier->pid, SIGKILL);
}

void courier_tend(struct courier *courier, int64_t now)
{
	if (courier->pid == 0 || now < courier->due)
		return;
	log_write(LOG_LEVEL_ERROR, NULL, "%s: takes longer than %d s: it is killed", courier->program,
	    LIMIT_COURIER_MS / 1000);
	end(courier);
	courier->due = INT64_MAX;
}

int64_t courier_due(const struct courier *courier)
{
	return courier->pid != 0 ? courier->due : INT64_MAX;
}

struct pollfd courier_poll(const struct courier *courier)
{
	return (struct pollfd){.fd = courier->output.fd, .events = POLLIN};
}

void courier_hear(struct courier *courier)
{
	output_read(&courier->output, say_line, courier);
}

bool courier_reap(struct courier *courier, pid_t pid, int status, int64_t now)
{
	char how[CHILD_END_SIZE];

	if (courier->pid == 0 || courier->pid != pid)
		return false;
	courier_hear(courier);
	output_close(&courier->output);
	kill(-pid, SIGKILL); /* what it left behind */
	courier->pid = 0;
	child_describe(status, how);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		log_write(LOG_LEVEL_ERROR, NULL, "%s: %s", courier->program, how);
	if (courier->waiting >= 0)
		begin(courier, now);
	return true;
}

bool courier_is_idle(const struct courier *courier)
{
	return courier->pid == 0;
}

void courier_kill(struct courier *courier)
{
	if (courier->waiting >= 0)
		close(courier->waiting);
	courier->waiting = -1;
	if (courier->pid != 0)
		end(courier);
}
