/* ledger: lines stand whole, in order and durable; one writer; what a crash left is set aside; segments follow. */
#include "audit/ledger.h"
#include "tests/support/ledger_reader.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define THREADS	    50
#define PER_THREAD  20
#define LINE_SIZE   64
#define NOBODY	    65534
#define FIRST	    "records-000001.jsonl"
#define COUNT(rows) ((int)(sizeof(rows) / sizeof(rows[0])))

static char directory[SCRATCH_SIZE];
static char path[SCRATCH_SIZE + 32], keys[SCRATCH_SIZE];
static struct ledger_options options = {.directory = directory, .keys = keys, .gateway = "mx1.example"};

static void setup(void)
{
	scratch_make("/tmp", directory);
	scratch_make("/tmp", keys);
	options.ops = NULL;
	options.segment_size = options.segment_age = 0;
	snprintf(path, sizeof(path), "%s/" FIRST, directory);
}

static void teardown(void)
{
	scratch_remove(directory);
	scratch_remove(keys);
}

static struct ledger *open_ledger(void)
{
	struct ledger *ledger = NULL;
	struct ledger_state state;

	ck_assert_int_eq(ledger_open(&options, &ledger, &state), 0);
	ck_assert(!state.is_torn && !state.is_gapped && !state.is_key_new && !state.is_head_torn);
	return ledger;
}

static void append(struct ledger *ledger, const char *line)
{
	ck_assert_int_eq(ledger_append(ledger, line, strlen(line)), 0);
}

static void holds(const char *expected)
{
	char *bytes = ledger_read(directory, NULL);

	ck_assert_str_eq(bytes, expected);
	free(bytes);
}

static void write_file(const char *name, const void *bytes, size_t size)
{
	char file[SCRATCH_SIZE + 64];

	snprintf(file, sizeof(file), "%s/%s", directory, name);
	int fd = open(file, O_WRONLY | O_CREAT | O_APPEND, 0600);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, bytes, size), (ssize_t)size);
	close(fd);
}

START_TEST(lines_stand_in_their_order_after_closing_and_opening_again)
{
	struct ledger *ledger = open_ledger();

	append(ledger, LINE("one"));
	append(ledger, LINE("two"));
	ledger_close(ledger);
	holds(LINE("one") LINE("two"));
	ledger = open_ledger();
	append(ledger, LINE("three"));
	ledger_close(ledger);
	holds(LINE("one") LINE("two") LINE("three"));
	ck_assert_uint_eq(ledger_files(directory, "records-", NULL), 1);
	ck_assert_uint_eq(ledger_files(directory, "torn-", NULL), 0);
}
END_TEST

START_TEST(files_are_ours_alone)
{
	static const char *const names[] = {FIRST, "lock", "."};
	char file[SCRATCH_SIZE + 64];
	struct stat status;

	umask(0);
	strcat(directory, "/made");
	struct ledger *ledger = open_ledger();
	for (size_t i = 0; i < 3; i++) {
		snprintf(file, sizeof(file), "%s/%s", directory, names[i]);
		ck_assert_int_eq(stat(file, &status), 0);
		ck_assert_uint_eq(status.st_mode & 07777, i == 2 ? 0700 : 0600);
	}
	ledger_close(ledger);
	*strrchr(directory, '/') = '\0';
}
END_TEST

static const struct {
	const char *line;
	size_t size;
	int error;
} line_rows[] = {
    {"{\"v\":1,\"\n", 9, 0},
    {LINE("a"), 12, 0},
    {LINE("a"), 11, -EINVAL},
    {"\n", 1, -EINVAL},
    {"a line\n", 7, -EINVAL},
    {"{\"v\":2,\"a\"}\n", 12, -EINVAL},
    {"{\"v\":1,\"index\":7,\"a\"}\n", 22, -EINVAL},
    {"", 0, -EINVAL},
    {"a line", 6, -EINVAL},
    {LINE("a") LINE("b"), 24, -EINVAL},
    {LINE("a") "\n", 13, -EINVAL},
    {LINE("a") "more", 16, -EINVAL},
    {"{\"v\":1,\"a\0hole\"}\n", 17, -EINVAL},
};

