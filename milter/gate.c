#include "milter/gate.h"

#include "milter/callbacks.h"
#include "milter/clerk.h"
#include "milter/control.h"
#include "milter/limits.h"
#include "milter/log.h"
#include "milter/metrics_file.h"
#include "milter/stopwatch.h"
#include "milter/succession.h"

#include <errno.h>
#include <libmilter/mfapi.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define CONTROL_POLL_MS 1000 /* how soon the end of the serving thread is noticed */
#define NUDGE_MS	5    /* between attempts to wake libmilter while stopping */

/* The thread that libmilter serves the socket in. */
struct server {
	pthread_t thread;
	atomic_bool has_ended;
};

static struct clerk clerk;
static struct metrics_file metrics_file;

static void ignore(int signal_number)
{
	(void)signal_number;
}

/*
 * Signals belong to the supervisor. libmilter waits for SIGHUP, SIGTERM and SIGINT in a thread of its own, and blocks
 * them in the thread that calls smfi_main(); so that is not the first thread: as long as the first one does not block
 * them, a signal that is ignored is dropped as it arrives, and libmilter never sees it. SIGUSR1 does nothing but
 * interrupt a system call.
 */
static void settle_signals(void)
{
	static const int ignored[] = {SIGHUP, SIGTERM, SIGINT, SIGQUIT, SIGPIPE, SIGUSR2};
	struct sigaction action = {.sa_handler = SIG_IGN};
	sigset_t none;

	for (size_t i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++)
		sigaction(ignored[i], &action, NULL);
	action.sa_handler = ignore;
	sigaction(SIGUSR1, &action, NULL);
	sigemptyset(&none);
	pthread_sigmask(SIG_SETMASK, &none, NULL);
}

/* Messages are in this process's memory: no core, no debugger. Each session takes up to three descriptors, and without
 * any libmilter would spin. */
