/* journal: the native protocol, octet by octet, and a socket that nobody waits for. */
#include "milter/journal.h"

#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int pair[2];

static void setup(void)
{
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair), 0);
}

static void teardown(void)
{
	close(pair[0]);
	close(pair[1]);
}

static const struct {
	struct journal_field fields[3];
	size_t count;
	const char *octets;
	size_t size;
} rows[] = {
    {{{"MESSAGE", "text"}}, 1, "MESSAGE=text\n", 13},
    {{{"MESSAGE", "text"}, {"PRIORITY", "4"}}, 2, "MESSAGE=text\nPRIORITY=4\n", 24},
    {{{"MESSAGE", "text"}, {"A", NULL}, {"B", ""}}, 3, "MESSAGE=text\n", 13},
    {{{"MESSAGE", "a=b"}}, 1, "MESSAGE=a=b\n", 12},
    {{{"MESSAGE", "a\nPRIORITY=0"}}, 1, "MESSAGE\n\x0c\0\0\0\0\0\0\0a\nPRIORITY=0\n", 29},
};

START_TEST(a_line_is_one_datagram)
{
	char got[256];

	ck_assert_int_eq(journal_send(pair[0], rows[_i].fields, rows[_i].count), 0);
	ck_assert_int_eq(recv(pair[1], got, sizeof(got), 0), (ssize_t)rows[_i].size);
	ck_assert_mem_eq(got, rows[_i].octets, rows[_i].size);
}
END_TEST

START_TEST(a_long_value_is_cut)
{
	static char value[JOURNAL_VALUE_MAX + 2], got[2 * JOURNAL_VALUE_MAX];

	memset(value, 'v', JOURNAL_VALUE_MAX + (size_t)_i);
	ck_assert_int_eq(journal_send(pair[0], &(struct journal_field){"M", value}, 1), 0);
	ck_assert_int_eq(recv(pair[1], got, sizeof(got), 0), JOURNAL_VALUE_MAX + 3);
}
END_TEST

START_TEST(so_many_fields_and_no_more)
{
	struct journal_field fields[JOURNAL_FIELDS_MAX + 1];

	for (size_t i = 0; i <= JOURNAL_FIELDS_MAX; i++)
		fields[i] = (struct journal_field){"A", "several\nlines"};
	ck_assert_int_eq(journal_send(pair[0], fields, JOURNAL_FIELDS_MAX), 0);
	ck_assert_int_eq(journal_send(pair[0], fields, JOURNAL_FIELDS_MAX + 1), -E2BIG);
}
END_TEST

START_TEST(a_journal_that_does_not_read_holds_nobody_up)
{
	int r = 0;

	for (int i = 0; i < 100000 && r == 0; i++)
		r = journal_send(pair[0], &(struct journal_field){"MESSAGE", "text"}, 1);
	ck_assert_int_eq(r, -EAGAIN);
}
END_TEST

START_TEST(a_journal_that_is_not_there_is_an_error)
{
	char path[200];

	memset(path, 'p', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	ck_assert_int_eq(journal_connect("/nonexistent/socket"), -ENOENT);
	ck_assert_int_eq(journal_connect(path), -ENAMETOOLONG);
	close(pair[1]);
	pair[1] = -1;
	ck_assert_int_eq(journal_send(pair[0], &(struct journal_field){"MESSAGE", "text"}, 1), -ECONNREFUSED);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("journal");
	TCase *tcase = tcase_create("lines");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, a_line_is_one_datagram, 0, sizeof(rows) / sizeof(*rows));
	tcase_add_loop_test(tcase, a_long_value_is_cut, 0, 2);
	tcase_add_test(tcase, so_many_fields_and_no_more);
	tcase_add_test(tcase, a_journal_that_does_not_read_holds_nobody_up);
	tcase_add_test(tcase, a_journal_that_is_not_there_is_an_error);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