START_TEST(a_line_has_one_newline_and_that_at_its_end)
{
	struct ledger *ledger = open_ledger();

	append(ledger, LINE("before"));
	ck_assert_int_eq(ledger_append(ledger, line_rows[_i].line, line_rows[_i].size), line_rows[_i].error);
	append(ledger, LINE("after"));
	ledger_close(ledger);
	if (line_rows[_i].error != 0)
		holds(LINE("before") LINE("after"));
}
END_TEST

START_TEST(a_line_may_be_as_long_as_the_limit_and_no_longer)
{
	char *line = malloc(LEDGER_LINE_MAX + 2);
	struct ledger *ledger = open_ledger();
	size_t size = 0;

	memset(line, 'x', LEDGER_LINE_MAX + 1);
	memcpy(line, "{\"v\":1,\"", 8);
	line[LEDGER_LINE_MAX] = '\n';
	ck_assert_int_eq(ledger_append(ledger, line, LEDGER_LINE_MAX + 1), -E2BIG);
	line[LEDGER_LINE_MAX - 1] = '\n';
	ck_assert_int_eq(ledger_append(ledger, line, LEDGER_LINE_MAX), 0);
	ledger_close(ledger);
	free(ledger_read(directory, &size));
	ck_assert_uint_eq(size, LEDGER_LINE_MAX);
	free(line);
}
END_TEST

START_TEST(a_lock_file_that_is_deleted_admits_no_second_writer)
{
	struct ledger *first = open_ledger(), *second = NULL;
	char lock[PATH_MAX];

	snprintf(lock, sizeof(lock), "%s/lock", directory);
	ck_assert_int_eq(unlink(lock), 0);
	ck_assert_int_eq(ledger_open(&options, &second, NULL), -EBUSY);
	ledger_close(first);
	ledger_close(open_ledger());
}
END_TEST

START_TEST(a_guest_writes_where_a_gate_wrote_and_with_its_key)
{
	struct ledger_options guest = options;
	struct ledger *ledger = NULL;
	char moved[PATH_MAX];

	guest.is_guest = true;
	ck_assert_int_eq(ledger_open(&guest, &ledger, NULL), -EXDEV); /* no gate has been here */
	ledger_close(open_ledger());
	ck_assert_int_eq(ledger_open(&guest, &ledger, NULL), 0);
	ledger_close(ledger);
	snprintf(moved, sizeof(moved), "%s-elsewhere", options.keys);
	guest.keys = moved;
	ck_assert_int_eq(ledger_open(&guest, &ledger, NULL), -ENOKEY);
	ck_assert_int_ne(access(moved, F_OK), 0); /* nor is a directory made */
}
END_TEST

START_TEST(a_second_writer_is_told_so_until_the_first_closes)
{
	struct ledger *first = open_ledger(), *second = NULL;
	int status;

	ck_assert_int_eq(ledger_open(&options, &second, NULL), -EBUSY);
	ck_assert_ptr_null(second);
	pid_t pid = fork();
	if (pid == 0)
		_exit(ledger_open(&options, &second, NULL) == -EBUSY ? 0 : 1);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	append(first, LINE("still mine"));
	ledger_close(first);
	second = open_ledger();
	ledger_close(second);
	holds(LINE("still mine"));
}
END_TEST

struct appender {
	struct ledger *ledger;
	int number;
	int result;
};

static void *append_many(void *data)
{
	struct appender *appender = data;
	char line[LINE_SIZE];

	for (int i = 0; i < PER_THREAD && appender->result == 0; i++) {
		int size = snprintf(line, sizeof(line), "{\"v\":1,\"thread\":%d,\"line\":%d}\n", appender->number, i);
		appender->result = ledger_append(appender->ledger, line, (size_t)size);
	}
	return NULL;
}

