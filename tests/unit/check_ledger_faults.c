/* ledger: whatever write, sync, truncation and renaming do, in whatever order, what was acknowledged is there and
 * nothing else. */
#include "audit/ledger.h"
#include "tests/support/ledger_reader.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEPTH	   7 /* calls whose results are tried in every combination */
#define APPENDS	   6
#define THREADS	   8
#define PER_THREAD 200
#define LINE_SIZE  64
#define LOG_SIZE   4096

/* What a call does. A bad write is nothing at all or, SHORT, half of it; everything else just fails. */
enum fate { FINE = 0, BAD, SHORT, FATE_COUNT };

static char directory[SCRATCH_SIZE], keys[SCRATCH_SIZE];

/* The plan of fates for the calls to come, then FINE; and the calls that were made: W (records) P (leaves,
 * then the checkpoint) S T R, small where they failed. A group without a fault is WSPPR. */
static enum fate plan[64];
static size_t plan_size, plan_at;
static char calls[LOG_SIZE];
static size_t call_count;
static bool is_chance; /* instead of the plan: one call in four fails */
static unsigned chance_seed;

static void setup(void)
{
	scratch_make("/dev/shm", directory);
	scratch_make("/dev/shm", keys);
	plan_size = plan_at = call_count = 0;
	is_chance = false;
}

static void teardown(void)
{
	scratch_remove(directory);
	scratch_remove(keys);
}

static enum fate next_fate(void)
{
	if (is_chance) {
		int draw = rand_r(&chance_seed) % 8;
		return draw == 0 ? BAD : draw == 1 ? SHORT : FINE;
	}
	return plan_at < plan_size ? plan[plan_at++] : FINE;
}

static void note(char call, bool is_fine)
{
	ck_assert_uint_lt(call_count, LOG_SIZE - 1);
	if (!is_chance)
		calls[call_count++] = is_fine ? call : (char)(call + 'a' - 'A');
	calls[call_count] = '\0';
}

static ssize_t faulty_write(int fd, const void *bytes, size_t size)
{
	enum fate fate = next_fate();

	note('W', fate == FINE);
	if (fate == FINE)
		return write(fd, bytes, size);
	if (fate == SHORT)
		return write(fd, bytes, size / 2);
	errno = ENOSPC;
	return -1;
}

static int faulty_datasync(int fd)
{
	enum fate fate = next_fate();

	note('S', fate == FINE);
	errno = EIO;
	return fate == FINE && fd >= 0 ? 0 : -1;
}

static int faulty_truncate(int fd, off_t length)
{
	enum fate fate = next_fate();

	note('T', fate == FINE);
	if (fate == FINE)
		return ftruncate(fd, length);
	errno = EROFS;
	return -1;
}

static ssize_t faulty_write_at(int fd, const void *bytes, size_t size, off_t at)
{
	enum fate fate = next_fate();

	note('P', fate == FINE);
	if (fate == FINE)
		return pwrite(fd, bytes, size, at);
	if (fate == SHORT)
		return pwrite(fd, bytes, size / 2, at);
	errno = ENOSPC;
	return -1;
}

static int faulty_rename(int from_directory, const char *from, int to_directory, const char *to)
{
	enum fate fate = next_fate();

	note('R', fate == FINE);
	if (fate == FINE)
		return ledger_ops_real.rename(from_directory, from, to_directory, to);
	errno = EIO;
	return -1;
}

static int64_t fixed_clock(void)
{
	return 1793786400000000;
}

static const struct ledger_ops ops = {.write = faulty_write,
    .write_at = faulty_write_at,
    .datasync = faulty_datasync,
    .truncate = faulty_truncate,
    .rename = faulty_rename,
    .now = fixed_clock};
static const struct ledger_options options = {
    .directory = directory, .keys = keys, .gateway = "mx1.example", .ops = &ops};

static struct ledger *open_ledger(void)
{
	struct ledger *ledger = NULL;

	ck_assert_int_eq(ledger_open(&options, &ledger, NULL), 0);
	return ledger;
}

static void set_plan(const enum fate *fates, size_t count)
{
	memcpy(plan, fates, count * sizeof(*fates));
	plan_size = count;
	plan_at = call_count = 0;
	calls[0] = '\0';
}

static int append(struct ledger *ledger, const char *line)
{
	return ledger_append(ledger, line, strlen(line));
}

static void holds(const char *expected)
{
	char *bytes = ledger_read(directory, NULL);

	ck_assert_str_eq(bytes, expected);
	free(bytes);
}

