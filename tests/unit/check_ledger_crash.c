/* ledger: kill -9 at any moment loses nothing that was acknowledged, and neither does a full or a broken disk. */
#include "audit/ledger.h"
#include "tests/support/ledger_reader.h"
#include "tests/support/run_suite.h"
#include "tests/support/witness.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define KILLS	    150 /* unless the environment says otherwise */
#define BATCH	    10	/* kills; then a new ledger, or the files grow and grow */
#define THREADS	    4
#define LINES_MAX   1024 /* of a thread in one life */
#define FILL_MAX    60000
#define LIFE_MAX_US 12000
#define LOOK_US	    500
#define FIRST_MS    30000
#define DISK_SIZE   "size=256k"
#define BALLAST	    (64U << 10)
#define FULL_LINE   3000
#define START	    "{\"v\":1,\"kind\":\"start\","

static char directory[SCRATCH_SIZE], keys[SCRATCH_SIZE];
static struct ledger_options options = {.directory = directory, .keys = keys, .gateway = "mx1.example"};

static void setup(void)
{
	scratch_make("/tmp", directory);
	scratch_make("/tmp", keys);
	options.ops = NULL;
}

static void teardown(void)
{
	scratch_remove(directory);
	scratch_remove(keys);
}

/* One line of a life: {"life":1,"thread":2,"line":3,"fill":"xxx"}, some short, some of many pages, so that a kill can
 * come in the midst of a write. */
struct name {
	int life;
	int thread;
	int line;
};

struct appender {
	struct ledger *ledger;
	struct name name;
	int report;
};

static size_t fill_of(const struct name *name)
{
	unsigned n = (unsigned)name->line * 7919U + (unsigned)name->thread * 104729U;

	return name->line % 4 == 0 ? n % FILL_MAX : n % 200U;
}

static size_t write_line(char *line, const struct name *name)
{
	size_t fill = fill_of(name);
	int head = sprintf(
	    line, "{\"v\":1,\"life\":%d,\"thread\":%d,\"line\":%d,\"fill\":\"", name->life, name->thread, name->line);

	memset(line + head, 'x', fill);
	memcpy(line + head + (int)fill, "\"}\n", 4);
	return (size_t)head + fill + 3;
}

/* Appends until killed, and reports each line once it is acknowledged. */
static void *append_for_life(void *data)
{
	struct appender *appender = data;
	char *line = malloc(FILL_MAX + 128);

	for (; appender->name.line < LINES_MAX; appender->name.line++) {
		size_t size = write_line(line, &appender->name);
		if (ledger_append(appender->ledger, line, size) != 0)
			_exit(1);
		if (write(appender->report, &appender->name, sizeof(appender->name)) != sizeof(appender->name))
			_exit(1);
	}
	pause();
	return NULL;
}

static void live(int life, int report)
{
	struct appender appenders[THREADS];
	pthread_t threads[THREADS];
	struct ledger *ledger;

	if (ledger_open(&options, &ledger, NULL) != 0)
		_exit(1);
	for (int i = 0; i < THREADS; i++) {
		appenders[i] =
		    (struct appender){.ledger = ledger, .report = report, .name = {.life = life, .thread = i}};
		if (pthread_create(&threads[i], NULL, append_for_life, &appenders[i]) != 0)
			_exit(1);
	}
	pause();
}

static bool acknowledged[BATCH][THREADS][LINES_MAX];
static bool seen[BATCH][THREADS][LINES_MAX];

static size_t read_reports(int fd)
{
	struct name name;
	size_t count = 0;
	ssize_t got;

	while ((got = read(fd, &name, sizeof(name))) > 0) {
		ck_assert_int_eq(got, sizeof(name));
		acknowledged[name.life][name.thread][name.line] = true;
		count++;
	}
	return count;
}

/* Every other life is cut from its first acknowledgement on, the rest from its birth: however slow the disk is, both
 * kinds of death are died. */