/* Every thread's lines once each and in the thread's own order. */
static void holds_all_in_order(const char *bytes, int number)
{
	const char *last = bytes;
	char line[LINE_SIZE];

	for (int i = 0; i < PER_THREAD; i++) {
		snprintf(line, sizeof(line), "{\"v\":1,\"thread\":%d,\"line\":%d}\n", number, i);
		ck_assert_uint_eq(ledger_count(bytes, line), 1);
		const char *at = strstr(bytes, line);
		ck_assert(at >= last);
		last = at;
	}
}

/* As slow as a disk that turns, so that lines queue behind a commit on any machine. */
static int slow_datasync(int fd)
{
	usleep(2000);
	return fdatasync(fd);
}

START_TEST(fifty_threads_share_their_commits_and_lose_nothing)
{
	struct ledger_ops ops = ledger_ops_real;
	struct appender appenders[THREADS];
	pthread_t threads[THREADS];
	struct ledger *ledger = NULL;
	uint64_t lines = 0, groups = 0;

	ops.datasync = slow_datasync;
	options.ops = &ops;
	ck_assert_int_eq(ledger_open(&options, &ledger, NULL), 0);
	for (int i = 0; i < THREADS; i++) {
		appenders[i] = (struct appender){.ledger = ledger, .number = i};
		ck_assert_int_eq(pthread_create(&threads[i], NULL, append_many, &appenders[i]), 0);
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		ck_assert_int_eq(appenders[i].result, 0);
	}
	ledger_counts(ledger, &lines, &groups);
	ck_assert_uint_eq(lines, THREADS * PER_THREAD);
	ck_assert_uint_lt(groups, lines / 4);
	ck_assert_uint_ge(groups, PER_THREAD);
	char *bytes = ledger_read(directory, NULL); /* while the ledger is open: what was acknowledged is there */
	for (int i = 0; i < THREADS; i++)
		holds_all_in_order(bytes, i);
	free(bytes);
	ledger_close(ledger);
}
END_TEST

/* What a crash may leave behind whole lines. */
static const struct {
	const char *stored;
	const char *plain;
	const char *rest;
	size_t rest_size;
} tail_rows[] = {
    {"", "", "", 0},
    {STORED(0, "one"), LINE("one"), "", 0},
    {STORED(0, "one"), LINE("one"), "two", 3},
    {STORED(0, "one") STORED(1, "two"), LINE("one") LINE("two"), "{", 1},
    {"", "", "torn", 4},
    {STORED(0, "one"), LINE("one"), "\0\0\0\0", 4},
    {STORED(0, "one"), LINE("one"), "\0\0\0two\n", 7},
    {STORED(0, "one"), LINE("one"), "t\0o\nthree\n", 10},
    {"", "", "\0\0\0\0", 4},
    {"", "", "\0\0\nfour\n", 8},
};

START_TEST(only_whole_lines_stay_and_the_rest_is_set_aside)
{
	struct ledger *ledger = NULL;
	struct ledger_state state;
	char expected[128];
	size_t torn = 0;

	write_file(FIRST, tail_rows[_i].stored, strlen(tail_rows[_i].stored));
	write_file(FIRST, tail_rows[_i].rest, tail_rows[_i].rest_size);
	ck_assert_int_eq(ledger_open(&options, &ledger, &state), 0);
	ck_assert_int_eq(state.is_torn, tail_rows[_i].rest_size > 0);
	append(ledger, LINE("next"));
	ledger_close(ledger);
	snprintf(expected, sizeof(expected), "%s%s", tail_rows[_i].plain, LINE("next"));
	holds(expected);
	ck_assert_uint_eq(ledger_files(directory, "torn-000001-2", &torn), tail_rows[_i].rest_size > 0);
	ck_assert_uint_eq(torn, tail_rows[_i].rest_size);
}
END_TEST

