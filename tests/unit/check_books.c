/* books: what cannot be opened is tried again, and nobody is told that a line is durable when it is not. */
#include "milter/books.h"
#include "milter/stopwatch.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define NOW  1790000000 /* in 2026Q3 */
#define LINE "{\"v\":1,\"kind\":\"verdict\"}\n"

static char top[64], ledger[96], keys[96];
static struct books *books;

static void open_beating(uint64_t heartbeat_s, struct books **ret_books)
{
	const struct books_place place = {
	    .ledger = {.directory = ledger, .keys = keys, .gateway = "mx1.example"}, .heartbeat_s = heartbeat_s};

	ck_assert_int_eq(books_new(&place, ret_books), 0);
}

static void open_another(struct books **ret_books)
{
	open_beating(3600, ret_books);
}

static void setup(void)
{
	snprintf(top, sizeof(top), "/tmp/check_books.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(top));
	snprintf(ledger, sizeof(ledger), "%s/ledger", top);
	snprintf(keys, sizeof(keys), "%s/keys", top);
	open_another(&books);
}

static void teardown(void)
{
	char command[128];

	books_free(books);
	snprintf(command, sizeof(command), "rm -rf %s", top);
	ck_assert_int_eq(system(command), 0);
}

static void wait_for_retry(void)
{
	struct timespec pause = {.tv_sec = BOOKS_RETRY_MS / 1000, .tv_nsec = 50000000};

	nanosleep(&pause, NULL);
}

/* Octets of the lines, without the indices that the ledger adds; -1: there is no ledger. */
static off_t written(void)
{
	char path[128], line[256];
	off_t size = 0;

	snprintf(path, sizeof(path), "%s/records-000001.jsonl", ledger);
	FILE *file = fopen(path, "r");
	if (file == NULL)
		return -1;
	while (fgets(line, sizeof(line), file) != NULL) {
		ck_assert_ptr_nonnull(strstr(line, strchr(LINE, ',')));
		size += (off_t)strlen(LINE);
	}
	fclose(file);
	return size;
}

/* A file in the directory's place: even root cannot open it as a directory. */
static void block(const char *path)
{
	int fd = open(path, O_CREAT | O_WRONLY, 0600);

	ck_assert_int_ge(fd, 0);
	close(fd);
}

START_TEST(open_books_take_lines_and_give_keys)
{
	struct period_key key;
	const char *path = NULL;
	struct ledger_state state = {.is_torn = true};

	ck_assert_int_eq(books_open(books, NOW, &path, &state), 0);
	ck_assert(!state.is_torn);
	ck_assert_int_eq(books_key(books, NOW, &key), 0);
	ck_assert_str_eq(key.period, "2026Q3");
	ck_assert_int_eq(books_append(books, LINE, strlen(LINE)), 0);
	ck_assert_int_eq((int)written(), (int)strlen(LINE));
}
END_TEST

START_TEST(books_that_nobody_opened_open_on_demand)
{
	struct period_key key;

	ck_assert_int_eq(books_key(books, NOW, &key), 0);
	ck_assert_int_eq(books_append(books, LINE, strlen(LINE)), 0);
	ck_assert_int_eq((int)written(), (int)strlen(LINE));
}
END_TEST

START_TEST(a_ledger_that_cannot_be_opened_is_tried_again)
{
	const char *path = NULL;
	struct ledger_state state;

	block(ledger);
	ck_assert_int_lt(books_open(books, NOW, &path, &state), 0);
	ck_assert_str_eq(path, ledger);
	ck_assert_int_lt(books_append(books, LINE, strlen(LINE)), 0);
	ck_assert_int_eq(unlink(ledger), 0);
	/* Not at once: a broken disk is not asked for every message. */
	ck_assert_int_lt(books_append(books, LINE, strlen(LINE)), 0);
	wait_for_retry();
	ck_assert_int_eq(books_append(books, LINE, strlen(LINE)), 0);
	ck_assert_int_eq((int)written(), (int)strlen(LINE));
}
END_TEST

START_TEST(keys_that_cannot_be_opened_are_tried_again)
{
	struct period_key key;
	const char *path = NULL;
	struct ledger_state state;

	block(keys);
	ck_assert_int_lt(books_open(books, NOW, &path, &state), 0);
	ck_assert_ptr_nonnull(strstr(path, keys));
	ck_assert_int_lt(books_key(books, NOW, &key), 0);
	ck_assert_int_eq(unlink(keys), 0);
	ck_assert_int_lt(books_key(books, NOW, &key), 0);
	wait_for_retry();
	ck_assert_int_eq(books_key(books, NOW, &key), 0);
}
END_TEST

START_TEST(a_key_directory_that_others_can_read_is_refused_until_it_is_mended)
{
	struct period_key key;

	ck_assert_int_eq(mkdir(keys, 0755), 0);
	ck_assert_int_eq(chmod(keys, 0755), 0);
	ck_assert_int_eq(books_key(books, NOW, &key), -EPERM);
	ck_assert_int_eq(chmod(keys, 0700), 0);
	wait_for_retry();
	ck_assert_int_eq(books_key(books, NOW, &key), 0);
}
END_TEST

START_TEST(a_ledger_that_is_in_use_is_waited_for)
{
	struct books *other;

	open_another(&other);
	ck_assert_int_eq(books_append(other, LINE, strlen(LINE)), 0);
	ck_assert_int_eq(books_append(books, LINE, strlen(LINE)), -EBUSY);
	books_free(other);
	wait_for_retry();
	ck_assert_int_eq(books_append(books, LINE, strlen(LINE)), 0);
}
END_TEST

START_TEST(a_ledger_that_was_taken_away_is_opened_anew)
{
	char command[256];

	ck_assert_int_eq(books_append(books, LINE, strlen(LINE)), 0);
	snprintf(command, sizeof(command), "rm -rf %s", ledger);
	ck_assert_int_eq(system(command), 0);
	wait_for_retry();
	/* Durable means in a file that is there: the first line may fail, but then it says so. */
	if (books_append(books, LINE, strlen(LINE)) < 0) {
		ck_assert_int_eq((int)written(), -1);
		wait_for_retry();
		ck_assert_int_eq(books_append(books, LINE, strlen(LINE)), 0);
	}
	ck_assert_int_eq((int)written(), (int)strlen(LINE));
}
END_TEST

START_TEST(after_the_end_nothing_is_written)
{
	ck_assert_int_eq(books_append(books, LINE, strlen(LINE)), 0);
	books_shut(books);
	ck_assert_int_eq(books_append(books, LINE, strlen(LINE)), -ESHUTDOWN);
	wait_for_retry();
	ck_assert_int_eq(books_append(books, LINE, strlen(LINE)), -ESHUTDOWN);
	ck_assert_int_eq((int)written(), (int)strlen(LINE));
}
END_TEST

/* The last lines of the ledger, the newest first: their text from "kind" on. */
static const char *line_back(unsigned back)
{
	static char lines[32][1024];
	unsigned count = 0;
	char path[128];

	snprintf(path, sizeof(path), "%s/records-000001.jsonl", ledger);
	FILE *file = fopen(path, "r");
	ck_assert_ptr_nonnull(file);
	while (count < 32 && fgets(lines[count], sizeof(lines[0]), file) != NULL)
		count++;
	fclose(file);
	ck_assert_uint_lt(back, count);
	return strstr(lines[count - 1 - back], "\"kind\"");
}

static void is_line(unsigned back, const char *kind, const char *text)
{
	const char *line = line_back(back);
	char start[64];

	snprintf(start, sizeof(start), "\"kind\":\"%s\"", kind);
	ck_assert_msg(strncmp(line, start, strlen(start)) == 0, "%s instead of %s", line, kind);
	ck_assert_msg(strstr(line, text) != NULL, "%s lacks %s", line, text);
}

START_TEST(a_start_is_recorded_before_the_first_line)
{
	arrears_start(books_arrears(books), "b1");
	ck_assert_int_eq(books_append(books, LINE, strlen(LINE)), 0);
	is_line(1, "start", "\"bundle\":\"b1\",\"clean\":true,\"vkey\":\"mx1.example/referral-ledger+");
	is_line(0, "verdict", "");
}
END_TEST

START_TEST(a_start_after_a_stop_is_clean_and_one_after_anything_else_is_not)
{
	for (int i = 0; i < 3; i++) {
		arrears_start(books_arrears(books), "b1");
		ck_assert_int_eq(books_settle(books), 0);
		is_line(0, "start", i == 2 ? "\"clean\":false" : "\"clean\":true");
		ck_assert_int_eq(i == 0 ? books_stop(books) : 1, 1);
		books_free(books);
		open_another(&books);
	}
}
END_TEST

START_TEST(a_new_policy_is_recorded_before_what_is_judged_under_it)
{
	arrears_start(books_arrears(books), "b1");
	ck_assert_int_eq(books_settle(books), 0);
	arrears_reload(books_arrears(books), "b2");
	arrears_deaths(books_arrears(books), DEATH_CHILD, 1);
	ck_assert_int_eq(books_append(books, LINE, strlen(LINE)), 0);
	is_line(2, "reload", "\"bundle\":\"b2\",\"previous\":\"b1\"");
	is_line(1, "inspector-death", "\"bundle\":\"b2\"");
	is_line(0, "verdict", "");
}
END_TEST

START_TEST(what_could_not_be_recorded_is_counted_when_the_ledger_is_back)
{
	block(ledger);
	arrears_start(books_arrears(books), "b1");
	ck_assert_int_lt(books_append(books, LINE, strlen(LINE)), 0);
	arrears_missed(books_arrears(books), false);
	arrears_missed(books_arrears(books), true);
	ck_assert_int_lt(books_settle(books), 0);
	ck_assert_int_eq(unlink(ledger), 0);
	wait_for_retry();
	ck_assert_int_eq(books_settle(books), 0);
	is_line(1, "start", "");
	is_line(0, "missed", "\"deferred\":1,\"passed\":1,\"seconds\":2");
	ck_assert_int_eq(books_settle(books), 0);
	is_line(0, "missed", "");
}
END_TEST

START_TEST(a_heartbeat_comes_only_when_there_was_nothing_else)
{
	ck_assert_int_eq(books_append(books, LINE, strlen(LINE)), 0);
	ck_assert_int_eq(books_beat(books), 0);
	is_line(0, "verdict", "");
	books_free(books);
	open_beating(1, &books);
	ck_assert_int_eq(books_beat(books), 0);
	wait_for_retry();
	ck_assert_int_eq(books_beat(books), 1);
	is_line(0, "heartbeat", "\"heartbeat\":1");
	books_shut(books);
	ck_assert_int_eq(books_beat(books), -ESHUTDOWN);
}
END_TEST

START_TEST(a_start_says_how_often_the_heart_beats)
{
	arrears_start(books_arrears(books), "b1");
	ck_assert_int_eq(books_settle(books), 0);
	is_line(0, "start", "\"heartbeat\":3600");
}
END_TEST

#define QUARTER (92 * 86400)

START_TEST(a_change_of_the_period_is_recorded_once)
{
	struct period_key key;

	ck_assert_int_eq(books_key(books, NOW, &key), 0);
	ck_assert_int_eq(books_key(books, NOW + QUARTER, &key), 0);
	ck_assert_int_eq(books_key(books, NOW + QUARTER, &key), 0);
	ck_assert_int_eq(books_append(books, LINE, strlen(LINE)), 0);
	is_line(1, "period", "\"period\":\"2026Q4\",\"previous\":\"2026Q3\"");
	books_free(books);
	/* And when it changes while nobody looks. */
	open_another(&books);
	ck_assert_int_eq(books_key(books, NOW + 2 * QUARTER, &key), 0);
	ck_assert_int_eq(books_settle(books), 0);
	is_line(0, "period", "\"period\":\"2027Q1\",\"previous\":\"2026Q4\"");
	books_free(books);
	open_another(&books);
	ck_assert_int_eq(books_key(books, NOW + 2 * QUARTER, &key), 0);
	ck_assert_int_eq(books_append(books, LINE, strlen(LINE)), 0);
	is_line(1, "period", "\"2027Q1\"");
}
END_TEST

START_TEST(a_request_is_done_and_answered)
{
	const struct request request = {.kind = REQUEST_MATCH, .uid = 7, .period = "2026Q3"};
	struct request_answer answer = {.error = 1};

	arrears_start(books_arrears(books), "b1");
	books_run(books, &request, NOW, &answer);
	ck_assert_int_eq(answer.error, 0);
	is_line(0, "match", "\"bundle\":\"b1\",\"period\":\"2026Q3\",\"uid\":7");
	books_shut(books);
	books_run(books, &request, NOW, &answer);
	ck_assert_int_eq(answer.error, -ESHUTDOWN);
}
END_TEST

START_TEST(there_is_a_checkpoint_when_there_is_a_record)
{
	char *note = NULL;
	uint64_t size = 0;

	ck_assert_int_eq(books_checkpoint(books, &note, &size), -ENODATA);
	ck_assert_int_eq(books_append(books, LINE, strlen(LINE)), 0);
	ck_assert_int_eq(books_checkpoint(books, &note, &size), 0);
	ck_assert_uint_eq(size, 1);
	ck_assert(strncmp(note, "mx1.example/referral-ledger\n1\n", 30) == 0);
	free(note);
}
END_TEST

#define WRITERS 20
#define LINES	10

static void *write_lines(void *argument)
{
	int *failed = argument;

	for (int i = 0; i < LINES; i++)
		if (books_append(books, LINE, strlen(LINE)) != 0)
			++*failed;
	return NULL;
}

START_TEST(many_threads_write_side_by_side)
{
	pthread_t threads[WRITERS];
	int failed[WRITERS] = {0};

	for (int i = 0; i < WRITERS; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, write_lines, &failed[i]), 0);
	for (int i = 0; i < WRITERS; i++) {
		pthread_join(threads[i], NULL);
		ck_assert_int_eq(failed[i], 0);
	}
	ck_assert_int_eq((int)written(), WRITERS * LINES * (int)strlen(LINE));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("books");
	TCase *tcase = tcase_create("keys and ledger");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 30);
	tcase_add_test(tcase, open_books_take_lines_and_give_keys);
	tcase_add_test(tcase, books_that_nobody_opened_open_on_demand);
	tcase_add_test(tcase, a_ledger_that_cannot_be_opened_is_tried_again);
	tcase_add_test(tcase, keys_that_cannot_be_opened_are_tried_again);
	tcase_add_test(tcase, a_key_directory_that_others_can_read_is_refused_until_it_is_mended);
	tcase_add_test(tcase, a_ledger_that_is_in_use_is_waited_for);
	tcase_add_test(tcase, a_ledger_that_was_taken_away_is_opened_anew);
	tcase_add_test(tcase, after_the_end_nothing_is_written);
	tcase_add_test(tcase, a_start_is_recorded_before_the_first_line);
	tcase_add_test(tcase, a_start_after_a_stop_is_clean_and_one_after_anything_else_is_not);
	tcase_add_test(tcase, a_new_policy_is_recorded_before_what_is_judged_under_it);
	tcase_add_test(tcase, what_could_not_be_recorded_is_counted_when_the_ledger_is_back);
	tcase_add_test(tcase, a_heartbeat_comes_only_when_there_was_nothing_else);
	tcase_add_test(tcase, a_start_says_how_often_the_heart_beats);
	tcase_add_test(tcase, a_change_of_the_period_is_recorded_once);
	tcase_add_test(tcase, a_request_is_done_and_answered);
	tcase_add_test(tcase, there_is_a_checkpoint_when_there_is_a_record);
	tcase_add_test(tcase, many_threads_write_side_by_side);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
