#include "tests/unit/fake_inspector.h"

#include "channel/channel.h"
#include "rules/question.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

void fake_pause_ms(unsigned ms)
{
	struct timespec pause = {.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000};

	nanosleep(&pause, NULL);
}

static void send_bytes(int socket, struct writer *writer)
{
	ck_assert_int_eq(writer->error, 0);
	(void)channel_send(socket, writer->bytes, writer->length, NULL, 0, 1000);
	writer_clear(writer);
}

static void answer_screen(struct fake *fake, const struct packet *packet)
{
	struct screen_answer answer = {.interest = SCREEN_OTHER};
	struct screen_request request;
	struct writer writer;
	struct reader reader;

	reader_init(&reader, packet->bytes, packet->size);
	ck_assert_int_eq(screen_request_decode(&reader, &request), 0);
	/* So that an asker sees whether the answer is its own. */
	char match[32];
	snprintf(match, sizeof(match), "%.*s", (int)request.header_size, (const char *)request.header);
	answer.matches[answer.match_count++] = match;
	screen_request_clear(&request);
	writer_init(&writer);
	screen_answer_encode(&answer, &writer);
	send_bytes(fake->socket, &writer);
}

/* Answers with some descriptors, and says that there is a new message or not. */
static void answer_inspect(struct packet *packet, int reply, bool replaces, size_t fd_count)
{
	struct inspect_answer answer = {.error = 0};
	char text[8] = {0};
	struct writer writer;
	int fd = packet_take_fd(packet, 0);

	/* Each child finds the message from its beginning. */
	ck_assert_int_eq(read(fd, text, 7), 7);
	ck_assert_str_eq(text, "Subject");
	verdict_init(&answer.verdict);
	answer.verdict.disposition = DISPOSITION_ACCEPT;
	answer.verdict.mail_class = CLASS_REFERRAL;
	writer_init(&writer);
	if (replaces) {
		answer.body_offset = 14;
		ck_assert_int_eq(verdict_add_edit(&answer.verdict, EDIT_REPLACE_BODY, NULL, 0, ""), 0);
	}
	inspect_answer_encode(&answer, &writer);
	const int fds[2] = {fd, fd};
	(void)channel_send(reply, writer.bytes, writer.length, fds, fd_count, 1000);
	writer_clear(&writer);
	close(fd);
	verdict_clear(&answer.verdict);
}

/* Deals with one request; false when the inspector is no more. */
static bool deal(struct fake *fake, struct packet *packet, enum manner manner)
{
	int reply = fake->is_screener ? fake->socket : packet_take_fd(packet, 1);

	switch (manner) {
	case MANNER_SLEEP:
		fake_pause_ms(3);
		/* fall through */
	case MANNER_ANSWER:
		if (fake->is_screener)
			answer_screen(fake, packet);
		else
			answer_inspect(packet, reply, false, 0);
		break;
	case MANNER_REPLACE:
		answer_inspect(packet, reply, true, 1);
		break;
	case MANNER_PROMISE:
		answer_inspect(packet, reply, true, 0);
		break;
	case MANNER_SMUGGLE:
		answer_inspect(packet, reply, false, 1);
		break;
	case MANNER_LAVISH:
		answer_inspect(packet, reply, true, 2);
		break;
	case MANNER_BABBLE:
		ck_assert_int_eq(channel_send(reply, "babble", 6, NULL, 0, 1000), 0);
		break;
	case MANNER_HANG:
		fake_pause_ms(500);
		break;
	case MANNER_DIE:
		/* The child reads some of the message before it dies. */
		if (!fake->is_screener)
			ck_assert_int_eq((int)lseek(packet->fds[0], 5, SEEK_SET), 5);
		break;
	case MANNER_LEAVE:
		/* As the kernel does it: the request socket is the lower descriptor. */
		shutdown(fake->socket, SHUT_RDWR);
		break;
	}
	if (!fake->is_screener)
		close(reply);
	return manner != MANNER_LEAVE && !(fake->is_screener && manner == MANNER_DIE);
}

static void *run_fake(void *argument)
{
	struct fake *fake = argument;
	struct packet packet;
	bool is_there = true;

	while (is_there && channel_receive(fake->socket, -1, &packet) == 0) {
		unsigned index = atomic_fetch_add(&fake->requests, 1);
		unsigned busy = atomic_fetch_add(&fake->busy, 1) + 1;
		if (busy > atomic_load(&fake->busy_most))
			atomic_store(&fake->busy_most, busy);
		is_there = deal(fake, &packet, index < FAKE_MANNERS_MAX ? fake->manners[index] : MANNER_SLEEP);
		packet_clear(&packet);
		atomic_fetch_sub(&fake->busy, 1);
	}
	close(fake->socket);
	return NULL;
}

void fake_start(struct fake *fake, int *ret_pool_end)
{
	int pair[2];

	ck_assert_int_eq(channel_pair(pair), 0);
	fake->socket = pair[1];
	ck_assert_int_eq(pthread_create(&fake->thread, NULL, run_fake, fake), 0);
	*ret_pool_end = pair[0];
}

struct child {
	struct crowd *crowd;
	struct packet packet;
};

static void *run_child(void *argument)
{
	struct child *child = argument;
	unsigned busy = atomic_fetch_add(&child->crowd->busy, 1) + 1;

	if (busy > atomic_load(&child->crowd->busy_most))
		atomic_store(&child->crowd->busy_most, busy);
	int reply = packet_take_fd(&child->packet, 1);
	/* Every tenth dies. */
	if (atomic_fetch_add(&child->crowd->requests, 1) % 10 != 0) {
		struct inspect_answer answer = {.error = 0};
		struct writer writer;
		fake_pause_ms(2);
		verdict_init(&answer.verdict);
		answer.verdict.disposition = DISPOSITION_ACCEPT;
		answer.verdict.mail_class = CLASS_REFERRAL;
		writer_init(&writer);
		inspect_answer_encode(&answer, &writer);
		atomic_fetch_sub(&child->crowd->busy, 1);
		send_bytes(reply, &writer);
	} else {
		atomic_fetch_sub(&child->crowd->busy, 1);
	}
	close(reply);
	packet_clear(&child->packet);
	free(child);
	return NULL;
}

static void *run_crowd(void *argument)
{
	struct crowd *crowd = argument;

	for (;;) {
		struct child *child = calloc(1, sizeof(*child));
		pthread_t thread;
		child->crowd = crowd;
		if (channel_receive(crowd->socket, -1, &child->packet) < 0) {
			free(child);
			break;
		}
		ck_assert_int_eq(pthread_create(&thread, NULL, run_child, child), 0);
		pthread_detach(thread);
	}
	close(crowd->socket);
	return NULL;
}

void crowd_start(struct crowd *crowd, int *ret_pool_end)
{
	int pair[2];

	ck_assert_int_eq(channel_pair(pair), 0);
	crowd->socket = pair[1];
	ck_assert_int_eq(pthread_create(&crowd->thread, NULL, run_crowd, crowd), 0);
	*ret_pool_end = pair[0];
}
