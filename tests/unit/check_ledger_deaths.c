/* ledger: a life from opening a torn ledger over a change of key to closing may die or fail at every single write,
 * sync, truncation and renaming, and the next one loses nothing and goes on from what was signed. */
#include "tests/support/ledger_reader.h"
#include "tests/support/ledger_scene.h"
#include "tests/support/run_suite.h"
#include "tests/support/witness.h"

#include <check.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define LINES_MAX 16
#define CALLS_MAX 400

/* What befalls the one call that is chosen. */
enum fate { DIE_BEFORE, DIE_WITHIN, DIE_AFTER, FAIL, FAIL_WITHIN, FATE_COUNT };

static enum fate fate;
static int calls_left; /* until then */
static int report;     /* where acknowledged lines go */

static void die(void)
{
	kill(getpid(), SIGKILL);
}

/* Whether this is the call, and it is not to be made. */
static bool is_struck(void)
{
	if (--calls_left != 0)
		return false;
	if (fate == DIE_BEFORE)
		die();
	errno = EIO;
	return fate == FAIL;
}

static void live_on(void)
{
	if (calls_left == 0 && fate <= DIE_AFTER)
		die();
}

/* Half of it, where it can be had. */
static size_t share(size_t size)
{
	return calls_left == 0 && (fate == DIE_WITHIN || fate == FAIL_WITHIN) ? (size + 1) / 2 : size;
}

static ssize_t struck_write(int fd, const void *bytes, size_t size)
{
	if (is_struck())
		return -1;
	ssize_t written = write(fd, bytes, share(size));
	live_on();
	return written;
}

static ssize_t struck_write_at(int fd, const void *bytes, size_t size, off_t at)
{
	if (is_struck())
		return -1;
	ssize_t written = pwrite(fd, bytes, share(size), at);
	live_on();
	return written;
}

static int struck_datasync(int fd)
{
	if (is_struck())
		return -1;
	live_on();
	return fd >= 0 ? 0 : -1;
}

static int struck_truncate(int fd, off_t length)
{
	if (is_struck())
		return -1;
	int r = ftruncate(fd, length);
	live_on();
	return r;
}

static int struck_rename(int from_directory, const char *from, int to_directory, const char *to)
{
	if (is_struck())
		return -1;
	int r = ledger_ops_real.rename(from_directory, from, to_directory, to);
	live_on();
	return r;
}

/* Says which lines were acknowledged; what fails is tried no second time. */
static void append(struct ledger *ledger, int number)
{
	char line[64];
	int size = snprintf(line, sizeof(line), "{\"v\":1,\"number\":%d}\n", number);

	if (ledger_append(ledger, line, (size_t)size) == 0 && write(report, &number, sizeof(number)) != sizeof(number))
		_exit(2);
}

/* 0 when the chosen call came, 1 when the life was over before. */
static int live(void)
{
	struct ledger_ops ops = {.write = struck_write,
	    .write_at = struck_write_at,
	    .datasync = struck_datasync,
	    .truncate = struck_truncate,
	    .rename = struck_rename,
	    .now = ledger_ops_real.now};
	struct ledger *ledger = NULL;

	scene_options.ops = &ops;
	if (ledger_open(&scene_options, &ledger, NULL) == 0) {
		for (int i = 0; i < 4; i++)
			append(ledger, i);
		ledger_rotate_key(ledger);
		append(ledger, 4);
		ledger_settle(ledger);
		append(ledger, 5);
		ledger_close(ledger);
	}
	return calls_left <= 0 ? 0 : 1;
}

/* A ledger that ends in a torn line, whose leaves and checkpoint are behind. */
static void make_ledger(void)
{
	size_t size = 0;
	char *note = NULL;

	scene_options.segment_size = 700;
	scene_write(3);
	note = scene_read("checkpoint", &size);
	struct ledger *ledger = scene_open();
	scene_append(ledger, "start");
	scene_append(ledger, "verdict");
	ledger_close(ledger);
	witness_begin();
	witness_look(scene_options.directory);
	scene_put("checkpoint", note, size);
	free(note);
	ck_assert_int_eq(truncate(scene_path("leaves"), 5 * 32 + 7), 0);
	FILE *file = fopen(scene_path("records-000003.jsonl"), "a");
	if (file == NULL)
		file = fopen(scene_path("records-000002.jsonl"), "a");
	fputs("{\"v\":1,\"ind", file);
	fclose(file);
}

static void nothing_is_lost(const bool *acknowledged)
{
	struct ledger *ledger = NULL;
	char line[64];

	witness_look(scene_options.directory);
	scene_options.ops = &ledger_ops_real;
	ck_assert_int_eq(ledger_open(&scene_options, &ledger, &scene_state), 0);
	ck_assert(!scene_state.is_gapped && !scene_state.is_head_torn);
	scene_append(ledger, "stop");
	ledger_close(ledger);
	witness_check(scene_options.directory);
	char *bytes = ledger_read(scene_options.directory, NULL);
	for (int i = 0; i < LINES_MAX; i++) {
		snprintf(line, sizeof(line), "{\"v\":1,\"number\":%d}\n", i);
		size_t count = ledger_count(bytes, line);
		ck_assert_uint_le(count, 1);
		ck_assert_uint_ge(count, acknowledged[i]);
	}
	free(bytes);
}

/* False when the life was over before that call. */
static bool strike(int call, size_t *lines)
{
	bool acknowledged[LINES_MAX] = {false};
	int ends[2], status = 0, number = 0;

	scene_setup();
	make_ledger();
	ck_assert_int_eq(pipe(ends), 0);
	pid_t pid = fork();
	if (pid == 0) {
		calls_left = call;
		report = ends[1];
		_exit(live());
	}
	close(ends[1]);
	while (read(ends[0], &number, sizeof(number)) == sizeof(number)) {
		acknowledged[number] = true;
		(*lines)++;
	}
	close(ends[0]);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	bool is_over = WIFEXITED(status) && WEXITSTATUS(status) == 1;
	ck_assert(is_over || (WIFSIGNALED(status) ? WTERMSIG(status) == SIGKILL && fate <= DIE_AFTER
						  : WEXITSTATUS(status) == 0 && fate > DIE_AFTER));
	nothing_is_lost(acknowledged);
	scene_teardown();
	return !is_over;
}

START_TEST(whatever_befalls_one_call_nothing_is_lost)
{
	size_t lines = 0;
	int call = 1;

	fate = (enum fate)_i;
	while (strike(call, &lines)) {
		call++;
		ck_assert_int_lt(call, CALLS_MAX);
	}
	printf("fate %d: %d calls, %zu lines acknowledged\n", _i, call - 1, lines);
	ck_assert_int_gt(call, 50);
	ck_assert_uint_gt(lines, 100);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("ledger_deaths");
	TCase *tcase = tcase_create("deaths");

	tcase_set_timeout(tcase, 120);
	tcase_add_loop_test(tcase, whatever_befalls_one_call_nothing_is_lost, 0, FATE_COUNT);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
