/* template: one message, one process. Whatever a message does to its process, the next one is judged as ever. */
#include "channel/channel.h"
#include "message/sandbox.h"
#include "message/template.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CHILDREN   4
#define WALL_MS	   400
#define CPU_S	   1
#define MEMORY_MB  200
#define PIDS_MAX   16
#define BIG_COUNT  6	 /* edits of the largest size: an answer that no packet holds */
#define ANSWER_MS  30000 /* a second of CPU time may take long where others want it, too */
#define PATIENCE_S 5

/* What the first octet of a planted message makes of its child. */
static void misbehave(char what)
{
	static volatile char *volatile nowhere;

	if (what == 'c')
		*nowhere = 1;
	if (what == 'a')
		abort();
	if (what == 's')
		poll(NULL, 0, -1);
	if (what == 'l')
		for (volatile unsigned i = 1; i != 0; i |= 1)
			;
	if (what == 'm')
		for (;;)
			memset(malloc(1 << 20), 1, 1 << 20);
	if (what == 'e')
		_exit(0);
}

static void replace_body(struct inspect_answer *answer)
{
	if (channel_memfd("new", &answer->message_fd) != 0 ||
	    channel_write(answer->message_fd, "A: b\r\n\r\n", 8) != 0 || channel_seal(answer->message_fd) != 0 ||
	    verdict_add_edit(&answer->verdict, EDIT_REPLACE_BODY, NULL, 0, "") != 0)
		answer->error = EIO;
	answer->body_offset = 8;
}

static void inspect_planted(
    void *context, const struct inspect_request *request, int message_fd, struct inspect_answer *ret_answer)
{
	char what = 0;

	(void)context;
	(void)request;
	verdict_init(&ret_answer->verdict);
	ret_answer->verdict.mail_class = CLASS_OTHER;
	ret_answer->verdict.disposition = ret_answer->verdict.would_disposition = DISPOSITION_ACCEPT;
	if (pread(message_fd, &what, 1, 0) != 1)
		ret_answer->error = EIO;
	misbehave(what);
	if (what == 'r')
		replace_body(ret_answer);
	if (what == 'b') {
		static char value[VERDICT_VALUE_MAX];
		memset(value, 'x', sizeof(value) - 1);
		for (int i = 0; i < BIG_COUNT; i++)
			verdict_add_edit(&ret_answer->verdict, EDIT_ADD_HEADER, "Cc", 0, value);
	}
}

static pid_t template_pid;
static int request_socket;

static _Noreturn void run_template(int socket, unsigned wall_ms)
{
	const struct sandbox_limits sandbox_limits = {.memory_mb = MEMORY_MB, .cpu_seconds = CPU_S};
	const struct template_limits limits = {.children = CHILDREN, .wall_ms = wall_ms};
	struct template *template = NULL;
	struct sandbox *sandbox = NULL;
	unsigned gaps = 0;
	int null_fd = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (template_new(socket, null_fd, &limits, &template) != 0 ||
	    sandbox_new(SYSCALL_FILTER_TEMPLATE, &sandbox_limits, &sandbox) != 0 ||
	    sandbox_enter(sandbox, &gaps) != 0 || gaps != 0)
		_exit(100);
	_exit(template_run(template, sandbox, inspect_planted, NULL, NULL) == 0 ? 0 : 101);
}

static void start(unsigned wall_ms)
{
	int pair[2] = {-1, -1};

	ck_assert_int_eq(channel_pair(pair), 0);
	template_pid = fork();
	ck_assert_int_ge(template_pid, 0);
	if (template_pid == 0) {
		close(pair[0]);
		run_template(pair[1], wall_ms);
	}
	close(pair[1]);
	request_socket = pair[0];
}

/* The exit status of the template. */
static int stop(void)
{
	int status = -1;

	close(request_socket);
	ck_assert_int_eq(waitpid(template_pid, &status, 0), template_pid);
	return status;
}