START_TEST(a_torn_line_is_kept_to_the_octet_and_for_us_alone)
{
	char command[256];
	struct ledger *ledger = NULL;

	umask(0);
	write_file(FIRST, STORED(0, "one") "{\"half", strlen(STORED(0, "one")) + 6);
	ck_assert_int_eq(ledger_open(&options, &ledger, NULL), 0);
	ledger_close(ledger);
	snprintf(command, sizeof(command),
	    "cd %s && [ \"$(cat torn-*Z)\" = '{\"half' ] && [ $(stat -c %%a torn-*Z) = 600 ]", directory);
	ck_assert_int_eq(system(command), 0);
}
END_TEST

/* A torn line may be longer than the tail that is read first. */
START_TEST(a_torn_line_of_any_length_is_set_aside)
{
	static const size_t sizes[] = {
	    (1U << 20) - sizeof(STORED(0, "one")), (1U << 20) - strlen(STORED(0, "one")), 1U << 20, (3U << 20) + 17};
	char *bytes = malloc(sizes[_i]);
	struct ledger *ledger = NULL;
	size_t torn = 0;

	memset(bytes, 'x', sizes[_i]);
	write_file(FIRST, STORED(0, "one"), strlen(STORED(0, "one")));
	write_file(FIRST, bytes, sizes[_i]);
	ck_assert_int_eq(ledger_open(&options, &ledger, NULL), 0);
	ledger_close(ledger);
	holds(LINE("one"));
	ledger_files(directory, "torn-", &torn);
	ck_assert_uint_eq(torn, sizes[_i]);
	free(bytes);
}
END_TEST

/* Numbered lines of 64 octets, the last one longer, so that they fill `size`. */
static char *make_lines(size_t size)
{
	char *bytes = malloc(size);

	memset(bytes, 'x', size);
	for (size_t at = 0, i = 0; at < size; at += LINE_SIZE, i++) {
		int head = snprintf(bytes + at, LINE_SIZE, "{\"v\":1,\"index\":%zu,", i);
		bytes[at + (size_t)head] = 'x';
		size_t next = at + LINE_SIZE;
		if (size - next < LINE_SIZE)
			next = at = size;
		bytes[next - 1] = '\n';
	}
	return bytes;
}

/* Opening writes the tail over itself: it must be the same afterwards. */
START_TEST(opening_changes_no_octet_of_whole_lines)
{
	size_t size = (1U << 20) + (size_t)_i, length = 0;
	char *bytes = make_lines(size);
	struct ledger_state state;
	struct ledger *ledger = NULL;

	write_file(FIRST, bytes, size);
	ck_assert_int_eq(ledger_open(&options, &ledger, &state), 0);
	ck_assert(!state.is_gapped);
	ledger_close(ledger);
	char *found = ledger_read_raw(directory, &length);
	ck_assert_uint_ge(length, size);
	ck_assert(memcmp(found, bytes, size) == 0);
	free(found);
	free(bytes);
}
END_TEST

START_TEST(the_newest_segment_goes_on)
{
	write_file("records-000007.jsonl", STORED(0, "seven"), strlen(STORED(0, "seven")));
	write_file("records-000012.jsonl", STORED(1, "twelve"), strlen(STORED(1, "twelve")));
	write_file("records-99.jsonl", "no segment\n", 11);
	write_file("records-000013.jsonl.old", "no segment\n", 11);
	struct ledger *ledger = NULL;
	ck_assert_int_eq(ledger_open(&options, &ledger, NULL), 0);
	append(ledger, LINE("more"));
	ledger_close(ledger);
	holds(LINE("seven") LINE("twelve") LINE("more"));
}
END_TEST

START_TEST(a_full_segment_is_followed_by_the_next)
{
	struct ledger *ledger = NULL;
	size_t size = 0;

	options.segment_size = strlen(STORED(0, "one") STORED(1, "fits"));
	ledger = open_ledger();
	append(ledger, LINE("one"));
	append(ledger, _i == 0 ? LINE("fits") : LINE("larger"));
	ck_assert_uint_eq(ledger_files(directory, "records-", NULL), _i == 0 ? 1 : 2);
	append(ledger, LINE("next"));
	ledger_close(ledger);
	ck_assert_uint_eq(ledger_files(directory, "records-", NULL), _i == 0 ? 2 : 3);
	ck_assert_uint_eq(ledger_files(directory, "records-000002.jsonl", &size), 1);
	ck_assert_uint_eq(size, strlen(_i == 0 ? STORED(2, "next") : STORED(1, "larger")));
}
END_TEST

