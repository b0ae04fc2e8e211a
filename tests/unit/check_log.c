/* log: one line each, queue id first, whatever a value holds; and a log that is stuck holds nobody up. */
#include "milter/log.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int reader = -1;

/* Standard error becomes a pipe; check runs each test in a process of its own. */
static void setup(void)
{
	int ends[2];

	ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
	ck_assert_int_eq(dup2(ends[1], STDERR_FILENO), STDERR_FILENO);
	close(ends[1]);
	ck_assert_int_ne(fcntl(ends[0], F_SETFL, O_NONBLOCK), -1);
	reader = ends[0];
	unsetenv("JOURNAL_STREAM");
	log_use_journal("/nonexistent");
	log_open("check", true);
}

/* Standard error is the journal's stream, as systemd says it. */
static void stream_to_journal(void)
{
	char stream[64];
	struct stat status;

	ck_assert_int_eq(fstat(STDERR_FILENO, &status), 0);
	snprintf(stream, sizeof(stream), "%lu:%lu", (unsigned long)status.st_dev, (unsigned long)status.st_ino);
	setenv("JOURNAL_STREAM", stream, 1);
	log_open("check", true);
}

static char journal_path[64];

/* A journal of our own; nobody reads it before the test does. */
static int listen_as_journal(void)
{
	struct sockaddr_un name = {.sun_family = AF_UNIX};

	snprintf(journal_path, sizeof(journal_path), "/tmp/check-log-%ld", (long)getpid());
	unlink(journal_path);
	strcpy(name.sun_path, journal_path);
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&name, sizeof(name)), 0);
	log_use_journal(journal_path);
	return fd;
}

static const char *heard(int journal)
{
	static char text[1U << 14];
	ssize_t got = recv(journal, text, sizeof(text) - 1, 0);

	text[got > 0 ? got : 0] = '\0';
	return text;
}

static const char *written(void)
{
	static char text[1U << 17];
	ssize_t got = read(reader, text, sizeof(text) - 1);

	text[got > 0 ? got : 0] = '\0';
	return text;
}

static const struct {
	enum log_level level;
	const char *queue_id;
	const char *value;
	const char *line; /* after "check[PID]: " */
} lines[] = {
    {LOG_LEVEL_INFO, NULL, "x", "value x\n"},
    {LOG_LEVEL_NOTICE, "4XyZ12", "x", "4XyZ12: value x\n"},
    {LOG_LEVEL_WARNING, NULL, "x", "warning: value x\n"},
    {LOG_LEVEL_ERROR, "4XyZ12", "x", "error: 4XyZ12: value x\n"},
    {LOG_LEVEL_INFO, NULL, "a\nb\r\x1b[0m\x7f", "value a?b??[0m?\n"},
    {LOG_LEVEL_INFO, "a\nb", "x", "a?b: value x\n"},
};

START_TEST(a_line_has_program_level_queue_id_and_text)
{
	char expected[200];

	log_write(lines[_i].level, lines[_i].queue_id, "value %s", lines[_i].value);
	snprintf(expected, sizeof(expected), "check[%ld]: %s", (long)getpid(), lines[_i].line);
	ck_assert_str_eq(written(), expected);
}
END_TEST

START_TEST(a_long_line_is_cut)
{
	static char value[5000], queue_id[5000];

	memset(value, 'v', sizeof(value) - 1);
	memset(queue_id, 'q', sizeof(queue_id) - 1);
	log_write(LOG_LEVEL_INFO, _i == 0 ? NULL : queue_id, "%s", value);
	const char *text = written();
	ck_assert_uint_lt(strlen(text), 1200);
	ck_assert_uint_gt(strlen(text), 1000);
	ck_assert_ptr_eq(strchr(text, '\n'), text + strlen(text) - 1);
	ck_assert(_i == 0 || strspn(strchr(text, 'q'), "q") == 64);
}
END_TEST

