#include "message/child.h"

#include "channel/channel.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/time.h>
#include <unistd.h>

/* A child outlives neither its template nor its own doubts. */
static void tie_to(pid_t template)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0 || getppid() != template)
		_exit(EXIT_FAILURE);
}

static void quieten(int null_fd)
{
#ifndef SANITIZED
	if (null_fd >= 0)
		dup2(null_fd, STDERR_FILENO);
#endif
	if (null_fd >= 0)
		close(null_fd);
}

static int send_answer(int socket, const struct inspect_answer *answer)
{
	struct writer writer;

	writer_init(&writer);
	inspect_answer_encode(answer, &writer);
	int r = writer.error;
	if (r == 0)
		r = channel_send(
		    socket, writer.bytes, writer.length, &answer->message_fd, answer->body_offset > 0 ? 1 : 0, -1);
	writer_clear(&writer);
	return r;
}

/* Mail that is only watched is not worth the time of a referral: the alarm's default action is death. */
static void bound(enum inspect_purpose purpose)
{
	struct itimerval timer = {
	    .it_value = {.tv_sec = QUESTION_WATCH_MS / 1000, .tv_usec = QUESTION_WATCH_MS % 1000 * 1000}};

	if (purpose != PURPOSE_WATCH)
		return;
	signal(SIGALRM, SIG_DFL);
	setitimer(ITIMER_REAL, &timer, NULL);
}

static int handle(const struct child *child, struct packet *packet)
{
	struct inspect_request request;
	struct inspect_answer answer = {0};
	struct reader reader;

	if (packet->fd_count != 2)
		return -EBADMSG;
	reader_init(&reader, packet->bytes, packet->size);
	int r = inspect_request_decode(&reader, &request);
	if (r < 0)
		return r;
	bound(request.purpose);
	child->inspect(child->context, &request, packet->fds[0], &answer);
	return send_answer(packet->fds[1], &answer);
}

/* The template is to know before a message can do any harm, and nobody may write to it afterwards. */
static int tell_template(int notice_fd)
{
	pid_t self = getpid();

	if (write(notice_fd, &self, sizeof(self)) != (ssize_t)sizeof(self))
		return -EIO;
	close(notice_fd);
	return 0;
}

void child_run(const struct child *child, pid_t template)
{
	struct packet packet;

	tie_to(template);
	sched_setscheduler(0, SCHED_OTHER, &(struct sched_param){0});
	quieten(child->null_fd);
	if (child->sandbox != NULL && sandbox_enter_child(child->sandbox) < 0)
		_exit(EXIT_FAILURE);
	if (child->rehearse != NULL && child->rehearse(child->context) < 0)
		_exit(EXIT_FAILURE);
	int r = channel_receive(child->socket, -1, &packet);
	if (r == 0)
		r = tell_template(child->notice_fd);
	close(child->socket);
	if (r == 0)
		r = handle(child, &packet);
	/* Nothing is freed: the process is the unit of freeing. */
	_exit(r == 0 || r == -EPIPE ? EXIT_SUCCESS : EXIT_FAILURE);
}
