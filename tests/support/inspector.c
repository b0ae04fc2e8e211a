#include "tests/support/inspector.h"

#include "channel/channel.h"
#include "rules/bundle.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOBODY	      65534
#define ARGUMENTS_MAX 16

/* Not check's assertion: the benchmarks have no test to fail. */
#define MUST(condition)                                                                                                \
	((condition) ? (void)0 : (fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition), abort()))

static const char *directory(const char *name)
{
	const char *path = getenv(name);

	return path != NULL ? path : ".";
}

static char *read_source(const char *name, size_t *ret_size)
{
	char path[4096], *bytes = malloc(BUNDLE_FILE_SIZE_MAX);

	snprintf(path, sizeof(path), "%s/%s", directory("top_srcdir"), name);
	FILE *file = fopen(path, "r");
	MUST(file != NULL);
	*ret_size = fread(bytes, 1, BUNDLE_FILE_SIZE_MAX, file);
	fclose(file);
	return bytes;
}

static void add_source(struct bundle *bundle, enum bundle_kind kind, const char *name, const char *path)
{
	size_t size = 0;
	char *bytes = read_source(path, &size);

	MUST(bundle_add(bundle, kind, name, path, bytes, size) == 0);
	free(bytes);
}

int inspector_bundle(const char *rules)
{
	struct bundle bundle;
	uint8_t *bytes = NULL;
	size_t size = 0;

	bundle_init(&bundle);
	add_source(&bundle, BUNDLE_GUIDANCE, "lewisham.txt", "rules/guidance/lewisham.txt");
	if (rules == NULL)
		add_source(&bundle, BUNDLE_RULES, "lewisham.conf", "rules/lewisham.conf");
	else
		MUST(bundle_add(&bundle, BUNDLE_RULES, "test.conf", "test.conf", rules, strlen(rules)) == 0);
	MUST(bundle_pack(&bundle, &bytes, &size) == 0);
	bundle_clear(&bundle);
	int fd = inspector_message(bytes, size);
	free(bytes);
	return fd;
}

int inspector_message(const void *bytes, size_t size)
{
	int fd = -1;

	MUST(channel_memfd("message", &fd) == 0);
	MUST(channel_write(fd, bytes, size) == 0);
	MUST(channel_seal(fd) == 0);
	return fd;
}

/* In the child: fixed descriptors, another user, the executable. */
static _Noreturn void become_inspector(
    const struct inspector *inspector, int socket, int bundle, int executable, char *const *arguments, bool become)
{
	/* Out of the way of the fixed numbers first. */
	int high_socket = fcntl(socket, F_DUPFD, 20), high_bundle = fcntl(bundle, F_DUPFD, 20);
	int high_executable = fcntl(executable, F_DUPFD_CLOEXEC, 20);

	if (inspector->stderr_fd > 0)
		dup2(inspector->stderr_fd, STDERR_FILENO);
	dup2(high_socket, QUESTION_FD_SOCKET);
	dup2(high_bundle, QUESTION_FD_BUNDLE);
	close(high_socket);
	close(high_bundle);
	if (become && getuid() == 0 &&
	    (setgroups(0, NULL) != 0 || setresgid(NOBODY, NOBODY, NOBODY) != 0 ||
		setresuid(NOBODY, NOBODY, NOBODY) != 0))
		_exit(126);
	if (inspector->prepare != NULL && inspector->prepare() != 0)
		_exit(125);
	/* By descriptor: the build directory may be closed to others. */
	fexecve(high_executable, arguments, environ);
	_exit(127);
}

void inspector_spawn(struct inspector *inspector, int bundle, const char *const *arguments, bool become)
{
	char *argv[ARGUMENTS_MAX + 2] = {(char *)(uintptr_t) "referral-inspector"};
	char path[4096];
	int pair[2] = {-1, -1};

	for (size_t i = 0; arguments[i] != NULL && i < ARGUMENTS_MAX; i++)
		argv[i + 1] = (char *)(uintptr_t)arguments[i];
	snprintf(path, sizeof(path), "%s/referral-inspector", directory("top_builddir"));
	int executable = open(path, O_RDONLY | O_CLOEXEC);
	MUST(executable >= 0);
	MUST(channel_pair(pair) == 0);
	inspector->pid = fork();
	MUST(inspector->pid >= 0);
	if (inspector->pid == 0)
		become_inspector(inspector, pair[1], bundle, executable, argv, become);
	close(executable);
	close(pair[1]);
	inspector->socket = pair[0];
}