START_TEST(after_the_last_number_there_is_no_segment)
{
	struct ledger *ledger = NULL;

	options.segment_size = 1;
	write_file("records-999999.jsonl", STORED(0, "one"), strlen(STORED(0, "one")));
	ck_assert_int_eq(ledger_open(&options, &ledger, NULL), -EFBIG); /* for its own record */
	ck_assert_ptr_null(ledger);
}
END_TEST

START_TEST(what_another_hand_did_is_left_as_it_is)
{
	struct ledger *ledger = open_ledger();
	size_t size = 0;

	append(ledger, LINE("one"));
	if (_i == 0)
		write_file(FIRST, "not ours\n", 9);
	else if (_i == 1)
		ck_assert_int_eq(truncate(path, 2), 0);
	else
		ck_assert_int_eq(unlink(path), 0);
	append(ledger, LINE("two"));
	append(ledger, LINE("three"));
	ledger_close(ledger);
	ledger_files(directory, FIRST, &size);
	ck_assert_uint_eq(size, _i == 0 ? strlen(STORED(0, "one")) + 9 : _i == 1 ? 2 : 0);
	ck_assert_uint_eq(ledger_files(directory, "records-000002.jsonl", &size), 1);
	ck_assert_uint_eq(size, strlen(STORED(1, "two") STORED(2, "three")));
	ck_assert_uint_eq(ledger_files(directory, "records-", NULL), _i == 2 ? 1 : 2);
}
END_TEST

static int open_error(void)
{
	struct ledger *ledger = NULL;
	int r = ledger_open(&options, &ledger, NULL);

	ledger_close(ledger);
	return r;
}

START_TEST(a_directory_that_others_can_write_is_refused)
{
	static const struct {
		mode_t mode;
		int error;
	} rows[] = {{0700, 0}, {0750, 0}, {0755, 0}, {0770, -EPERM}, {0702, -EPERM}, {0777, -EPERM}};

	ck_assert_int_eq(chmod(directory, rows[_i].mode), 0);
	ck_assert_int_eq(open_error(), rows[_i].error);
	ck_assert_int_eq(chmod(directory, 0700), 0);
}
END_TEST

START_TEST(what_is_not_a_directory_of_ours_is_refused)
{
	ck_assert_int_eq(symlink("/tmp", path), 0);
	strcat(directory, "/" FIRST);
	ck_assert_int_eq(open_error(), -EPERM);
	ck_assert_int_eq(unlink(path), 0);
	*strrchr(directory, '/') = '\0';
	write_file(FIRST, "", 0);
	strcat(directory, "/" FIRST);
	ck_assert_int_eq(open_error(), -ENOTDIR);
	strcat(directory, "/below");
	ck_assert_int_eq(open_error(), -ENOTDIR);
	*strstr(directory, "/records") = '\0';
	strcat(directory, "/no/such");
	ck_assert_int_eq(open_error(), -ENOENT);
	*strstr(directory, "/no/such") = '\0';
}
END_TEST

START_TEST(a_segment_or_lock_that_is_no_file_is_refused)
{
	char file[SCRATCH_SIZE + 32];

	snprintf(file, sizeof(file), "%s/%s", directory, _i < 2 ? FIRST : "lock");
	if (_i == 0)
		ck_assert_int_eq(mkfifo(file, 0600), 0);
	else
		ck_assert_int_eq(symlink("elsewhere", file), 0);
	ck_assert_int_eq(open_error(), _i == 0 ? -EPERM : -ELOOP);
	ck_assert_uint_eq(ledger_files(directory, "elsewhere", NULL), 0);
}
END_TEST