/* The socket on which the answer will come. */
static int ask_for(char what, enum inspect_purpose purpose)
{
	struct envelope envelope;
	struct writer writer;
	int pair[2] = {-1, -1}, fd = -1;

	envelope_init(&envelope);
	ck_assert_int_eq(envelope_set_sender(&envelope, "terry@school.example.org"), 0);
	writer_init(&writer);
	inspect_request_encode(&envelope, purpose, &writer);
	envelope_clear(&envelope);
	ck_assert_int_eq(channel_memfd("message", &fd), 0);
	ck_assert_int_eq(channel_write(fd, &what, 1), 0);
	ck_assert_int_eq(channel_seal(fd), 0);
	ck_assert_int_eq(channel_pair(pair), 0);
	int fds[2] = {fd, pair[1]};
	ck_assert_int_eq(channel_send(request_socket, writer.bytes, writer.length, fds, 2, 1000), 0);
	writer_clear(&writer);
	close(fd);
	close(pair[1]);
	return pair[0];
}

static int ask(char what)
{
	return ask_for(what, PURPOSE_JUDGE);
}

/* 0, -EPIPE when the child died, -ETIMEDOUT. */
static int answer_of_child(int reply, struct inspect_answer *ret_answer)
{
	struct packet packet;
	struct reader reader;
	int r = channel_receive(reply, ANSWER_MS, &packet);

	close(reply);
	if (r < 0)
		return r;
	reader_init(&reader, packet.bytes, packet.size);
	r = inspect_answer_decode(&reader, ret_answer);
	packet_clear(&packet);
	return r;
}

static int result_of(char what)
{
	struct inspect_answer answer = {0};
	int r = answer_of_child(ask(what), &answer);

	if (r == 0)
		inspect_answer_clear(&answer);
	return r;
}

static double now_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static size_t list_children(pid_t *pids)
{
	char path[64];
	size_t count = 0;
	int pid = 0;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)template_pid, (int)template_pid);
	FILE *file = fopen(path, "r");
	while (file != NULL && count < PIDS_MAX && fscanf(file, "%d", &pid) == 1)
		pids[count++] = pid;
	if (file != NULL)
		fclose(file);
	return count;
}

/* Waits until there are so many. */
static size_t wait_for_children(size_t wanted, pid_t *pids)
{
	double end = now_s() + PATIENCE_S;
	size_t count;

	while ((count = list_children(pids)) != wanted && now_s() < end)
		usleep(5000);
	return count;
}

static bool is_alive(pid_t pid)
{
	char path[64], state = 'X';

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	FILE *file = fopen(path, "r");
	if (file == NULL)
		return false;
	if (fscanf(file, "%*d %*s %c", &state) != 1)
		state = 'X';
	fclose(file);
	return state != 'Z' && state != 'X';
}

static bool all_die(const pid_t *pids, size_t count)
{
	double end = now_s() + PATIENCE_S;

	for (size_t i = 0; i < count; i++) {
		while (is_alive(pids[i]) && now_s() < end)
			usleep(5000);
		if (is_alive(pids[i]))
			return false;
	}
	return true;
}

START_TEST(messages_are_answered_one_after_the_other)
{
	start(WALL_MS);
	for (int i = 0; i < 20; i++)
		ck_assert_int_eq(result_of('n'), 0);
	ck_assert_int_eq(stop(), 0);
}
END_TEST