struct ready inspector_wait_ready(const struct inspector *inspector)
{
	struct ready ready = {0};
	struct packet packet;
	struct reader reader;

	MUST(channel_receive(inspector->socket, 20000, &packet) == 0);
	reader_init(&reader, packet.bytes, packet.size);
	MUST(ready_decode(&reader, &ready) == 0);
	packet_clear(&packet);
	return ready;
}

void inspector_start(struct inspector *inspector, const char *rules, const char *const *arguments)
{
	int bundle = inspector_bundle(rules);

	inspector_spawn(inspector, bundle, arguments, true);
	close(bundle);
	struct ready ready = inspector_wait_ready(inspector);
	MUST(ready.version == PROTOCOL_VERSION);
	MUST(ready.is_confined);
}

int inspector_stop(struct inspector *inspector)
{
	int status = -1;

	close(inspector->socket);
	MUST(waitpid(inspector->pid, &status, 0) == inspector->pid);
	return status;
}

void inspector_ask(const struct inspector *inspector, const struct envelope *envelope, int message_fd, int *ret_reply)
{
	struct writer writer;
	int pair[2] = {-1, -1};

	writer_init(&writer);
	inspect_request_encode(envelope, inspector->purpose, &writer);
	MUST(writer.error == 0);
	MUST(channel_pair(pair) == 0);
	int fds[2] = {message_fd, pair[1]};
	MUST(channel_send(inspector->socket, writer.bytes, writer.length, fds, 2, 5000) == 0);
	writer_clear(&writer);
	close(pair[1]);
	*ret_reply = pair[0];
}

int inspector_answer(int reply, int timeout_ms, struct inspect_answer *ret_answer)
{
	struct packet packet;
	struct reader reader;
	int r = channel_receive(reply, timeout_ms, &packet);

	close(reply);
	if (r < 0)
		return r;
	reader_init(&reader, packet.bytes, packet.size);
	r = inspect_answer_decode(&reader, ret_answer);
	packet_clear(&packet);
	return r;
}

int inspector_inspect(const struct inspector *inspector, const struct envelope *envelope, const void *bytes,
    size_t size, struct inspect_answer *ret_answer)
{
	int reply = -1, fd = inspector_message(bytes, size);

	inspector_ask(inspector, envelope, fd, &reply);
	close(fd);
	return inspector_answer(reply, 20000, ret_answer);
}

int inspector_screen(const struct inspector *inspector, const struct envelope *envelope, const void *header,
    size_t size, int timeout_ms, struct screen_answer *ret_answer)
{
	struct writer writer;
	struct packet packet;
	struct reader reader;

	writer_init(&writer);
	screen_request_encode(envelope, header, size, &writer);
	MUST(writer.error == 0);
	int r = channel_send(inspector->socket, writer.bytes, writer.length, NULL, 0, timeout_ms);
	writer_clear(&writer);
	if (r == 0)
		r = channel_receive(inspector->socket, timeout_ms, &packet);
	if (r < 0)
		return r;
	reader_init(&reader, packet.bytes, packet.size);
	r = screen_answer_decode(&reader, ret_answer);
	packet_clear(&packet);
	return r;
}

void inspector_envelope(struct envelope *envelope)
{
	envelope_init(envelope);
	MUST(envelope_set_sender(envelope, "teacher@school.example.org") == 0);
	MUST(envelope_add_recipient(envelope, "preventreferrals@met.pnn.police.uk") == 0);
	envelope->client_address = strdup("127.0.0.1");
	envelope->auth_user = strdup("teacher");
	envelope->received_at = 1793000000;
}