START_TEST(a_stream_to_a_journal_without_a_socket_gets_levels)
{
	stream_to_journal();
	log_write(LOG_LEVEL_ERROR, NULL, "text");
	ck_assert_str_eq(written(), "<3>error: text\n");
}
END_TEST

START_TEST(the_journal_gets_fields)
{
	const struct log_fields fields = {
	    .route = "lewisham", .verdict = "refuse", .reasons = "copy-missing,form-blank", .case_code = "HQFP-F7FC"};
	int journal = listen_as_journal();

	stream_to_journal();
	log_write_fields(LOG_LEVEL_NOTICE, "4XyZ12", &fields, "refused");
	ck_assert_str_eq(heard(journal),
	    "MESSAGE=4XyZ12: "
	    "refused\nPRIORITY=5\nSYSLOG_FACILITY=2\nSYSLOG_IDENTIFIER=check\nREFERRAL_QUEUE_ID=4XyZ12\n"
	    "REFERRAL_ROUTE=lewisham\nREFERRAL_VERDICT=refuse\nREFERRAL_REASON=copy-missing,form-blank\n"
	    "REFERRAL_CASE=HQFP-F7FC\n");
	log_write(LOG_LEVEL_ERROR, "a\nPRIORITY=0", "text");
	ck_assert_str_eq(heard(journal),
	    "MESSAGE=error: a?PRIORITY=0: text\nPRIORITY=3\nSYSLOG_FACILITY=2\nSYSLOG_IDENTIFIER=check\n"
	    "REFERRAL_QUEUE_ID=a?PRIORITY=0\n");
	ck_assert_str_eq(written(), "");
	unlink(journal_path);
}
END_TEST

START_TEST(a_journal_that_goes_away_leaves_the_line_to_standard_error)
{
	int journal = listen_as_journal();

	stream_to_journal();
	log_write(LOG_LEVEL_INFO, NULL, "one");
	close(journal);
	unlink(journal_path);
	log_write(LOG_LEVEL_INFO, NULL, "two");
	ck_assert_str_eq(written(), "<6>two\n");
}
END_TEST

START_TEST(a_stuck_journal_loses_lines_and_says_so)
{
	struct timespec start, end;
	int journal = listen_as_journal(), lines_heard = 0;

	stream_to_journal();
	clock_gettime(CLOCK_MONOTONIC, &start);
	for (int i = 0; i < 2000; i++)
		log_write(LOG_LEVEL_INFO, NULL, "%0500d", i);
	clock_gettime(CLOCK_MONOTONIC, &end);
	ck_assert_int_lt(end.tv_sec - start.tv_sec, 3);
	while (*heard(journal) != '\0')
		lines_heard++;
	ck_assert_int_gt(lines_heard, 0);
	ck_assert_int_lt(lines_heard, 2000);
	log_write(LOG_LEVEL_INFO, NULL, "again");
	ck_assert_ptr_nonnull(strstr(heard(journal), "lines before this one were lost\n"));
	ck_assert_ptr_nonnull(strstr(heard(journal), "MESSAGE=again\n"));
	ck_assert_str_eq(written(), "");
	unlink(journal_path);
}
END_TEST

/* As the gate is: forked, and every descriptor closed that it has no use for. */
static void be_a_child_with_another_file(int pipe_end)
{
	char nothing[8];
	int ends[2];

	close_range(STDERR_FILENO + 1, (unsigned)pipe_end - 1, 0);
	close_range((unsigned)pipe_end + 1, ~0U, 0);
	/* Takes the number that the parent's socket had. */
	for (int i = 0; i < 8; i++)
		if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends) != 0)
			_exit(1);
	log_write(LOG_LEVEL_INFO, NULL, "the child's");
	for (int fd = STDERR_FILENO + 1; fd <= ends[1]; fd++)
		if (fd != pipe_end && fcntl(fd, F_GETFD) >= 0 && recv(fd, nothing, sizeof(nothing), 0) > 0)
			_exit(2);
	_exit(fcntl(ends[0], F_GETFD) >= 0 && fcntl(ends[1], F_GETFD) >= 0 ? 0 : 3);
}