START_TEST(a_new_message_comes_out_of_the_sandbox)
{
	struct inspect_answer answer = {0};
	struct packet packet;
	struct reader reader;
	size_t size = 0;

	start(WALL_MS);
	int reply = ask('r');
	ck_assert_int_eq(channel_receive(reply, ANSWER_MS, &packet), 0);
	close(reply);
	reader_init(&reader, packet.bytes, packet.size);
	ck_assert_int_eq(inspect_answer_decode(&reader, &answer), 0);
	ck_assert_int_eq(answer.error, 0);
	ck_assert_uint_eq(answer.body_offset, 8);
	ck_assert_uint_eq(packet.fd_count, 1);
	ck_assert_int_eq(channel_sealed_size(packet.fds[0], &size), 0);
	ck_assert_uint_eq(size, 8);
	inspect_answer_clear(&answer);
	packet_clear(&packet);
	ck_assert_int_eq(stop(), 0);
}
END_TEST

START_TEST(an_answer_that_no_packet_holds_arrives_whole)
{
	struct inspect_answer answer = {0};

	start(WALL_MS);
	ck_assert_int_eq(answer_of_child(ask('b'), &answer), 0);
	ck_assert_uint_eq(answer.verdict.edit_count, BIG_COUNT);
	inspect_answer_clear(&answer);
	ck_assert_int_eq(stop(), 0);
}
END_TEST

struct death {
	const char *name;
	char what;
	unsigned wall_ms;
	double most_s; /* until it is known */
};

static const struct death deaths[] = {
    {"a crash", 'c', WALL_MS, 3},
    {"an abort", 'a', WALL_MS, 3},
    {"an exit", 'e', WALL_MS, 3},
    {"a sleep", 's', WALL_MS, 3},
    {"a loop, by the clock", 'l', WALL_MS, 3},
    {"a loop, by its CPU time", 'l', 60000, ANSWER_MS / 1000.0},
#ifndef SANITIZED
    {"a memory bomb", 'm', 60000, ANSWER_MS / 1000.0},
#endif
};

START_TEST(a_death_costs_one_message_and_no_other)
{
	const struct death *death = &deaths[_i];

	start(death->wall_ms);
	ck_assert_int_eq(result_of('n'), 0);
	for (int i = 0; i < 2; i++) {
		double begin = now_s();
		int r = result_of(death->what);
		ck_assert_msg(r == -EPIPE, "%s: %d", death->name, r);
		ck_assert_msg(now_s() - begin < death->most_s, "%s took %.1f s", death->name, now_s() - begin);
		ck_assert_msg(result_of('n') == 0, "%s: the next message", death->name);
	}
	ck_assert_int_eq(stop(), 0);
}
END_TEST

START_TEST(others_are_answered_while_one_hangs)
{
	start(WALL_MS);
	int hanging = ask('s');
	struct inspect_answer answer = {0};
	for (int i = 0; i < 5; i++)
		ck_assert_int_eq(result_of('n'), 0);
	ck_assert_int_eq(answer_of_child(hanging, &answer), -EPIPE);
	ck_assert_int_eq(stop(), 0);
}
END_TEST

START_TEST(a_child_that_only_watches_gives_up_by_itself)
{
	struct inspect_answer answer = {0};
	double begin = now_s();

	start(60000);
	int watching = ask_for('s', PURPOSE_WATCH), judging = ask_for('s', PURPOSE_JUDGE);
	ck_assert_int_eq(answer_of_child(watching, &answer), -EPIPE);
	double took = now_s() - begin;
	ck_assert_msg(took > QUESTION_WATCH_MS / 1000.0 - 0.1 && took < QUESTION_WATCH_MS / 1000.0 + 2, "%.1f s", took);
	ck_assert_int_eq(result_of('n'), 0);
	struct pollfd still = {.fd = judging, .events = POLLIN};
	ck_assert_int_eq(poll(&still, 1, 0), 0);
	close(judging);
	ck_assert_int_eq(stop(), 0);
}
END_TEST