static void clear(void)
{
	scratch_remove(directory);
	scratch_make("/dev/shm", directory);
}

/* A line was written and synced, in this order, and its leaf was written, before it was acknowledged. */
static void was_synced(void)
{
	const char *last = strrchr(calls, 'W');

	ck_assert_ptr_nonnull(last);
	ck_assert_int_eq(last[1], 'S');
	ck_assert_int_eq(last[2 + strspn(last + 2, "p")], 'P');
}

/* A checkpoint for all of the lines. */
static void is_signed(struct ledger *ledger)
{
	char *note = NULL;
	uint64_t size = 0, lines = 0, groups = 0;

	ledger_counts(ledger, &lines, &groups);
	ck_assert_int_eq(ledger_checkpoint(ledger, &note, &size), 0);
	free(note);
	ck_assert_uint_eq(size, lines);
	ck_assert_int_eq(ledger_head_error(ledger), 0);
}

/* As a crash does: closing finds a dead disk, and touches nothing. */
static void close_dead(struct ledger *ledger)
{
	const enum fate fates[] = {BAD, BAD};

	set_plan(fates, 2);
	ledger_close(ledger);
	set_plan(fates, 0);
}

/* Appends until the plan is used up and beyond; `acknowledged` collects what the ledger took. */
static void append_through(struct ledger *ledger, char *acknowledged)
{
	char line[LINE_SIZE];

	for (int i = 0; i < APPENDS; i++) {
		int size = snprintf(line, sizeof(line), "{\"v\":1,\"line\":%d,\"calls\":%zu}\n", i, call_count);
		int r = ledger_append(ledger, line, (size_t)size);
		if (r == 0) {
			was_synced();
			strcat(acknowledged, line);
		} else {
			ck_assert(r == -ENOSPC || r == -EIO || r == -EROFS);
		}
	}
}

START_TEST(every_order_of_failures_leaves_exactly_what_was_acknowledged)
{
	enum fate fates[DEPTH];
	int orders = 1, number = 0;

	for (int i = 0; i < DEPTH; i++)
		orders *= FATE_COUNT;
	for (int order = 0; order < orders; order++) {
		char acknowledged[LINE_SIZE * (APPENDS + 1)] = "";
		struct ledger *ledger = open_ledger();
		number = order;
		for (int i = 0; i < DEPTH; i++, number /= FATE_COUNT)
			fates[i] = (enum fate)(number % FATE_COUNT);
		set_plan(fates, DEPTH);
		append_through(ledger, acknowledged);
		set_plan(fates, 0);
		ck_assert_int_eq(append(ledger, LINE("last")), 0);
		strcat(acknowledged, LINE("last"));
		is_signed(ledger);
		ledger_close(ledger);
		holds(acknowledged);
		ck_assert_uint_eq(ledger_files(directory, "torn-", NULL), 0);
		clear();
	}
}
END_TEST

/* The same, but the process dies instead of going on: opening again finds all that was acknowledged, and no half line.
 * A line that was written whole but never acknowledged may stand. */
START_TEST(every_order_of_failures_may_end_in_a_crash)
{
	enum fate fates[DEPTH];
	int orders = 1;

	for (int i = 0; i < DEPTH; i++)
		orders *= FATE_COUNT;
	for (int order = 0; order < orders; order += 2) {
		char acknowledged[LINE_SIZE * (APPENDS + 1)] = "";
		struct ledger *ledger = open_ledger();
		for (int i = 0, number = order; i < DEPTH; i++, number /= FATE_COUNT)
			fates[i] = (enum fate)(number % FATE_COUNT);
		set_plan(fates, DEPTH);
		append_through(ledger, acknowledged);
		close_dead(ledger);
		ledger = open_ledger();
		ck_assert_int_eq(append(ledger, LINE("last")), 0);
		ledger_close(ledger);
		char *bytes = ledger_read(directory, NULL);
		for (char *line = acknowledged, *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
			char one[LINE_SIZE] = "";
			memcpy(one, line, (size_t)(end - line) + 1);
			ck_assert_uint_eq(ledger_count(bytes, one), 1);
		}
		ck_assert_uint_eq(ledger_count(bytes, LINE("last")), 1);
		free(bytes);
		clear();
	}
}
END_TEST

