#include "milter/pool.h"

#include "channel/channel.h"
#include "milter/control.h"
#include "milter/limits.h"
#include "milter/line.h"
#include "milter/stopwatch.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

#define CONTROL_SEND_MS 1000 /* for a complaint to the supervisor: more means that it hangs itself */

struct screener {
	struct line *line; /* NULL: none there */
	bool is_busy;
};

struct pool {
	struct pool_limits limits;
	int control_fd;
	pthread_mutex_t lock;	/* of what follows; never held while asking */
	pthread_cond_t changed; /* somebody or something became free, or came */
	struct screener *screeners;
	size_t next; /* where the next search for an idle screener begins, so that all get work */
	struct line *template;
	unsigned slots_taken;
	unsigned slots_watching; /* of them */
};

static int condition_init(pthread_cond_t *condition)
{
	pthread_condattr_t attributes;

	if (pthread_condattr_init(&attributes) != 0)
		return -ENOMEM;
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	int r = pthread_cond_init(condition, &attributes);
	pthread_condattr_destroy(&attributes);
	return -r;
}

int pool_new(const struct pool_limits *limits, int control_fd, struct pool **ret_pool)
{
	struct pool *pool = calloc(1, sizeof(*pool));

	if (pool == NULL)
		return -ENOMEM;
	pool->limits = *limits;
	pool->control_fd = control_fd;
	pool->screeners = calloc(limits->screeners > 0 ? limits->screeners : 1, sizeof(*pool->screeners));
	if (pool->screeners == NULL || condition_init(&pool->changed) < 0) {
		free(pool->screeners);
		free(pool);
		return -ENOMEM;
	}
	pthread_mutex_init(&pool->lock, NULL);
	*ret_pool = pool;
	return 0;
}

void pool_free(struct pool *pool)
{
	if (pool == NULL)
		return;
	for (unsigned i = 0; i < pool->limits.screeners; i++)
		line_unref(pool->screeners[i].line);
	line_unref(pool->template);
	pthread_cond_destroy(&pool->changed);
	pthread_mutex_destroy(&pool->lock);
	free(pool->screeners);
	free(pool);
}

void pool_set_screener(struct pool *pool, unsigned index, uint64_t serial, int fd)
{
	if (index >= pool->limits.screeners) {
		close(fd);
		return;
	}
	struct line *line = line_new(fd, serial);
	pthread_mutex_lock(&pool->lock);
	struct line *old = pool->screeners[index].line;
	pool->screeners[index] = (struct screener){.line = line};
	pthread_cond_broadcast(&pool->changed);
	pthread_mutex_unlock(&pool->lock);
	line_unref(old);
}

void pool_set_template(struct pool *pool, uint64_t serial, int fd)
{
	struct line *line = line_new(fd, serial);

	pthread_mutex_lock(&pool->lock);
	struct line *old = pool->template;
	pool->template = line;
	pthread_cond_broadcast(&pool->changed);
	pthread_mutex_unlock(&pool->lock);
	line_unref(old);
}

/* Waits for `changed` under the lock. False when the deadline has passed. */
static bool wait_until(struct pool *pool, uint64_t deadline)
{
	struct timespec until = stopwatch_timespec(deadline);

	return pthread_cond_timedwait(&pool->changed, &pool->lock, &until) != ETIMEDOUT;
}

/* Under the lock: an idle screener, or NULL; *ret_any says whether there is any at all. */
static struct screener *find_idle(struct pool *pool, bool *ret_any)
{
	*ret_any = false;
	for (size_t i = 0; i < pool->limits.screeners; i++) {
		struct screener *screener = &pool->screeners[(pool->next + i) % pool->limits.screeners];
		if (screener->line == NULL)
			continue;
		*ret_any = true;
		if (screener->is_busy)
			continue;
		pool->next = (size_t)(screener - pool->screeners) + 1;
		return screener;
	}
	return NULL;
}

/*
 * An idle screener for the caller alone. Where none is there at all the wait is short: other mail must not be delayed
 * for long while screeners cannot be started. 0 or -EAGAIN.
 */
