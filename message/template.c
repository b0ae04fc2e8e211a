#include "message/template.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define BACKOFF_FIRST_MS 10 /* before the next fork, after a spare that died idle or a fork that failed; doubled */
#define HEAP_READY	 (512 << 10) /* octets of free heap that a child finds */
#define HEAP_MAPPED	 (256 << 10) /* octets of an allocation that gets a mapping of its own */
#define BACKOFF_MAX_MS	 1000

/* A slot of the table of children; pid 0 is free. */
struct slot {
	pid_t pid;
	bool is_busy;
	int64_t deadline; /* of a busy one; CLOCK_MONOTONIC, milliseconds */
};

struct template
{
	struct template_limits limits;
	struct child child;
	int signal_fd;	   /* SIGCHLD */
	int notice_fds[2]; /* pipe: children write their pid when they get a message */
	sigset_t old_mask;
	struct slot slots[TEMPLATE_CHILDREN_MAX];
	int64_t not_before; /* no fork until then */
	int64_t backoff_ms;
};

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* To the supervisor's log; says nothing of any message. */
static void say(const char *what, int number)
{
	fprintf(stderr, "referral-inspector: template: %s (%d)\n", what, number);
}

int template_new(int socket, int null_fd, const struct template_limits *limits, struct template **ret_template)
{
	struct template *template = calloc(1, sizeof(*template));
	sigset_t mask;

	if (template == NULL)
		return -ENOMEM;
	template->limits = *limits;
	template->child = (struct child){.socket = socket, .null_fd = null_fd};
	template->signal_fd = template->notice_fds[0] = template->notice_fds[1] = -1;
	sigemptyset(&mask);
	sigaddset(&mask, SIGCHLD);
	sigprocmask(SIG_BLOCK, &mask, &template->old_mask);
	template->signal_fd = signalfd(-1, &mask, SFD_NONBLOCK | SFD_CLOEXEC);
	if (template->signal_fd < 0 || pipe2(template->notice_fds, O_NONBLOCK | O_CLOEXEC) != 0) {
		int r = -errno;
		template_free(template);
		return r;
	}
	*ret_template = template;
	return 0;
}

void template_free(struct template *template)
{
	if (template == NULL)
		return;
	if (template->signal_fd >= 0)
		close(template->signal_fd);
	for (int i = 0; i < 2; i++)
		if (template->notice_fds[i] >= 0)
			close(template->notice_fds[i]);
	sigprocmask(SIG_SETMASK, &template->old_mask, NULL);
	free(template);
}

static struct slot *find_slot(struct template *template, pid_t pid)
{
	for (unsigned i = 0; i < template->limits.children; i++)
		if (template->slots[i].pid == pid)
			return &template->slots[i];
	return NULL;
}

static void back_off(struct template *template)
{
	template->backoff_ms = template->backoff_ms > 0 ? template->backoff_ms * 2 : BACKOFF_FIRST_MS;
	if (template->backoff_ms > BACKOFF_MAX_MS)
		template->backoff_ms = BACKOFF_MAX_MS;
	template->not_before = now_ms() + template->backoff_ms;
}

static void fork_spare(struct template *template, struct slot *slot)
{
	pid_t self = getpid();
	pid_t pid = fork();

	if (pid == 0) {
		close(template->signal_fd);
		close(template->notice_fds[0]);
		child_run(&template->child, self);
	}
	if (pid < 0) {
		say("cannot fork", errno);
		back_off(template);
		return;
	}
	*slot = (struct slot){.pid = pid};
}

static void keep_spares(struct template *template)
{
	unsigned spares = 0;

	for (unsigned i = 0; i < template->limits.children; i++)
		spares += template->slots[i].pid != 0 && !template->slots[i].is_busy;
	while (spares < TEMPLATE_SPARES && now_ms() >= template->not_before) {
		struct slot *slot = find_slot(template, 0);
		if (slot == NULL)
			return;
		fork_spare(template, slot);
		spares++;
	}
}