START_TEST(no_more_children_live_than_allowed)
{
	pid_t pids[PIDS_MAX];
	int hanging[CHILDREN + 2];
	struct inspect_answer answer = {0};

	start(2000);
	for (int i = 0; i < CHILDREN + 2; i++)
		hanging[i] = ask('s');
	ck_assert_uint_eq(wait_for_children(CHILDREN, pids), CHILDREN);
	usleep(100000);
	ck_assert_uint_eq(list_children(pids), CHILDREN);
	/* Those that waited are taken when there is room again. */
	for (int i = 0; i < CHILDREN + 2; i++)
		ck_assert_int_eq(answer_of_child(hanging[i], &answer), -EPIPE);
	ck_assert_int_eq(result_of('n'), 0);
	ck_assert_int_eq(stop(), 0);
}
END_TEST

/* Who has answered is still among the children until it is gone. */
static void kill_a_child(void)
{
	pid_t pids[PIDS_MAX];

	do {
		ck_assert_uint_eq(wait_for_children(TEMPLATE_SPARES, pids), TEMPLATE_SPARES);
	} while (kill(pids[0], SIGKILL) < 0 && errno == ESRCH);
}

START_TEST(a_spare_that_dies_is_replaced)
{
	start(WALL_MS);
	for (int i = 0; i < 3; i++) {
		kill_a_child();
		ck_assert_int_eq(result_of('n'), 0);
	}
	ck_assert_int_eq(stop(), 0);
}
END_TEST

START_TEST(when_the_gate_is_gone_everything_ends)
{
	pid_t pids[PIDS_MAX];

	start(60000);
	int hanging = ask('s');
	ck_assert_uint_eq(wait_for_children(1 + TEMPLATE_SPARES, pids), 1 + TEMPLATE_SPARES);
	double begin = now_s();
	ck_assert_int_eq(stop(), 0);
	ck_assert(now_s() - begin < 2);
	ck_assert(all_die(pids, 1 + TEMPLATE_SPARES));
	close(hanging);
}
END_TEST

START_TEST(children_do_not_outlive_a_template_that_is_killed)
{
	pid_t pids[PIDS_MAX];
	struct inspect_answer answer = {0};

	start(60000);
	int hanging = ask('s');
	ck_assert_uint_eq(wait_for_children(1 + TEMPLATE_SPARES, pids), 1 + TEMPLATE_SPARES);
	kill(template_pid, SIGKILL);
	ck_assert_int_eq(answer_of_child(hanging, &answer), -EPIPE);
	stop();
	ck_assert(all_die(pids, 1 + TEMPLATE_SPARES));
}
END_TEST

START_TEST(a_request_that_is_none_costs_its_child_only)
{
	int fds[1] = {0};

	start(WALL_MS);
	ck_assert_int_eq(channel_send(request_socket, "nonsense", 8, fds, 1, 1000), 0);
	ck_assert_int_eq(result_of('n'), 0);
	ck_assert_int_eq(channel_send(request_socket, "", 0, NULL, 0, 1000), 0);
	ck_assert_int_eq(result_of('n'), 0);
	ck_assert_int_eq(stop(), 0);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

int main(void)
{
	Suite *suite = suite_create("template");
	TCase *tcase = tcase_create("children");

	tcase_set_timeout(tcase, 180);
	tcase_add_test(tcase, messages_are_answered_one_after_the_other);
	tcase_add_test(tcase, a_new_message_comes_out_of_the_sandbox);
	tcase_add_test(tcase, an_answer_that_no_packet_holds_arrives_whole);
	tcase_add_loop_test(tcase, a_death_costs_one_message_and_no_other, 0, COUNT(deaths));
	tcase_add_test(tcase, others_are_answered_while_one_hangs);
	tcase_add_test(tcase, a_child_that_only_watches_gives_up_by_itself);
	tcase_add_test(tcase, no_more_children_live_than_allowed);
	tcase_add_test(tcase, a_spare_that_dies_is_replaced);
	tcase_add_test(tcase, when_the_gate_is_gone_everything_ends);
	tcase_add_test(tcase, children_do_not_outlive_a_template_that_is_killed);
	tcase_add_test(tcase, a_request_that_is_none_costs_its_child_only);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