static int screener_take(struct pool *pool, uint64_t deadline, unsigned *ret_index, struct line **ret_line)
{
	uint64_t return_deadline = stopwatch_deadline(LIMIT_SCREENER_RETURN_MS);
	struct screener *screener;
	bool any;
	int r = -EAGAIN;

	if (return_deadline > deadline)
		return_deadline = deadline;
	pthread_mutex_lock(&pool->lock);
	while ((screener = find_idle(pool, &any)) == NULL)
		if (!wait_until(pool, any ? deadline : return_deadline))
			break;
	if (screener != NULL) {
		screener->is_busy = true;
		*ret_index = (unsigned)(screener - pool->screeners);
		*ret_line = line_ref(screener->line);
		r = 0;
	}
	pthread_mutex_unlock(&pool->lock);
	return r;
}

/* Gives it back; one that failed is let go, unless its successor is there already. */
static void screener_give(struct pool *pool, unsigned index, struct line *line, bool has_failed)
{
	struct line *old = NULL;

	pthread_mutex_lock(&pool->lock);
	struct screener *screener = &pool->screeners[index];
	if (screener->line == line) {
		screener->is_busy = false;
		if (has_failed) {
			old = screener->line;
			screener->line = NULL;
		}
	}
	pthread_cond_broadcast(&pool->changed);
	pthread_mutex_unlock(&pool->lock);
	line_unref(old);
	line_unref(line);
}

/* One request, one answer. An answer that lies there before we ask belongs to a question that nobody waits for: the
 * screener is out of step, and its next answers would be about other messages. */
static int screener_ask(struct line *line, const struct writer *request, uint64_t deadline, struct screen_answer *ret)
{
	struct packet packet;
	struct reader reader;

	if (line_has_input(line))
		return -EBADMSG;
	int r = channel_send(line_fd(line), request->bytes, request->length, NULL, 0, stopwatch_left_ms(deadline));
	if (r == 0)
		r = channel_receive(line_fd(line), stopwatch_left_ms(deadline), &packet);
	if (r < 0)
		return r;
	reader_init(&reader, packet.bytes, packet.size);
	r = screen_answer_decode(&reader, ret);
	packet_clear(&packet);
	return r;
}

/* So that the supervisor ends what does not answer: it is not dead, and would go on like that. */
static void complain(struct pool *pool, enum control_kind kind, unsigned index, uint64_t serial)
{
	struct control control = {.kind = kind, .index = index, .serial = serial};

	(void)control_send(pool->control_fd, &control, -1, CONTROL_SEND_MS);
}

/* One try on one screener, which is let go when it fails. */
static int screen_once(
    struct pool *pool, const struct writer *request, uint64_t deadline, struct screen_answer *ret_answer)
{
	struct line *line = NULL;
	unsigned index = 0;
	int r = screener_take(pool, deadline, &index, &line);

	if (r < 0)
		return r;
	uint64_t serial = line_serial(line);
	r = screener_ask(line, request, deadline, ret_answer);
	screener_give(pool, index, line, r < 0 && r != -ENOMEM);
	if (r == -ETIMEDOUT || r == -EBADMSG)
		complain(pool, CONTROL_HUNG_SCREENER, index, serial);
	return r;
}

int pool_screen(struct pool *pool, const struct envelope *envelope, const void *header, size_t header_size,
    struct screen_answer *ret_answer)
{
	uint64_t deadline = stopwatch_deadline(pool->limits.screen_ms);
	struct writer request;

	writer_init(&request);
	screen_request_encode(envelope, header, header_size, &request);
	int r = request.error;
	if (r == 0) {
		/* Half of the time for the first, so that a screener that hangs leaves some for another one. */
		r = screen_once(pool, &request, stopwatch_deadline(pool->limits.screen_ms / 2), ret_answer);
		if (r < 0 && r != -ENOMEM)
			r = screen_once(pool, &request, deadline, ret_answer);
		if (r < 0 && r != -ENOMEM && r != -EBADMSG)
			r = -EAGAIN;
	}
	writer_clear(&request);
	return r;
}