START_TEST(a_forked_process_takes_no_other_file_for_the_log)
{
	int journal = listen_as_journal(), ends[2], status;

	stream_to_journal();
	log_write(LOG_LEVEL_INFO, NULL, "the parent's");
	ck_assert_ptr_nonnull(strstr(heard(journal), "MESSAGE=the parent's\n"));
	ck_assert_int_eq(pipe(ends), 0);
	pid_t pid = fork();
	if (pid == 0)
		be_a_child_with_another_file(ends[1]);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	ck_assert_ptr_nonnull(strstr(heard(journal), "MESSAGE=the child's\n"));
	unlink(journal_path);
}
END_TEST

START_TEST(syslog_is_the_journal_where_there_is_one)
{
	int journal = listen_as_journal();

	log_open("check", false);
	log_echo(true);
	log_write(LOG_LEVEL_INFO, NULL, "to both");
	ck_assert_ptr_nonnull(strstr(heard(journal), "MESSAGE=to both\n"));
	ck_assert_ptr_nonnull(strstr(written(), ": to both\n"));
	unlink(journal_path);
}
END_TEST

START_TEST(a_stuck_log_loses_lines_and_says_so)
{
	struct timespec start, end;

	clock_gettime(CLOCK_MONOTONIC, &start);
	for (int i = 0; i < 2000; i++)
		log_write(LOG_LEVEL_INFO, NULL, "%0500d", i);
	clock_gettime(CLOCK_MONOTONIC, &end);
	ck_assert_int_lt(end.tv_sec - start.tv_sec, 3);
	ck_assert_ptr_nonnull(strchr(written(), '\n'));
	while (*written() != '\0')
		;
	log_write(LOG_LEVEL_INFO, NULL, "again");
	const char *text = written();
	ck_assert_ptr_nonnull(strstr(text, "lines before this one were lost\n"));
	ck_assert_ptr_nonnull(strstr(text, ": again\n"));
	log_write(LOG_LEVEL_INFO, NULL, "and again");
	ck_assert_ptr_null(strstr(written(), "lost"));
}
END_TEST

START_TEST(errno_is_kept)
{
	errno = ENOTTY;
	log_write(LOG_LEVEL_INFO, NULL, "text");
	ck_assert_int_eq(errno, ENOTTY);
}
END_TEST

START_TEST(syslog_only_leaves_standard_error_alone)
{
	log_open("check", false);
	log_write(LOG_LEVEL_INFO, NULL, "to syslog, if there is any");
	ck_assert_str_eq(written(), "");
	log_echo(true);
	log_write(LOG_LEVEL_INFO, NULL, "to both");
	ck_assert_ptr_nonnull(strstr(written(), ": to both\n"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("log");
	TCase *tcase = tcase_create("lines");

	tcase_add_checked_fixture(tcase, setup, NULL);
	tcase_add_loop_test(tcase, a_line_has_program_level_queue_id_and_text, 0, sizeof(lines) / sizeof(*lines));
	tcase_add_loop_test(tcase, a_long_line_is_cut, 0, 2);
	tcase_add_test(tcase, a_stream_to_a_journal_without_a_socket_gets_levels);
	tcase_add_test(tcase, the_journal_gets_fields);
	tcase_add_test(tcase, a_journal_that_goes_away_leaves_the_line_to_standard_error);
	tcase_add_test(tcase, a_stuck_journal_loses_lines_and_says_so);
	tcase_add_test(tcase, a_forked_process_takes_no_other_file_for_the_log);
	tcase_add_test(tcase, syslog_is_the_journal_where_there_is_one);
	tcase_add_test(tcase, a_stuck_log_loses_lines_and_says_so);
	tcase_add_test(tcase, errno_is_kept);
	tcase_add_test(tcase, syslog_only_leaves_standard_error_alone);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
