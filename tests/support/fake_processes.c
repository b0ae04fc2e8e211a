#include "tests/support/fake_processes.h"

#include "channel/channel.h"
#include "milter/control.h"
#include "milter/log.h"
#include "rules/question.h"

#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* The fake inspector. */

static const char *mode_of(const char *role)
{
	static char text[256];
	char key[16];

	ssize_t got = pread(QUESTION_FD_BUNDLE, text, sizeof(text) - 1, 0);
	text[got > 0 ? got : 0] = '\0';
	snprintf(key, sizeof(key), "%s=", role);
	char *found = strstr(text, key);
	if (found == NULL)
		return "good";
	found += strlen(key);
	found[strcspn(found, " ")] = '\0';
	return found;
}

static void send_ready(uint32_t version, bool is_confined)
{
	const struct ready ready = {.version = version, .is_confined = is_confined};
	struct writer writer;

	writer_init(&writer);
	ready_encode(&ready, &writer);
	channel_send(QUESTION_FD_SOCKET, writer.bytes, writer.length, NULL, 0, 1000);
	writer_clear(&writer);
}

int fake_inspector_run(int argc, char **argv)
{
	const char *mode = mode_of(argv[1]);
	struct packet packet;

	if (strcmp(mode, "dies") == 0) {
		fputs("the moon is in the wrong place\n", stderr);
		return 7;
	}
	if (strcmp(mode, "unconfinable") == 0) {
		fputs("the moon shines everywhere\n", stderr);
		return QUESTION_EXIT_UNCONFINED;
	}
	if (strcmp(mode, "closes") == 0) {
		close(QUESTION_FD_SOCKET);
		pause();
	}
	if (strcmp(mode, "silent") == 0)
		pause();
	if (strcmp(mode, "arguments") == 0)
		for (int i = 0; i < argc; i++)
			fprintf(stderr, "argument %s\n", argv[i]);
	if (strcmp(mode, "garbage") == 0)
		channel_send(QUESTION_FD_SOCKET, "\377\377", 2, NULL, 0, 1000);
	else
		send_ready(strcmp(mode, "old") == 0 ? PROTOCOL_VERSION - 1 : PROTOCOL_VERSION,
		    strcmp(mode, "unconfined") != 0);
	/* Until somebody lets go of the other end, or asks it to do as it is told. */
	while (channel_receive(QUESTION_FD_SOCKET, -1, &packet) == 0) {
		packet_clear(&packet);
		fputs("Alice Example wrote this\n", stderr);
	}
	if (strcmp(mode, "stays") == 0)
		pause();
	return 0;
}

/* The fake gate: says what it is given. */

enum fake_gate_mode fake_gate_mode;

static void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void say(const char *format, ...)
{
	char text[256];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	log_write(LOG_LEVEL_INFO, NULL, "%s", text);
}

static void complain(const struct gate_start *start, enum control_kind kind, uint32_t index, uint64_t serial)
{
	const struct control control = {.kind = kind, .index = index, .serial = serial};

	/* No ck_assert here: check's own descriptor is closed in this process. */
	if (control_send(start->control_fd, &control, -1, 1000) < 0)
		say("gate cannot speak");
}

/* A client that connects and sends a line makes the gate do what the line says. */
static void obey_client(const struct gate_start *start)
{
	unsigned long long number = 0;
	char line[64] = "", verb[16] = "";

	int client = accept4(start->listen_fd, NULL, NULL, SOCK_CLOEXEC);
	if (client < 0 || read(client, line, sizeof(line) - 1) <= 0)
		return;
	if (sscanf(line, "%15s %llu", verb, &number) == 2 && strcmp(verb, "screener") == 0)
		complain(start, CONTROL_HUNG_SCREENER, 0, number);
	if (strcmp(verb, "template") == 0)
		complain(start, CONTROL_HUNG_TEMPLATE, 0, number);
	if (strcmp(verb, "nonsense") == 0)
		channel_send(start->control_fd, "\377\377\377", 3, NULL, 0, 1000);
	say("gate did %s", verb);
	close(client);
}

static void take_policy(const struct gate_start *start, const struct control *control, int fd)
{
	struct control said = {.kind = CONTROL_SWITCHED, .generation = control->generation};

	if (fd >= 0)
		close(fd);
	say("gate has %s %u", control->kind == CONTROL_POLICY ? "policy" : "switch", (unsigned)control->generation);
	if (fake_gate_mode == FAKE_GATE_KEEPS)
		said.kind = CONTROL_KEPT;
	if ((control->kind == CONTROL_POLICY) == (fake_gate_mode == FAKE_GATE_KEEPS) &&
	    control_send(start->control_fd, &said, -1, 1000) < 0)
		say("gate cannot speak");
}

int fake_gate_run(const struct gate_start *start)
{
	struct pollfd polls[2] = {
	    {.fd = start->control_fd, .events = POLLIN}, {.fd = start->listen_fd, .events = POLLIN}};
	int sockets[16];
	size_t count = 0;

	say("gate starts for %s", start->bundle_digest);
	if (fake_gate_mode == FAKE_GATE_DIES)
		return 3;
	if (fake_gate_mode != FAKE_GATE_SILENT)
		complain(start, CONTROL_READY, 0, 0);
	for (;;) {
		struct control control;
		int fd = -1;
		poll(polls, 2, -1);
		if (polls[1].revents != 0)
			obey_client(start);
		if (polls[0].revents == 0)
			continue;
		int r = control_receive(start->control_fd, 1000, &control, &fd);
		if (r < 0) {
			say("gate hears nobody");
			return 0;
		}
		if (control.kind == CONTROL_STOP) {
			say("gate is told to stop");
			while (fake_gate_mode == FAKE_GATE_STAYS)
				pause();
			return 0;
		}
		if (control.kind == CONTROL_POLICY || control.kind == CONTROL_SWITCH) {
			take_policy(start, &control, fd);
			continue;
		}
		say("gate has %s %u serial %llu", control.kind == CONTROL_SCREENER ? "screener" : "template",
		    control.index, (unsigned long long)control.serial);
		if (fake_gate_mode == FAKE_GATE_TALKS)
			channel_send(fd, "x", 1, NULL, 0, 1000);
		if (count < 16)
			sockets[count++] = fd;
		(void)sockets;
	}
}