/* Under the lock. */
static bool has_slot(const struct pool *pool, enum inspect_purpose purpose)
{
	unsigned slots = pool->limits.slots;

	return pool->slots_taken < slots &&
	       (purpose == PURPOSE_JUDGE || pool->slots_watching < (slots > 1 ? slots / 2 : 1));
}

static int slot_take(struct pool *pool, enum inspect_purpose purpose, uint64_t deadline)
{
	int r = 0;

	pthread_mutex_lock(&pool->lock);
	while (!has_slot(pool, purpose) && r == 0)
		if (!wait_until(pool, deadline))
			r = -EAGAIN;
	if (has_slot(pool, purpose)) {
		pool->slots_taken++;
		pool->slots_watching += purpose == PURPOSE_WATCH;
		r = 0;
	}
	pthread_mutex_unlock(&pool->lock);
	return r;
}

static void slot_give(struct pool *pool, enum inspect_purpose purpose)
{
	pthread_mutex_lock(&pool->lock);
	pool->slots_taken--;
	pool->slots_watching -= purpose == PURPOSE_WATCH;
	pthread_cond_broadcast(&pool->changed);
	pthread_mutex_unlock(&pool->lock);
}

/* The template's line, counted for the caller; waits for one. NULL when none came in time. */
static struct line *template_take(struct pool *pool, uint64_t deadline)
{
	struct line *line = NULL;

	pthread_mutex_lock(&pool->lock);
	while (pool->template == NULL)
		if (!wait_until(pool, deadline))
			break;
	if (pool->template != NULL)
		line = line_ref(pool->template);
	pthread_mutex_unlock(&pool->lock);
	return line;
}

/* Forgets a template that has died, unless its successor is there already. */
static void template_drop(struct pool *pool, struct line *line)
{
	struct line *old = NULL;

	pthread_mutex_lock(&pool->lock);
	if (pool->template == line) {
		old = pool->template;
		pool->template = NULL;
	}
	pthread_mutex_unlock(&pool->lock);
	line_unref(old);
}

/* What all tries over one message have in common. */
struct inspection {
	const struct writer *request;
	enum inspect_purpose purpose;
	unsigned try_ms; /* for one try */
	int message_fd;
	uint64_t last; /* moment at which it must be over, whatever was tried */
	bool is_excused;
	unsigned deaths;
};

/* Milliseconds for one more step of at most `most`. */
static int step_ms(const struct inspection *inspection, unsigned most)
{
	int left = stopwatch_left_ms(inspection->last);

	return left < (int)most ? left : (int)most;
}

/* A descriptor comes with it exactly when there is a new message. */
static int take_answer(struct packet *packet, struct inspect_answer *ret_answer)
{
	struct inspect_answer answer;
	struct reader reader;

	reader_init(&reader, packet->bytes, packet->size);
	int r = inspect_answer_decode(&reader, &answer);
	if (r < 0)
		return r;
	if (packet->fd_count != (answer.body_offset > 0 ? 1 : 0)) {
		inspect_answer_clear(&answer);
		return -EBADMSG;
	}
	answer.message_fd = packet_take_fd(packet, 0);
	*ret_answer = answer;
	return 0;
}

/*
 * One try: one child, one answer. 0; -EPIPE: the template is gone; -ENOLINK: the child died; -ETIMEDOUT: no answer
 * within a child's own limit and a margin; -EBADMSG; other negative errno.
 */
static int inspect_once(struct line *line, const struct inspection *inspection, struct inspect_answer *ret_answer)
{
	const struct writer *request = inspection->request;
	int timeout_ms = step_ms(inspection, inspection->try_ms);
	struct packet packet;
	int pair[2] = {-1, -1};
	int r = channel_pair(pair);

	if (r < 0)
		return r;
	/* A child shares our file position, and one that died has moved it. */
	if (lseek(inspection->message_fd, 0, SEEK_SET) < 0)
		r = -errno;
	const int fds[2] = {inspection->message_fd, pair[1]};
	if (r == 0)
		r = channel_send(line_fd(line), request->bytes, request->length, fds, 2, timeout_ms);
	close(pair[1]);
	if (r == 0) {
		r = channel_receive(pair[0], timeout_ms, &packet);
		if (r == -EPIPE && !line_is_dead(line))
			r = -ENOLINK;
	}
	close(pair[0]);
	if (r < 0)
		return r;
	r = take_answer(&packet, ret_answer);
	packet_clear(&packet);
	return r;
}

