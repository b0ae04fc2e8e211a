/* spool: a request is begun once or taken back, its answer comes back, and strange files do no harm. */
#include "audit/spool.h"
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

static char directory[] = "/tmp/check_spool.XXXXXX";
static int ledger = -1, spool = -1;
static const struct request request = {.kind = REQUEST_MATCH, .uid = 1000, .period = "2026Q4"};

static void set_up(void)
{
	snprintf(directory, sizeof(directory), "/tmp/check_spool.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(directory));
	ledger = open(directory, O_RDONLY | O_DIRECTORY);
	ck_assert_int_eq(spool_open(ledger, &spool), 0);
}

static void tear_down(void)
{
	char command[128];

	close(spool);
	close(ledger);
	snprintf(command, sizeof(command), "rm -rf '%s'", directory);
	ck_assert_int_eq(system(command), 0);
}

/* A file in the spool, as somebody else might leave it. */
static void plant(const char *name, const char *text, mode_t mode)
{
	int fd = openat(spool, name, O_WRONLY | O_CREAT | O_EXCL, 0600);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	ck_assert_int_eq(fchmod(fd, mode), 0);
	close(fd);
}

static bool is_there(const char *name, const char *suffix)
{
	char file[64];

	snprintf(file, sizeof(file), "%s%s", name, suffix);
	return faccessat(spool, file, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

START_TEST(a_request_is_taken_once_and_answered)
{
	char left[SPOOL_NAME_SIZE] = "", taken[SPOOL_NAME_SIZE] = "";
	struct request found = {.kind = REQUEST_KIND_COUNT};
	struct request_answer answer = {.segments = 4, .first = 1, .last = 2}, heard = {.error = 1};

	ck_assert_int_eq(spool_leave(spool, &request, left), 0);
	ck_assert_int_eq(spool_take(spool, taken, &found), 1);
	ck_assert_str_eq(taken, left);
	ck_assert_int_eq(found.kind, REQUEST_MATCH);
	ck_assert_str_eq(found.period, "2026Q4");
	ck_assert_int_eq(spool_take(spool, taken, &found), 0);
	ck_assert_int_eq(spool_answer(spool, left, &answer), 0);
	ck_assert_int_eq(spool_wait(spool, left, 1000, &heard), 0);
	ck_assert_int_eq(heard.error, 0);
	ck_assert_uint_eq(heard.segments, 4);
	ck_assert(!is_there(left, ".request") && !is_there(left, ".begun") && !is_there(left, ".answer"));
}
END_TEST

START_TEST(a_request_that_nobody_takes_is_taken_back)
{
	char name[SPOOL_NAME_SIZE] = "";
	struct request found;
	struct request_answer heard;

	ck_assert_int_eq(spool_leave(spool, &request, name), 0);
	ck_assert_int_eq(spool_wait(spool, name, 40, &heard), -ETIMEDOUT);
	ck_assert_int_eq(spool_take(spool, name, &found), 0);
}
END_TEST

static void *answer_late(void *name)
{
	const struct timespec pause = {.tv_nsec = 300000000};
	const struct request_answer answer = {.error = -EPERM};

	nanosleep(&pause, NULL);
	spool_answer(spool, name, &answer);
	return NULL;
}

START_TEST(a_request_that_is_begun_is_waited_for_beyond_its_time)
{
	char name[SPOOL_NAME_SIZE] = "";
	struct request found;
	struct request_answer heard = {.error = 1};
	pthread_t thread;

	ck_assert_int_eq(spool_leave(spool, &request, name), 0);
	ck_assert_int_eq(spool_take(spool, name, &found), 1);
	ck_assert_int_eq(pthread_create(&thread, NULL, answer_late, name), 0);
	ck_assert_int_eq(spool_wait(spool, name, 20, &heard), 0);
	pthread_join(thread, NULL);
	ck_assert_int_eq(heard.error, -EPERM);
}
END_TEST

#define DIGITS "0123456789abcdef0123456789abcdef"
#define GOOD   "{\"v\":1,\"request\":\"rotate-signing\",\"uid\":0}\n"

static const struct {
	const char *name;
	const char *text;
	mode_t mode;
	bool is_removed;
} strange[] = {{DIGITS ".request", "nonsense", 0600, true}, {DIGITS ".request", "", 0600, true},
    {DIGITS ".request", GOOD, 0644, true}, {DIGITS ".request", GOOD, 0660, true}, {"short.request", GOOD, 0600, false},
    {DIGITS ".tmp", GOOD, 0600, false}, {DIGITS ".request.old", GOOD, 0600, false}};

START_TEST(a_strange_file_is_no_request)
{
	char name[SPOOL_NAME_SIZE] = "";
	struct request found;

	plant(strange[_i].name, strange[_i].text, strange[_i].mode);
	ck_assert_int_eq(spool_take(spool, name, &found), strange[_i].is_removed ? -EBADMSG : 0);
	ck_assert_int_eq(faccessat(spool, strange[_i].name, F_OK, 0) == 0, !strange[_i].is_removed);
	ck_assert(!is_there(DIGITS, ".begun"));
}
END_TEST

START_TEST(a_link_a_pipe_and_a_directory_are_no_requests)
{
	char name[SPOOL_NAME_SIZE] = "";
	struct request found;

	plant("target", GOOD, 0600);
	ck_assert_int_eq(symlinkat("target", spool, DIGITS ".request"), 0);
	ck_assert_int_eq(spool_take(spool, name, &found), -EBADMSG);
	ck_assert(faccessat(spool, "target", F_OK, 0) == 0);
	ck_assert_int_eq(mkfifoat(spool, DIGITS ".request", 0600), 0);
	ck_assert_int_eq(spool_take(spool, name, &found), -EBADMSG);
	ck_assert_int_eq(mkdirat(spool, DIGITS ".request", 0700), 0);
	ck_assert_int_eq(spool_take(spool, name, &found), -EBADMSG);
	ck_assert(!is_there(DIGITS, ".begun") && !is_there(DIGITS, ".request"));
	ck_assert_int_eq(spool_take(spool, name, &found), 0);
}
END_TEST

START_TEST(a_directory_that_cannot_be_removed_is_in_nobodys_way)
{
	char name[SPOOL_NAME_SIZE] = "";
	struct request found;

	ck_assert_int_eq(mkdirat(spool, DIGITS ".request", 0700), 0);
	ck_assert_int_eq(mkdirat(spool, DIGITS ".request/inside", 0700), 0);
	ck_assert_int_eq(spool_take(spool, name, &found), -EBADMSG);
	ck_assert_int_eq(spool_sweep(spool), 0);
	ck_assert_int_eq(spool_leave(spool, &request, name), 0);
	ck_assert_int_eq(spool_take(spool, name, &found), 1);
}
END_TEST

START_TEST(what_a_dead_gate_began_is_answered_at_the_next_start)
{
	char name[SPOOL_NAME_SIZE] = "";
	struct request found;
	struct request_answer heard = {.error = 1};

	ck_assert_int_eq(spool_leave(spool, &request, name), 0);
	ck_assert_int_eq(spool_take(spool, name, &found), 1);
	ck_assert_int_eq(spool_sweep(spool), 0);
	ck_assert_int_eq(spool_wait(spool, name, 1000, &heard), 0);
	ck_assert_int_eq(heard.error, -EIO);
}
END_TEST

START_TEST(only_what_nobody_fetched_for_an_hour_is_swept_away)
{
	const struct timespec old[] = {{.tv_sec = time(NULL) - 3700}, {.tv_sec = time(NULL) - 3700}};

	plant(DIGITS ".answer", GOOD, 0600);
	ck_assert_int_eq(spool_sweep(spool), 0);
	ck_assert(is_there(DIGITS, ".answer"));
	ck_assert_int_eq(utimensat(spool, DIGITS ".answer", old, 0), 0);
	ck_assert_int_eq(spool_sweep(spool), 0);
	ck_assert(!is_there(DIGITS, ".answer"));
}
END_TEST

START_TEST(a_spool_that_is_open_to_others_is_refused)
{
	int fd = -1;

	ck_assert_int_eq(fchmod(spool, 0770), 0);
	ck_assert_int_eq(spool_open(ledger, &fd), -EPERM);
	ck_assert_int_eq(fchmod(spool, 0700), 0);
	ck_assert_int_eq(renameat(ledger, SPOOL_DIRECTORY, ledger, "elsewhere"), 0);
	ck_assert_int_eq(symlinkat("elsewhere", ledger, SPOOL_DIRECTORY), 0);
	ck_assert_int_eq(spool_open(ledger, &fd), -EPERM);
	ck_assert_int_eq(fd, -1);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("spool");
	TCase *test = tcase_create("spool");

	tcase_add_checked_fixture(test, set_up, tear_down);
	tcase_add_test(test, a_request_is_taken_once_and_answered);
	tcase_add_test(test, a_request_that_nobody_takes_is_taken_back);
	tcase_add_test(test, a_request_that_is_begun_is_waited_for_beyond_its_time);
	tcase_add_loop_test(test, a_strange_file_is_no_request, 0, (int)(sizeof(strange) / sizeof(strange[0])));
	tcase_add_test(test, a_link_a_pipe_and_a_directory_are_no_requests);
	tcase_add_test(test, a_directory_that_cannot_be_removed_is_in_nobodys_way);
	tcase_add_test(test, what_a_dead_gate_began_is_answered_at_the_next_start);
	tcase_add_test(test, only_what_nobody_fetched_for_an_hour_is_swept_away);
	tcase_add_test(test, a_spool_that_is_open_to_others_is_refused);
	suite_add_tcase(suite, test);
	return run_suite(suite);
}