static void note_busy(struct template *template)
{
	pid_t pids[64];
	ssize_t got;

	while ((got = read(template->notice_fds[0], pids, sizeof(pids))) > 0) {
		for (size_t i = 0; i < (size_t)got / sizeof(pids[0]); i++) {
			struct slot *slot = pids[i] > 0 ? find_slot(template, pids[i]) : NULL;
			if (slot == NULL || slot->is_busy)
				continue;
			slot->is_busy = true;
			slot->deadline = now_ms() + template->limits.wall_ms;
			template->backoff_ms = 0;
		}
	}
}

static void bury(struct template *template, pid_t pid, int status)
{
	struct slot *slot = find_slot(template, pid);

	/* A child that is killed may have been reaped for its notice only: note_busy() came first. */
	if (slot == NULL)
		return;
	if (WIFSIGNALED(status))
		say(slot->is_busy ? "a child died over its message, signal" : "a spare child died, signal",
		    WTERMSIG(status));
	else if (WEXITSTATUS(status) != 0)
		say(slot->is_busy ? "a child gave its message up, status" : "a spare child gave up, status",
		    WEXITSTATUS(status));
	if (!slot->is_busy)
		back_off(template);
	*slot = (struct slot){0};
}

/* The notice of a child that is dead is in the pipe by then: so first wait, then read, then judge. */
static void reap(struct template *template)
{
	struct signalfd_siginfo ignored[8];
	pid_t pid;
	int status;

	while (read(template->signal_fd, ignored, sizeof(ignored)) > 0)
		;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		note_busy(template);
		bury(template, pid, status);
	}
}

static void kill_overdue(struct template *template)
{
	int64_t now = now_ms();

	for (unsigned i = 0; i < template->limits.children; i++) {
		struct slot *slot = &template->slots[i];
		if (slot->pid == 0 || !slot->is_busy || slot->deadline > now)
			continue;
		kill(slot->pid, SIGKILL);
		slot->deadline = INT64_MAX;
	}
}

/* Milliseconds until the next deadline, -1 for none. */
static int next_timeout(const struct template *template)
{
	int64_t next = INT64_MAX, now = now_ms();

	for (unsigned i = 0; i < template->limits.children; i++) {
		const struct slot *slot = &template->slots[i];
		if (slot->pid != 0 && slot->is_busy && slot->deadline < next)
			next = slot->deadline;
	}
	if (template->not_before > now && template->not_before < next)
		next = template->not_before;
	if (next == INT64_MAX)
		return -1;
	return next > now ? (int)(next - now) : 0;
}

static void end_children(struct template *template)
{
	for (unsigned i = 0; i < template->limits.children; i++)
		if (template->slots[i].pid != 0)
			kill(template->slots[i].pid, SIGKILL);
	while (waitpid(-1, NULL, 0) > 0)
		;
}

/*
 * What malloc() puts off until somebody wants much memory (sorting what is free, asking the kernel for more) it would
 * do in every child again, and write to most pages of the heap, each of which the kernel then copies.
 */
static void settle_heap(void)
{
	mallopt(M_TRIM_THRESHOLD, HEAP_READY * 2);
	malloc_trim(0);
	mallopt(M_MMAP_THRESHOLD, HEAP_READY * 2);
	free(malloc(HEAP_READY));
	mallopt(M_MMAP_THRESHOLD, HEAP_MAPPED);
}

int template_run(struct template *template, const struct sandbox *sandbox, child_inspect inspect,
    child_rehearse rehearse, void *context)
{
	int r = 0;

	template->child.notice_fd = template->notice_fds[1];
	template->child.sandbox = sandbox;
	template->child.inspect = inspect;
	template->child.rehearse = rehearse;
	template->child.context = context;
	settle_heap();
	/* To fork the next spare is never more urgent than the message that took this one. */
	sched_setscheduler(0, SCHED_BATCH, &(struct sched_param){0});
	for (;;) {
		kill_overdue(template);
		keep_spares(template);
		/* No events are asked of the request socket: that it hangs up is told anyway. */
		struct pollfd fds[] = {{.fd = template->child.socket},
		    {.fd = template->notice_fds[0], .events = POLLIN}, {.fd = template->signal_fd, .events = POLLIN}};
		if (poll(fds, 3, next_timeout(template)) < 0 && errno != EINTR) {
			r = -errno;
			break;
		}
		if (fds[0].revents != 0)
			break;
		note_busy(template);
		reap(template);
	}
	end_children(template);
	return r;
}