/* As root nothing is unwritable: there the test becomes another user. */
static bool become_nobody(void)
{
	if (geteuid() != 0)
		return true;
	if (chown(directory, NOBODY, NOBODY) == 0 && chown(keys, NOBODY, NOBODY) == 0 && seteuid(NOBODY) == 0)
		return true;
	printf("SKIP: root cannot become another user here\n");
	return false;
}

static void become_ourselves(void)
{
	if (getuid() != geteuid())
		ck_assert_int_eq(seteuid(getuid()), 0);
}

START_TEST(an_unwritable_directory_is_an_error_until_it_is_writable)
{
	if (!become_nobody())
		return;
	ck_assert_int_eq(chmod(directory, 0500), 0);
	ck_assert_int_eq(open_error(), -EACCES);
	ck_assert_int_eq(chmod(directory, 0700), 0);
	ck_assert_int_eq(open_error(), 0);
	become_ourselves();
}
END_TEST

START_TEST(anothers_directory_is_refused)
{
	if (geteuid() != 0) {
		printf("SKIP: only root can give a directory away\n");
		return;
	}
	ck_assert_int_eq(chown(directory, NOBODY, NOBODY), 0);
	ck_assert_int_eq(open_error(), -EPERM);
}
END_TEST

START_TEST(closing_leaves_no_descriptor_open)
{
	int before = dup(0);

	close(before);
	for (int i = 0; i < 3; i++) {
		struct ledger *ledger = open_ledger();
		append(ledger, LINE("x"));
		ledger_close(ledger);
	}
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	ck_assert_int_eq(open_error(), -EPERM);
	int after = dup(0);
	ck_assert_int_eq(after, before);
	ledger_close(NULL);
}
END_TEST

static void add_openings(TCase *tcase)
{
	tcase_add_loop_test(tcase, only_whole_lines_stay_and_the_rest_is_set_aside, 0, COUNT(tail_rows));
	tcase_add_test(tcase, a_torn_line_is_kept_to_the_octet_and_for_us_alone);
	tcase_add_loop_test(tcase, a_torn_line_of_any_length_is_set_aside, 0, 4);
	tcase_add_loop_test(tcase, opening_changes_no_octet_of_whole_lines, -1, 2);
	tcase_add_test(tcase, the_newest_segment_goes_on);
	tcase_add_loop_test(tcase, a_directory_that_others_can_write_is_refused, 0, 6);
	tcase_add_test(tcase, what_is_not_a_directory_of_ours_is_refused);
	tcase_add_loop_test(tcase, a_segment_or_lock_that_is_no_file_is_refused, 0, 3);
	tcase_add_test(tcase, an_unwritable_directory_is_an_error_until_it_is_writable);
	tcase_add_test(tcase, anothers_directory_is_refused);
	tcase_add_test(tcase, closing_leaves_no_descriptor_open);
}

int main(void)
{
	Suite *suite = suite_create("ledger");
	TCase *tcase = tcase_create("ledger");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 120);
	tcase_add_test(tcase, lines_stand_in_their_order_after_closing_and_opening_again);
	tcase_add_test(tcase, files_are_ours_alone);
	tcase_add_loop_test(tcase, a_line_has_one_newline_and_that_at_its_end, 0, COUNT(line_rows));
	tcase_add_test(tcase, a_line_may_be_as_long_as_the_limit_and_no_longer);
	tcase_add_test(tcase, a_second_writer_is_told_so_until_the_first_closes);
	tcase_add_test(tcase, a_lock_file_that_is_deleted_admits_no_second_writer);
	tcase_add_test(tcase, a_guest_writes_where_a_gate_wrote_and_with_its_key);
	tcase_add_test(tcase, fifty_threads_share_their_commits_and_lose_nothing);
	add_openings(tcase);
	tcase_add_loop_test(tcase, a_full_segment_is_followed_by_the_next, 0, 2);
	tcase_add_test(tcase, after_the_last_number_there_is_no_segment);
	tcase_add_loop_test(tcase, what_another_hand_did_is_left_as_it_is, 0, 3);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