static size_t live_and_die(int life, useconds_t life_us)
{
	int report[2], status;

	ck_assert_int_eq(pipe(report), 0);
	pid_t pid = fork();
	if (pid == 0) {
		close(report[0]);
		live(life, report[1]);
		_exit(1);
	}
	close(report[1]);
	struct pollfd first = {.fd = report[0], .events = POLLIN};
	ck_assert_int_ge(poll(&first, 1, life % 2 == 0 ? 0 : FIRST_MS), life % 2);
	for (useconds_t lived = 0; lived < life_us; lived += LOOK_US) {
		witness_look(directory);
		usleep(LOOK_US);
	}
	ck_assert_int_eq(kill(pid, SIGKILL), 0);
	size_t count = read_reports(report[0]); /* so short a life does not fill the pipe */
	close(report[0]);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	witness_look(directory);
	return count;
}

/* Every line of the file is, to the octet, one that was appended, and none stands twice. */
static void read_lines(char *bytes)
{
	char *expected = malloc(FILL_MAX + 128);

	memset(seen, 0, sizeof(seen));
	for (char *line = bytes, *end; *line != '\0'; line = end + 1) {
		struct name name = {0};
		end = strchr(line, '\n');
		ck_assert_ptr_nonnull(end);
		*end = '\0'; /* sscanf() measures all that follows, and on a fast disk that is much */
		if (strncmp(line, START, strlen(START)) == 0)
			continue;
		ck_assert_int_eq(sscanf(line, "{\"v\":1,\"life\":%d,\"thread\":%d,\"line\":%d,", &name.life,
				     &name.thread, &name.line),
		    3);
		ck_assert(name.life < BATCH && name.thread < THREADS && name.line < LINES_MAX);
		size_t size = write_line(expected, &name);
		ck_assert_int_eq(end - line + 1, (int)size);
		ck_assert_mem_eq(line, expected, size - 1);
		ck_assert(!seen[name.life][name.thread][name.line]);
		seen[name.life][name.thread][name.line] = true;
	}
	free(expected);
}

/* Returns the checkpoints that were seen before. */
static unsigned nothing_is_lost(void)
{
	static const struct event event = {.kind = "start"};
	struct ledger *ledger = NULL;
	struct ledger_state state;
	size_t lost = 0;

	ck_assert_int_eq(ledger_open(&options, &ledger, &state), 0);
	ck_assert(!state.is_gapped && (!state.is_clean || state.is_new));
	ck_assert_int_eq(ledger_append_event(ledger, &event), 0);
	ledger_close(ledger);
	unsigned sights = witness_check(directory);
	char *bytes = ledger_read(directory, NULL);
	read_lines(bytes);
	free(bytes);
	for (int life = 0; life < BATCH; life++)
		for (int thread = 0; thread < THREADS; thread++)
			for (int line = 0; line < LINES_MAX; line++)
				lost += acknowledged[life][thread][line] && !seen[life][thread][line];
	ck_assert_uint_eq(lost, 0); /* once: check writes every assertion down */
	return sights;
}

static int kills_wanted(void)
{
	const char *text = getenv("KILLS");
	int kills = text != NULL ? atoi(text) : 0;

	return kills > 0 ? kills : KILLS;
}

START_TEST(no_acknowledged_line_is_lost_to_a_kill)
{
	size_t count = 0, torn = 0, sights = 0;
	unsigned seed = 1;
	int kills = kills_wanted();

	for (int i = 0; i < kills; i++) {
		if (i % BATCH == 0) {
			scratch_remove(directory);
			scratch_make("/tmp", directory);
			memset(acknowledged, 0, sizeof(acknowledged));
			witness_begin();
		}
		count += live_and_die(i % BATCH, (useconds_t)((unsigned)rand_r(&seed) % LIFE_MAX_US));
		size_t before = ledger_files(directory, "torn-", NULL);
		sights += nothing_is_lost();
		torn += ledger_files(directory, "torn-", NULL) - before;
	}
	printf("%d kills, %zu lines acknowledged, %zu torn lines set aside, %zu times a checkpoint seen before held\n",
	    kills, count, torn, sights);
	ck_assert_uint_ge(count, (size_t)kills / 2);
	ck_assert_uint_ge(sights, (size_t)kills);
}
END_TEST