static void settle_limits(void)
{
	struct rlimit limit = {0, 0};

	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	setrlimit(RLIMIT_CORE, &limit);
	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

static struct pool_limits pool_limits_of(const struct options *options)
{
	return (struct pool_limits){.screeners = options_screeners(options),
	    .slots = options_inspectors(options),
	    .screen_ms = LIMIT_SCREEN_MS,
	    .slot_wait_ms = options->slot_wait_ms,
	    .inspect_ms = options->inspect_time_ms + LIMIT_INSPECT_MARGIN_MS,
	    .watch_wait_ms = LIMIT_WATCH_WAIT_MS,
	    .watch_ms = QUESTION_WATCH_MS + LIMIT_WATCH_MARGIN_MS};
}

static int parts_init(struct parts *parts, const struct gate_start *start)
{
	static struct generations generations;
	static struct watch_tally watched;
	static struct metrics metrics;
	const struct options *options = start->options;
	const struct pool_limits limits = pool_limits_of(options);
	struct generation *first = NULL;

	parts->gateway = options->gateway;
	parts->message_size_limit = options->message_size_limit;
	parts->case_window_s = (int64_t)options->case_window_days * 86400;
	budget_init(&parts->budget, options->byte_budget);
	watch_tally_init(&watched);
	parts->watched = &watched;
	metrics_init(&metrics, (int64_t)time(NULL));
	metrics_policy(&metrics, start->ruleset, (int64_t)time(NULL));
	atomic_store(&metrics.is_stale, start->is_stale);
	parts->metrics = &metrics;
	const struct books_place place = {.ledger = {.directory = options->ledger,
					      .keys = options->keys,
					      .signing_key = options->signing_key,
					      .gateway = options->gateway,
					      .segment_age = (uint64_t)options->segment_age_days * 86400},
	    .key_period = options->key_period,
	    .heartbeat_s = options->heartbeat_s};
	int r = books_new(&place, &parts->books);
	if (r == 0)
		r = succession_first(start, &limits, &first);
	if (r < 0)
		return r;
	generations_init(&generations, first);
	parts->generations = &generations;
	return 0;
}

/* 0, or -EIO: libmilter has said why in the log. */
static int open_socket(struct parts *parts, int listen_fd)
{
	char description[32];

	snprintf(description, sizeof(description), "fd:%d", listen_fd);
	int r = callbacks_register(parts);
	/* libmilter calls listen() again, and with its own idea of the backlog unless told. */
	if (r == 0 && (smfi_setconn(description) != MI_SUCCESS || smfi_setbacklog(SOMAXCONN) != MI_SUCCESS ||
			  smfi_opensocket(false) != MI_SUCCESS))
		r = -EIO;
	return r;
}

static void *serve(void *argument)
{
	struct server *server = argument;

	smfi_main();
	atomic_store(&server->has_ended, true);
	return NULL;
}

/* One that takes the place of another: that one has died. */
static void note_death(struct parts *parts, const struct generation *generation, const struct control *control)
{
	static uint32_t seen_of;
	static bool has_template, has_screener[LIMIT_SCREENERS_MAX];
	bool is_template = control->kind == CONTROL_TEMPLATE;
	bool *seen = is_template ? &has_template : &has_screener[control->index % LIMIT_SCREENERS_MAX];

	if (seen_of != generation->number) {
		seen_of = generation->number;
		has_template = false;
		memset(has_screener, 0, sizeof(has_screener));
	}
	if (*seen) {
		enum death who = is_template ? DEATH_TEMPLATE : DEATH_SCREENER;
		arrears_deaths(books_arrears(parts->books), who, 1);
		metrics_add(&parts->metrics->deaths[who]);
	}
	*seen = true;
}

/* An inspector, for the generation that it is of. */
static void take_inspector(struct parts *parts, const struct control *control, int fd)
{
	struct generation *generation = generations_find(parts->generations, control->generation);

	if (generation != NULL)
		note_death(parts, generation, control);
	if (generation == NULL)
		close(fd);
	else if (control->kind == CONTROL_SCREENER)
		pool_set_screener(generation->pool, control->index, control->serial, fd);
	else
		pool_set_template(generation->pool, control->serial, fd);
}

static void answer(const struct gate_start *start, enum control_kind kind, uint32_t generation)
{
	const struct control control = {.kind = kind, .generation = generation};

	(void)control_send(start->control_fd, &control, -1, CONTROL_POLL_MS);
}

static void prepare_policy(struct parts *parts, const struct gate_start *start, uint32_t number, int bundle_fd)
{
	const struct pool_limits limits = pool_limits_of(start->options);
	int r = succession_prepare(parts->generations, &limits, start->control_fd, number, bundle_fd);

	if (r == 0)
		return;
	log_write(LOG_LEVEL_ERROR, NULL, "the gate cannot take the new policy: %s", strerror(-r));
	answer(start, CONTROL_KEPT, number);
}

/* Owed before the switch, so that nothing is recorded under a policy that was not announced. */
static void switch_policy(struct parts *parts, const struct gate_start *start, uint32_t number)
{
	struct generation *before = generations_current(parts->generations);
	const struct generation *next = generations_find(parts->generations, number);

	if (next != NULL && next != before) {
		arrears_reload(books_arrears(parts->books), next->digest);
		metrics_policy(parts->metrics, next->ruleset, (int64_t)time(NULL));
		metrics_add(&parts->metrics->reloads);
		(void)generations_switch(parts->generations, number);
		clerk_wake(&clerk);
		metrics_file_wake(&metrics_file);
		answer(start, CONTROL_SWITCHED, number);
	}
	generation_unref(before);
}

/* A reload that brought no new policy: it failed, or nothing had changed. */
static void note_reload(struct parts *parts, bool has_failed)
{
	if (has_failed)
		metrics_add(&parts->metrics->reload_failures);
	atomic_store(&parts->metrics->is_stale, has_failed);
	metrics_file_wake(&metrics_file);
}

/* Acts on one message of the supervisor's; false when the gate is to stop. */
static bool obey(struct parts *parts, const struct gate_start *start, const struct control *control, int fd)
{
	switch (control->kind) {
	case CONTROL_SCREENER:
	case CONTROL_TEMPLATE:
		take_inspector(parts, control, fd);
		return true;
	case CONTROL_POLICY:
		prepare_policy(parts, start, control->generation, fd);
		return true;
	case CONTROL_SWITCH:
		switch_policy(parts, start, control->generation);
		return true;
	case CONTROL_TRIED:
		note_reload(parts, control->index != 0);
		return true;
	case CONTROL_STOP:
		return false;
	case CONTROL_NONE:
	case CONTROL_READY:
	case CONTROL_HUNG_SCREENER:
	case CONTROL_HUNG_TEMPLATE:
	case CONTROL_SWITCHED:
	case CONTROL_KEPT:
	case CONTROL_CHECKPOINT:
	case CONTROL_KIND_COUNT:
		break;
	}
	return true;
}

/* From time to time, and only when there is something new. */
static void say_watched(struct watch_tally *tally, bool is_last)
{
	static uint64_t said, due;
	char text[WATCH_TALLY_TEXT_MAX];
	uint64_t total = watch_tally_total(tally);

	if (due == 0)
		due = stopwatch_deadline(LIMIT_WATCH_REPORT_MS);
	if (total == said || (!is_last && stopwatch_left_ms(due) > 0))
		return;
	watch_tally_say(tally, text);
	log_write(LOG_LEVEL_INFO, NULL, "watched mail: %s", text);
	said = total;
	due = stopwatch_deadline(LIMIT_WATCH_REPORT_MS);
}

/* Until told to stop, or the supervisor is gone, or libmilter gives up. True when it was told. */
static bool follow(struct parts *parts, const struct gate_start *start, struct server *server)
{
	for (;;) {
		struct control control = {CONTROL_NONE};
		int fd = -1;
		int r = control_receive(start->control_fd, CONTROL_POLL_MS, &control, &fd);
		if (r == 0 && !obey(parts, start, &control, fd))
			return true;
		if (r == -EPIPE)
			return true;
		if (atomic_load(&server->has_ended))
			return false;
		say_watched(parts->watched, false);
		if (r < 0 && r != -ETIMEDOUT)
			log_write(LOG_LEVEL_WARNING, NULL, "control message: %s", strerror(-r));
	}
}

static void *stop_milter(void *argument)
{
	(void)argument;
	smfi_stop();
	return NULL;
}

/*
 * smfi_stop() sets a flag and then waits for a lock that the serving thread holds while it waits for connections, up to
 * 5 s. A signal ends that wait at once.
 */
static bool stop_serving(struct server *server)
{
	const struct timespec pause = {.tv_nsec = NUDGE_MS * 1000000L};
	uint64_t deadline = stopwatch_deadline(LIMIT_GATE_STOP_MS);
	pthread_t stopper;

	if (pthread_create(&stopper, NULL, stop_milter, NULL) != 0)
		return false;
	pthread_detach(stopper);
	while (!atomic_load(&server->has_ended) && stopwatch_left_ms(deadline) > 0) {
		pthread_kill(server->thread, SIGUSR1);
		nanosleep(&pause, NULL);
	}
	bool has_ended = atomic_load(&server->has_ended);
	if (has_ended)
		pthread_join(server->thread, NULL);
	return has_ended;
}

/* Nothing is freed: threads of libmilter's may still look at it. They find the callbacks closed, and defer. */
static void finish(struct parts *parts, struct server *server)
{
	uint64_t deadline = stopwatch_deadline(LIMIT_GATE_STOP_MS);

	if (!stop_serving(server))
		log_write(LOG_LEVEL_WARNING, NULL, "libmilter did not stop in time");
	bool is_idle = callbacks_close((unsigned)stopwatch_left_ms(deadline));
	say_watched(parts->watched, true);
	/* Mail is done with: what is left of the time is the disk's. */
	int r = clerk_stop(&clerk, stopwatch_deadline(LIMIT_CLERK_STOP_MS));
	if (r < 0)
		log_write(LOG_LEVEL_WARNING, NULL, "cannot record the stop: %s", strerror(-r));
	bool has_metrics = metrics_file_stop(&metrics_file, stopwatch_deadline(LIMIT_METRICS_STOP_MS)) == 0;
	if (!has_metrics)
		log_write(LOG_LEVEL_WARNING, NULL, "stopping without the last metrics");
	if (!is_idle)
		log_write(LOG_LEVEL_WARNING, NULL, "stopping with messages undecided: the MTA will defer them");
	if (!is_idle || r == -ETIMEDOUT || !has_metrics)
		_exit(0); /* no clean-up of libraries under the hands of those who are still there */
	books_shut(parts->books);
}

/* Serves until told to stop. 0, or -EIO when libmilter could not or would not. */
static int run(struct parts *parts, const struct gate_start *start)
{
	static struct server server;
	const struct control ready = {.kind = CONTROL_READY};

	atomic_init(&server.has_ended, false);
	if (open_socket(parts, start->listen_fd) < 0 || pthread_create(&server.thread, NULL, serve, &server) != 0)
		return -EIO;
	(void)control_send(start->control_fd, &ready, -1, CONTROL_POLL_MS);
	if (!follow(parts, start, &server))
		return -EIO;
	finish(parts, &server);
	return 0;
}

int gate_run(const struct gate_start *start)
{
	static struct parts parts;

	settle_signals();
	settle_limits();
	if (parts_init(&parts, start) < 0) {
		log_write(LOG_LEVEL_ERROR, NULL, "gate: out of memory");
		return 1;
	}
	arrears_start(books_arrears(parts.books), start->bundle_digest);
	int r = clerk_start(&clerk, parts.books, start->options, start->control_fd);
	if (r == 0)
		r = metrics_file_start(&metrics_file, &parts, start->options->metrics, start->options->ledger);
	if (r < 0)
		log_write(LOG_LEVEL_ERROR, NULL, "gate: no thread can be made: %s", strerror(-r));
	if (r == 0)
		r = run(&parts, start);
	if (r < 0)
		log_write(LOG_LEVEL_ERROR, NULL, "the milter socket cannot be served");
	return r < 0 ? 1 : 0;
}