static const struct {
	const char *what;
	enum fate fates[5];
	size_t count;
	int error;	     /* of the first append */
	int again;	     /* of the second */
	const char *calls;   /* of the first three */
	const char *segment; /* where the third append stands */
} rows[] = {
    {"a failed write is cut back", {BAD}, 1, -ENOSPC, 0, "wTWSPPRWSPPR", "records-000001.jsonl"},
    {"a short write goes on", {SHORT}, 1, 0, 0, "wWSPPRWSPPRWSPPR", "records-000001.jsonl"},
    {"a short write that cannot go on is cut back", {SHORT, BAD}, 2, -ENOSPC, 0, "wwTWSPPRWSPPR",
	"records-000001.jsonl"},
    {"a cut that fails is tried again", {BAD, BAD}, 2, -ENOSPC, 0, "wtTWSPPRWSPPR", "records-000001.jsonl"},
    {"while the cut fails nothing is appended", {BAD, BAD, BAD}, 3, -ENOSPC, -EROFS, "wttTWSPPR",
	"records-000001.jsonl"},
    {"a failed sync begins a new segment", {FINE, BAD}, 2, -EIO, 0, "WsTSSWSPPRWSPPR", "records-000002.jsonl"},
    {"so does one whose cut fails at first", {FINE, BAD, BAD}, 3, -EIO, 0, "WstTSSWSPPRWSPPR", "records-000002.jsonl"},
    {"the cut must be synced before the new segment", {FINE, BAD, FINE, BAD}, 4, -EIO, 0, "WsTsTSSWSPPRWSPPR",
	"records-000002.jsonl"},
    {"and so must the leaves, which are written again", {FINE, BAD, FINE, FINE, BAD}, 5, -EIO, 0, "WsTSsTSPSWSPPRWSPPR",
	"records-000002.jsonl"},
    {"a leaf that cannot be written fails its record", {FINE, FINE, BAD}, 3, -ENOSPC, 0, "WSpTTWSPPRWSPPR",
	"records-000001.jsonl"},
    {"a short leaf goes on", {FINE, FINE, SHORT}, 3, 0, 0, "WSpPPRWSPPRWSPPR", "records-000001.jsonl"},
    {"a leaf is cut before its record", {FINE, FINE, BAD, BAD}, 4, -ENOSPC, 0, "WSptTTWSPPRWSPPR",
	"records-000001.jsonl"},
    {"a record stands although no checkpoint can be written", {FINE, FINE, FINE, BAD}, 4, 0, 0, "WSPpWSPPRWSPPR",
	"records-000001.jsonl"},
    {"or take its place", {FINE, FINE, FINE, FINE, BAD}, 5, 0, 0, "WSPPrWSPPRWSPPR", "records-000001.jsonl"},
};

START_TEST(a_failure_is_made_good_before_the_next_line)
{
	char bytes[4 * LINE_SIZE] = "", path[SCRATCH_SIZE + 32];
	struct ledger *ledger = open_ledger();

	ck_assert_int_eq(append(ledger, LINE("before")), 0);
	set_plan(rows[_i].fates, rows[_i].count);
	ck_assert_int_eq(append(ledger, LINE("first")), rows[_i].error);
	ck_assert_int_eq(append(ledger, LINE("second")), rows[_i].again);
	ck_assert_int_eq(append(ledger, LINE("third")), 0);
	ck_assert_str_eq(calls, rows[_i].calls);
	is_signed(ledger);
	ledger_close(ledger);
	snprintf(path, sizeof(path), "%s/%s", directory, rows[_i].segment);
	FILE *file = fopen(path, "r");
	ck_assert_uint_gt(fread(bytes, 1, sizeof(bytes) - 1, file), 0);
	fclose(file);
	ck_assert_ptr_nonnull(strstr(bytes, "\"third\"}\n"));
}
END_TEST

START_TEST(a_sync_that_always_fails_leaves_no_trail_of_empty_files)
{
	enum fate fates[] = {FINE, BAD, FINE, FINE, FINE, FINE, BAD, FINE, FINE, FINE, BAD, FINE, BAD, FINE, BAD};
	struct ledger *ledger = open_ledger();

	ck_assert_int_eq(append(ledger, LINE("before")), 0);
	set_plan(fates, sizeof(fates) / sizeof(fates[0]));
	for (int i = 0; i < 4; i++)
		ck_assert_int_eq(append(ledger, LINE("lost")), -EIO);
	ck_assert_int_eq(append(ledger, LINE("after")), 0);
	ledger_close(ledger);
	holds(LINE("before") LINE("after"));
	ck_assert_uint_eq(ledger_files(directory, "records-", NULL), 2);
}
END_TEST