/* Death at a chosen call of the third group. */
enum moment { BEFORE_WRITE, WITHIN_WRITE, AFTER_WRITE, AFTER_SYNC, MOMENT_COUNT };

static enum moment moment;
static int writes_left;

static void die(void)
{
	kill(getpid(), SIGKILL);
}

static ssize_t deadly_write(int fd, const void *bytes, size_t size)
{
	bool is_last = --writes_left == 0;

	if (is_last && moment == BEFORE_WRITE)
		die();
	ssize_t written = write(fd, bytes, is_last && moment == WITHIN_WRITE ? size - 1 : size);
	if (is_last && moment == WITHIN_WRITE)
		die();
	return written;
}

static int deadly_sync(int fd)
{
	if (writes_left == 0 && moment == AFTER_WRITE)
		die();
	int r = fdatasync(fd);
	if (writes_left == 0 && moment == AFTER_SYNC)
		die();
	return r;
}

static void append_three(void)
{
	struct ledger_ops ops = ledger_ops_real;
	struct ledger *ledger;

	ops.write = deadly_write;
	ops.datasync = deadly_sync;
	options.ops = &ops;
	writes_left = 3;
	if (ledger_open(&options, &ledger, NULL) != 0)
		_exit(1);
	for (int i = 0; i < 3; i++)
		if (ledger_append(ledger, LINE("a"), strlen(LINE("a"))) != 0)
			_exit(1);
	_exit(0);
}

START_TEST(death_at_any_moment_of_a_commit_leaves_whole_lines)
{
	struct ledger *ledger = NULL;
	struct ledger_state state;
	int status;

	moment = (enum moment)_i;
	pid_t pid = fork();
	if (pid == 0)
		append_three();
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	ck_assert_int_eq(ledger_open(&options, &ledger, &state), 0);
	ck_assert_int_eq(state.is_torn, moment == WITHIN_WRITE);
	ledger_close(ledger);
	char *bytes = ledger_read(directory, NULL);
	ck_assert_str_eq(bytes, moment < AFTER_WRITE ? LINE("a") LINE("a") : LINE("a") LINE("a") LINE("a"));
	free(bytes);
}
END_TEST

/* A small disk of our own, in a mount namespace that ends with the test. */
static bool mount_small_disk(void)
{
	if (unshare(CLONE_NEWNS) == 0 && mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
	    mount("tmpfs", directory, "tmpfs", 0, "mode=0700," DISK_SIZE) == 0)
		return true;
	printf("SKIP: mounting a small disk needs root: %s\n", strerror(errno));
	return false;
}

static void fill_disk(const char *path, size_t size)
{
	char *bytes = calloc(1, size);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);

	ck_assert_int_eq(write(fd, bytes, size), (ssize_t)size);
	close(fd);
	free(bytes);
}

START_TEST(a_full_disk_fails_appends_until_there_is_space)
{
	char path[SCRATCH_SIZE + 16], line[FULL_LINE + 1] = "";
	char expected[100 * FULL_LINE] = "";
	struct ledger *ledger = NULL;
	int r = 0, before = 0;

	if (!mount_small_disk())
		return;
	snprintf(path, sizeof(path), "%s/ballast", directory);
	fill_disk(path, BALLAST);
	memset(line, 'x', FULL_LINE);
	memcpy(line, "{\"v\":1,\"", 8);
	line[FULL_LINE - 1] = '\n';
	ck_assert_int_eq(ledger_open(&options, &ledger, NULL), 0);
	for (; (r = ledger_append(ledger, line, FULL_LINE)) == 0; before++)
		strcat(expected, line);
	ck_assert_int_eq(r, -ENOSPC);
	ck_assert_int_gt(before, 10);
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq(ledger_append(ledger, line, FULL_LINE), -ENOSPC);
	ck_assert_int_eq(unlink(path), 0);
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(ledger_append(ledger, line, FULL_LINE), 0);
		strcat(expected, line);
	}
	ledger_close(ledger);
	char *bytes = ledger_read(directory, NULL);
	ck_assert_str_eq(bytes, expected);
	free(bytes);
	ck_assert_int_eq(umount(directory), 0);
}
END_TEST