/* After the only try over mail that is only watched. A template that is gone everybody may know of; one that does not
 * answer in this short time may be well. */
static int weigh_watching(struct pool *pool, struct line *line, int failure, struct inspection *inspection)
{
	if (failure == -EPIPE)
		template_drop(pool, line);
	inspection->deaths += failure == -ENOLINK;
	return failure == -EPIPE || failure == -ETIMEDOUT ? -EAGAIN : failure;
}

/* After a failed try: 0 to try again, or what the message's inspection comes to. */
static int weigh_failure(struct pool *pool, struct line *line, int failure, struct inspection *inspection)
{
	if (inspection->purpose == PURPOSE_WATCH)
		return weigh_watching(pool, line, failure, inspection);
	if (failure == -EPIPE || failure == -ETIMEDOUT)
		template_drop(pool, line);
	if (failure == -ETIMEDOUT)
		complain(pool, CONTROL_HUNG_TEMPLATE, 0, line_serial(line));
	if (failure != -EPIPE && failure != -ENOLINK && failure != -ETIMEDOUT)
		return failure;
	/* The template's own end is not the message's fault; when it happens again it may be. */
	if (failure == -EPIPE && !inspection->is_excused) {
		inspection->is_excused = true;
		return 0;
	}
	return ++inspection->deaths >= LIMIT_INSPECT_TRIES ? -ENOLINK : 0;
}

/* With a slot in hand: tries until there is an answer, or the message has cost too many children. */
static int inspect_with_slot(
    struct pool *pool, uint64_t deadline, struct inspection *inspection, struct inspect_answer *ret_answer)
{
	for (;;) {
		struct line *line = template_take(pool, deadline);
		if (line == NULL)
			return -EAGAIN;
		int r = inspect_once(line, inspection, ret_answer);
		int weighed = r < 0 ? weigh_failure(pool, line, r, inspection) : 0;
		line_unref(line);
		if (r == 0 || weighed < 0)
			return weighed;
		deadline = stopwatch_deadline((unsigned)step_ms(inspection, LIMIT_TEMPLATE_RETURN_MS));
	}
}

int pool_inspect(struct pool *pool, enum inspect_purpose purpose, const struct envelope *envelope, int message_fd,
    struct inspect_answer *ret_answer, struct pool_inspection *ret_inspection)
{
	const struct pool_limits *limits = &pool->limits;
	bool is_watching = purpose == PURPOSE_WATCH;
	struct writer request;
	struct inspection inspection = {.request = &request,
	    .purpose = purpose,
	    .try_ms = is_watching ? limits->watch_ms : limits->inspect_ms,
	    .message_fd = message_fd,
	    .last = stopwatch_deadline(LIMIT_ANSWER_MS + LIMIT_INSPECT_TRIES * LIMIT_INSPECT_MARGIN_MS)};
	uint64_t start = stopwatch_us();
	uint64_t deadline = stopwatch_deadline(is_watching ? limits->watch_wait_ms : limits->slot_wait_ms);
	uint64_t inspect_us = 0;

	writer_init(&request);
	inspect_request_encode(envelope, purpose, &request);
	int r = request.error;
	if (r == 0)
		r = slot_take(pool, purpose, deadline);
	uint64_t taken = stopwatch_us();
	if (r == 0) {
		r = inspect_with_slot(pool, deadline, &inspection, ret_answer);
		slot_give(pool, purpose);
		inspect_us = stopwatch_us() - taken;
	}
	writer_clear(&request);
	*ret_inspection =
	    (struct pool_inspection){.deaths = inspection.deaths, .wait_us = taken - start, .inspect_us = inspect_us};
	return r;
}