/* A torn tail whose cut or sync fails: not opened, nothing lost, and opened when the fault is gone. */
START_TEST(opening_fails_whole_and_can_be_tried_again)
{
	enum fate fates[2] = {_i == 0 ? BAD : FINE, BAD};
	struct ledger *ledger = open_ledger();
	struct ledger_state state;
	char path[SCRATCH_SIZE + 32];

	ck_assert_int_eq(append(ledger, LINE("one")), 0);
	ledger_close(ledger);
	snprintf(path, sizeof(path), "%s/records-000001.jsonl", directory);
	FILE *file = fopen(path, "a");
	fputs("torn", file);
	fclose(file);
	set_plan(fates, 2);
	ledger = NULL;
	ck_assert_int_eq(ledger_open(&options, &ledger, &state), _i == 0 ? -EROFS : -EIO);
	ck_assert_ptr_null(ledger);
	ck_assert(!state.is_torn);
	set_plan(fates, 0);
	ck_assert_int_eq(ledger_open(&options, &ledger, &state), 0);
	ck_assert_int_eq(state.is_torn, _i == 0);
	ck_assert_uint_ge(ledger_files(directory, "torn-", NULL), 1);
	ledger_close(ledger);
	holds(LINE("one"));
}
END_TEST

struct appender {
	struct ledger *ledger;
	int number;
	bool acknowledged[PER_THREAD];
};

static void *append_many(void *data)
{
	struct appender *appender = data;
	char line[LINE_SIZE];

	for (int i = 0; i < PER_THREAD; i++) {
		int size = snprintf(line, sizeof(line), "{\"v\":1,\"thread\":%d,\"line\":%d}\n", appender->number, i);
		appender->acknowledged[i] = ledger_append(appender->ledger, line, (size_t)size) == 0;
	}
	return NULL;
}

static size_t check_lines(const struct appender *appender, const char *bytes)
{
	size_t acknowledged = 0;
	char line[LINE_SIZE];

	for (int i = 0; i < PER_THREAD; i++) {
		snprintf(line, sizeof(line), "{\"v\":1,\"thread\":%d,\"line\":%d}\n", appender->number, i);
		ck_assert_uint_eq(ledger_count(bytes, line), appender->acknowledged[i] ? 1 : 0);
		acknowledged += appender->acknowledged[i];
	}
	return acknowledged;
}

START_TEST(a_failed_group_fails_for_everyone_in_it)
{
	static struct appender appenders[THREADS];
	pthread_t threads[THREADS];
	size_t acknowledged = 0;
	uint64_t lines = 0, groups = 0;
	struct ledger *ledger = open_ledger();

	is_chance = true; /* only the leader calls, one at a time */
	chance_seed = (unsigned)_i + 1;
	for (int i = 0; i < THREADS; i++) {
		appenders[i] = (struct appender){.ledger = ledger, .number = i};
		ck_assert_int_eq(pthread_create(&threads[i], NULL, append_many, &appenders[i]), 0);
	}
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	is_chance = false;
	ck_assert_int_eq(append(ledger, LINE("last")), 0);
	ledger_counts(ledger, &lines, &groups);
	ledger_close(ledger);
	char *bytes = ledger_read(directory, NULL);
	for (int i = 0; i < THREADS; i++)
		acknowledged += check_lines(&appenders[i], bytes);
	ck_assert_uint_eq(lines, acknowledged + 1);
	ck_assert_uint_gt(acknowledged, 0);
	ck_assert_uint_lt(acknowledged, THREADS * PER_THREAD);
	free(bytes);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("ledger_faults");
	TCase *tcase = tcase_create("faults");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 300);
	tcase_add_test(tcase, every_order_of_failures_leaves_exactly_what_was_acknowledged);
	tcase_add_test(tcase, every_order_of_failures_may_end_in_a_crash);
	tcase_add_loop_test(
	    tcase, a_failure_is_made_good_before_the_next_line, 0, (int)(sizeof(rows) / sizeof(rows[0])));
	tcase_add_test(tcase, a_sync_that_always_fails_leaves_no_trail_of_empty_files);
	tcase_add_loop_test(tcase, opening_fails_whole_and_can_be_tried_again, 0, 2);
	tcase_add_loop_test(tcase, a_failed_group_fails_for_everyone_in_it, 0, 5);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