/* Nothing but an empty segment fits. */
START_TEST(a_ledger_cannot_be_opened_on_a_full_disk_but_can_when_there_is_space)
{
	char path[SCRATCH_SIZE + 32];
	struct ledger *ledger = NULL;
	struct ledger_state state;

	if (!mount_small_disk())
		return;
	snprintf(path, sizeof(path), "%s/records-000001.jsonl", directory);
	fill_disk(path, BALLAST); /* all of it torn */
	snprintf(path, sizeof(path), "%s/ballast", directory);
	fill_disk(path, (256U << 10) - BALLAST);
	ck_assert_int_eq(ledger_open(&options, &ledger, &state), -ENOSPC);
	ck_assert_uint_eq(ledger_files(directory, "torn-", NULL), 0);
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(ledger_open(&options, &ledger, &state), 0);
	ck_assert(state.is_torn);
	ledger_close(ledger);
	ck_assert_int_eq(umount(directory), 0);
}
END_TEST

/* What this program does when it is started with a directory: the disk breaks and is mended under a real process. */
static int append_word(struct ledger *ledger, const char *line)
{
	return ledger_append(ledger, line, strlen(line));
}

static int append_over_a_broken_sync(const char *where, const char *switch_file)
{
	struct ledger *ledger;

	options.directory = where;
	options.keys = where;
	if (ledger_open(&options, &ledger, NULL) != 0 || append_word(ledger, LINE("one")) != 0)
		return 2;
	int fd = open(switch_file, O_WRONLY | O_CREAT, 0600);
	int broken = append_word(ledger, LINE("two"));
	if (fd < 0 || close(fd) != 0 || unlink(switch_file) != 0)
		return 3;
	int mended = append_word(ledger, LINE("three"));
	ledger_close(ledger);
	return broken == -EIO && mended == 0 ? 0 : 4;
}

START_TEST(a_sync_that_fails_under_a_running_process_is_told_and_got_over)
{
	const char *build = getenv("top_builddir");
	char shim[4096], where[SCRATCH_SIZE + 16], switch_file[SCRATCH_SIZE + 16];
	int status;

	snprintf(shim, sizeof(shim), "%s/tests/support/fail_sync.so", build != NULL ? build : ".");
	if (access(shim, R_OK) != 0) {
		printf("SKIP: fail_sync.so was not found: run make check\n");
		return;
	}
	snprintf(where, sizeof(where), "%s/ledger", directory);
	snprintf(switch_file, sizeof(switch_file), "%s/broken", directory);
	pid_t pid = fork();
	if (pid == 0) {
		setenv("LD_PRELOAD", shim, 1);
		setenv("FAIL_SYNC_FILE", switch_file, 1);
		setenv("ASAN_OPTIONS", "verify_asan_link_order=0", 1);
		execl("/proc/self/exe", "check_ledger_crash", where, switch_file, (char *)NULL);
		_exit(127);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	ck_assert_int_eq(WEXITSTATUS(status), 0);
	char *bytes = ledger_read(where, NULL);
	ck_assert_str_eq(bytes, LINE("one") LINE("three"));
	free(bytes);
	ck_assert_uint_eq(ledger_files(where, "records-", NULL), 2);
}
END_TEST

int main(int argc, char **argv)
{
	if (argc == 3)
		return append_over_a_broken_sync(argv[1], argv[2]);
	Suite *suite = suite_create("ledger_crash");
	TCase *tcase = tcase_create("crash");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 300 + kills_wanted());
	tcase_add_test(tcase, no_acknowledged_line_is_lost_to_a_kill);
	tcase_add_loop_test(tcase, death_at_any_moment_of_a_commit_leaves_whole_lines, 0, MOMENT_COUNT);
	tcase_add_test(tcase, a_full_disk_fails_appends_until_there_is_space);
	tcase_add_test(tcase, a_ledger_cannot_be_opened_on_a_full_disk_but_can_when_there_is_space);
	tcase_add_test(tcase, a_sync_that_fails_under_a_running_process_is_told_and_got_over);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
