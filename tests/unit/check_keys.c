/* keys: one key per period, made once however many ask, and refused where others could have read it. */
#include "audit/keys.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOW	1793786400 /* 2026-11-04: 2026Q4 */
#define LATER	1798761600 /* 2027-01-01T00:00:00Z: 2027Q1 */
#define THREADS 16
#define MAKERS	8
#define KEY_HEX "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

static char directory[64];
static char path[128];

static void setup(void)
{
	snprintf(directory, sizeof(directory), "/tmp/check_keys.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(directory));
	snprintf(path, sizeof(path), "%s/pseudonym-2026Q4.key", directory);
}

static void teardown(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf %s", directory);
	ck_assert_int_eq(system(command), 0);
}

static void write_file(const char *text, size_t size, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, size), (ssize_t)size);
	ck_assert_int_eq(fchmod(fd, mode), 0);
	close(fd);
}

/* Opens, expects `error`, and that the path told ends in `tail`. */
static void refused(int error, const char *tail)
{
	struct keys *keys = NULL;
	char *told = NULL;

	ck_assert_int_eq(keys_open(directory, KEYS_QUARTER, NOW, &keys, &told), error);
	ck_assert_ptr_null(keys);
	ck_assert_ptr_nonnull(told);
	ck_assert_uint_ge(strlen(told), strlen(tail));
	ck_assert_str_eq(told + strlen(told) - strlen(tail), tail);
	free(told);
}

static int count_entries(void)
{
	DIR *entries = opendir(directory);
	int count = -2; /* "." and ".." */

	while (readdir(entries) != NULL)
		count++;
	closedir(entries);
	return count;
}

static struct keys *open_keys(void)
{
	struct keys *keys = NULL;

	ck_assert_int_eq(keys_open(directory, KEYS_QUARTER, NOW, &keys, NULL), 0);
	return keys;
}

static const struct {
	int64_t now;
	const char *period;
} period_rows[] = {
    {NOW, "2026Q4"},
    {LATER - 1, "2026Q4"},
    {LATER, "2027Q1"},
    {1774999999, "2026Q1"}, /* 2026-03-31T23:33:19Z */
    {1775001600, "2026Q2"}, /* 2026-04-01T00:00:00Z */
    {1782864000, "2026Q3"}, /* 2026-07-01T00:00:00Z */
    {0, "1970Q1"},
    {-1, "1970Q1"},
    {253402300799, "9999Q4"},
    {INT64_MAX, "9999Q4"},
};

START_TEST(a_period_is_a_calendar_quarter_in_utc)
{
	char period[KEYS_PERIOD_MAX];

	setenv("TZ", "Pacific/Kiritimati", 1);
	keys_period(KEYS_QUARTER, period_rows[_i].now, period);
	ck_assert_str_eq(period, period_rows[_i].period);
}
END_TEST

START_TEST(first_use_makes_a_key_that_only_we_can_read)
{
	struct keys *keys = open_keys();
	struct stat status;
	char text[66] = {0};

	ck_assert_int_eq(stat(path, &status), 0);
	ck_assert_uint_eq(status.st_mode & 07777, 0600);
	ck_assert_int_eq(status.st_size, 65);
	FILE *file = fopen(path, "r");
	ck_assert_uint_eq(fread(text, 1, 65, file), 65);
	fclose(file);
	ck_assert_uint_eq(strspn(text, "0123456789abcdef"), 64);
	ck_assert_int_eq(text[64], '\n');
	ck_assert_int_eq(count_entries(), 1);
	keys_close(keys);
}
END_TEST

START_TEST(the_directory_is_made_for_us_alone_where_the_parent_allows)
{
	struct stat status;

	strcat(directory, "/made");
	struct keys *keys = open_keys();
	ck_assert_int_eq(stat(directory, &status), 0);
	ck_assert_uint_eq(status.st_mode & 07777, 0700);
	keys_close(keys);
	*strrchr(directory, '/') = '\0';
}
END_TEST

START_TEST(a_missing_parent_is_an_error)
{
	strcat(directory, "/no/such");
	refused(-ENOENT, "/no/such");
	*strstr(directory, "/no") = '\0';
}
END_TEST

START_TEST(the_key_is_the_one_in_the_file)
{
	struct period_key key;

	write_file(KEY_HEX "\n", 65, 0600);
	struct keys *keys = open_keys();
	ck_assert_int_eq(keys_at(keys, NOW, &key), 0);
	ck_assert_str_eq(key.period, "2026Q4");
	for (uint8_t i = 0; i < DIGEST_SIZE; i++)
		ck_assert_uint_eq(key.key[i], i);
	keys_close(keys);
}
END_TEST

START_TEST(opening_again_finds_the_same_key)
{
	struct period_key one, two;
	struct keys *keys = open_keys();

	ck_assert_int_eq(keys_at(keys, NOW, &one), 0);
	keys_close(keys);
	keys = open_keys();
	ck_assert_int_eq(keys_at(keys, NOW, &two), 0);
	keys_close(keys);
	ck_assert_mem_eq(one.key, two.key, DIGEST_SIZE);
}
END_TEST

START_TEST(a_change_of_period_makes_the_next_key)
{
	struct period_key one, two, again;
	struct keys *keys = open_keys();

	ck_assert_int_eq(keys_at(keys, NOW, &one), 0);
	ck_assert_int_eq(keys_at(keys, LATER, &two), 0);
	ck_assert_str_eq(two.period, "2027Q1");
	ck_assert_mem_ne(one.key, two.key, DIGEST_SIZE);
	ck_assert_int_eq(count_entries(), 2);
	ck_assert_int_eq(keys_at(keys, NOW, &again), 0);
	ck_assert_mem_eq(one.key, again.key, DIGEST_SIZE);
	keys_close(keys);
}
END_TEST

#define WINDOW 1000 /* seconds */

static const struct {
	int64_t now, window;
	const char *period; /* NULL: there is none */
} before_rows[] = {
    {LATER, WINDOW, "2026Q4"}, {LATER + WINDOW - 1, WINDOW, "2026Q4"}, {LATER + WINDOW, WINDOW, NULL},
    {LATER + 40 * 86400 - 1, 40 * 86400, "2026Q4"}, {LATER + 40 * 86400, 40 * 86400, NULL}, {LATER, 0, NULL},
    {NOW, WINDOW, NULL}, {NOW, 35 * 86400, NULL}, /* the key of 2026Q3 was never there */
    {LATER + 40 * 86400, 190 * 86400, "2026Q4"},  /* the nearest, not the furthest */
};

START_TEST(for_a_while_the_key_of_the_period_before_is_had_as_well)
{
	struct period_key one, before = {"none"};
	struct keys *keys = open_keys();

	ck_assert_int_eq(keys_at(keys, NOW, &one), 0);
	int r = keys_before(keys, before_rows[_i].now, before_rows[_i].window, &before);
	ck_assert_int_eq(r, before_rows[_i].period != NULL ? 0 : -ENOENT);
	ck_assert_str_eq(before.period, before_rows[_i].period != NULL ? before_rows[_i].period : "none");
	if (r == 0)
		ck_assert_mem_eq(before.key, one.key, DIGEST_SIZE);
	ck_assert_int_eq(count_entries(), 1);
	keys_close(keys);
}
END_TEST

START_TEST(a_key_that_was_destroyed_is_forgotten_at_once)
{
	struct period_key before = {"none"};
	struct keys *keys = open_keys();

	ck_assert_int_eq(keys_before(keys, LATER, WINDOW, &before), 0);
	ck_assert_int_eq(keys_before(keys, LATER, WINDOW, &before), 0);
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(keys_before(keys, LATER, WINDOW, &before), -ENOENT);
	write_file("damaged\n", 8, 0600);
	ck_assert_int_eq(keys_before(keys, LATER, WINDOW, &before), -EBADMSG);
	keys_close(keys);
}
END_TEST

START_TEST(a_next_key_that_cannot_be_had_is_an_error_and_the_old_one_stays)
{
	struct period_key one, two;
	struct keys *keys = open_keys();

	ck_assert_int_eq(keys_at(keys, NOW, &one), 0);
	snprintf(path, sizeof(path), "%s/pseudonym-2027Q1.key", directory);
	write_file("damaged\n", 8, 0600);
	ck_assert_int_eq(keys_at(keys, LATER, &two), -EBADMSG);
	ck_assert_int_eq(keys_at(keys, NOW, &two), 0);
	ck_assert_mem_eq(one.key, two.key, DIGEST_SIZE);
	keys_close(keys);
}
END_TEST

static const struct {
	const char *text;
	size_t size;
	int error;
} text_rows[] = {
    {KEY_HEX "\n", 65, 0},
    {"000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F\n", 65, 0},
    {"", 0, -EBADMSG},
    {KEY_HEX, 64, -EBADMSG},
    {KEY_HEX "0", 65, -EBADMSG},
    {KEY_HEX "\n\n", 66, -EBADMSG},
    {KEY_HEX "\n", 64, -EBADMSG},
    {"g00102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n", 65, -EBADMSG},
    {"0g0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n", 65, -EBADMSG},
    {"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e\0f\n", 65, -EBADMSG},
};

START_TEST(a_damaged_key_is_refused_and_never_replaced)
{
	struct keys *keys = NULL;
	struct stat status;

	write_file(text_rows[_i].text, text_rows[_i].size, 0600);
	if (text_rows[_i].error != 0)
		refused(text_rows[_i].error, "/pseudonym-2026Q4.key");
	else
		ck_assert_int_eq(keys_open(directory, KEYS_QUARTER, NOW, &keys, NULL), 0);
	keys_close(keys);
	ck_assert_int_eq(stat(path, &status), 0);
	ck_assert_int_eq(status.st_size, (off_t)text_rows[_i].size);
}
END_TEST

static const struct {
	mode_t mode;
	int error;
} mode_rows[] = {{0600, 0}, {0400, 0}, {0640, -EPERM}, {0620, -EPERM}, {0604, -EPERM}, {0602, -EPERM}, {0610, -EPERM}};

START_TEST(a_key_that_others_can_reach_is_refused)
{
	struct keys *keys = NULL;

	write_file(KEY_HEX "\n", 65, mode_rows[_i].mode);
	if (mode_rows[_i].error != 0)
		refused(mode_rows[_i].error, "/pseudonym-2026Q4.key");
	else
		ck_assert_int_eq(keys_open(directory, KEYS_QUARTER, NOW, &keys, NULL), 0);
	keys_close(keys);
}
END_TEST

START_TEST(a_directory_that_others_can_reach_is_refused)
{
	static const mode_t modes[] = {0750, 0705, 0720, 0701, 0777};

	ck_assert_int_eq(chmod(directory, modes[_i]), 0);
	refused(-EPERM, strrchr(directory, '/'));
	ck_assert_int_eq(count_entries(), 0);
}
END_TEST

START_TEST(a_symbolic_link_is_refused)
{
	char target[128];

	snprintf(target, sizeof(target), "%s/elsewhere", directory);
	ck_assert_int_eq(symlink(target, path), 0);
	refused(-EPERM, "/pseudonym-2026Q4.key");
	ck_assert_int_eq(access(target, F_OK), -1);
	ck_assert_int_eq(unlink(path), 0);

	ck_assert_int_eq(mkdir(target, 0700), 0);
	ck_assert_int_eq(symlink(target, path), 0);
	strcat(directory, "/pseudonym-2026Q4.key");
	refused(-EPERM, "/pseudonym-2026Q4.key");
	*strrchr(directory, '/') = '\0';
}
END_TEST

START_TEST(what_is_no_file_is_refused)
{
	ck_assert_int_eq(_i == 0 ? mkfifo(path, 0600) : mkdir(path, 0700), 0);
	refused(-EPERM, "/pseudonym-2026Q4.key");
}
END_TEST

START_TEST(what_is_no_directory_is_refused)
{
	write_file(KEY_HEX "\n", 65, 0600);
	strcat(directory, "/pseudonym-2026Q4.key");
	refused(-ENOTDIR, "/pseudonym-2026Q4.key");
	*strrchr(directory, '/') = '\0';
}
END_TEST

START_TEST(anothers_key_or_directory_is_refused)
{
	if (geteuid() != 0) {
		printf("SKIP: only root can give a file away\n");
		return;
	}
	write_file(KEY_HEX "\n", 65, 0600);
	ck_assert_int_eq(chown(path, 65534, 65534), 0);
	refused(-EPERM, "/pseudonym-2026Q4.key");
	ck_assert_int_eq(chown(directory, 65534, 65534), 0);
	refused(-EPERM, strrchr(directory, '/'));
	ck_assert_int_eq(chown(directory, 0, 0), 0);
}
END_TEST

START_TEST(what_a_crash_left_beside_the_keys_is_removed)
{
	char beside[128];

	snprintf(beside, sizeof(beside), "%s/.new-0011223344556677", directory);
	struct keys *keys = open_keys();
	keys_close(keys);
	ck_assert_int_eq(link(path, beside), 0);
	keys = open_keys();
	keys_close(keys);
	ck_assert_int_eq(access(beside, F_OK), -1);
	ck_assert_int_eq(access(path, F_OK), 0);
}
END_TEST

START_TEST(nothing_can_be_made_in_a_directory_that_cannot_be_written)
{
	if (geteuid() == 0 && (chown(directory, 65534, 65534) != 0 || seteuid(65534) != 0)) {
		printf("SKIP: root cannot become another user here\n");
		return;
	}
	ck_assert_int_eq(chmod(directory, 0500), 0);
	refused(-EACCES, "/pseudonym-2026Q4.key");
	ck_assert_int_eq(chmod(directory, 0700), 0);
	if (getuid() == 0)
		ck_assert_int_eq(seteuid(0), 0);
}
END_TEST

struct ask {
	struct keys *keys;
	struct period_key key;
};

static void *ask_for_both(void *data)
{
	struct ask *ask = data;
	struct period_key now;

	for (int i = 0; i < 50; i++)
		if (keys_at(ask->keys, NOW, &now) != 0 || keys_at(ask->keys, LATER, &ask->key) != 0)
			return "failed";
	return NULL;
}

START_TEST(threads_agree_on_the_key_of_a_new_period)
{
	struct ask asks[THREADS];
	pthread_t threads[THREADS];
	struct keys *keys = open_keys();
	void *result;

	for (int i = 0; i < THREADS; i++) {
		asks[i].keys = keys;
		ck_assert_int_eq(pthread_create(&threads[i], NULL, ask_for_both, &asks[i]), 0);
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(threads[i], &result);
		ck_assert_ptr_null(result);
		ck_assert_mem_eq(asks[i].key.key, asks[0].key.key, DIGEST_SIZE);
	}
	ck_assert_int_eq(count_entries(), 2);
	keys_close(keys);
}
END_TEST

/* Opens when the other end of `gate` is closed, and tells the key. */
static void make_and_tell(int gate, int tell)
{
	struct keys *keys;
	struct period_key key;
	char octet;

	if (read(gate, &octet, 1) != 0 || keys_open(directory, KEYS_QUARTER, NOW, &keys, NULL) != 0 ||
	    keys_at(keys, NOW, &key) != 0)
		_exit(1);
	if (write(tell, key.key, DIGEST_SIZE) != DIGEST_SIZE)
		_exit(1);
	_exit(0);
}

START_TEST(processes_that_start_together_agree_on_one_key)
{
	uint8_t first[DIGEST_SIZE], key[DIGEST_SIZE];
	int gate[2], tell[2], status;

	ck_assert_int_eq(pipe(gate), 0);
	ck_assert_int_eq(pipe(tell), 0);
	for (int i = 0; i < MAKERS; i++)
		if (fork() == 0) {
			close(gate[1]);
			make_and_tell(gate[0], tell[1]);
		}
	close(gate[1]);
	for (int i = 0; i < MAKERS; i++) {
		ck_assert_int_eq(read(tell[0], i == 0 ? first : key, DIGEST_SIZE), DIGEST_SIZE);
		ck_assert(i == 0 || memcmp(first, key, DIGEST_SIZE) == 0);
	}
	for (int i = 0; i < MAKERS; i++) {
		ck_assert_int_gt(wait(&status), 0);
		ck_assert_int_eq(status, 0);
	}
	ck_assert_int_eq(count_entries(), 1);
}
END_TEST

static void add_refusals(TCase *tcase)
{
	tcase_add_loop_test(
	    tcase, a_damaged_key_is_refused_and_never_replaced, 0, (int)(sizeof(text_rows) / sizeof(text_rows[0])));
	tcase_add_loop_test(
	    tcase, a_key_that_others_can_reach_is_refused, 0, (int)(sizeof(mode_rows) / sizeof(mode_rows[0])));
	tcase_add_loop_test(tcase, a_directory_that_others_can_reach_is_refused, 0, 5);
	tcase_add_test(tcase, a_symbolic_link_is_refused);
	tcase_add_loop_test(tcase, what_is_no_file_is_refused, 0, 2);
	tcase_add_test(tcase, what_is_no_directory_is_refused);
	tcase_add_test(tcase, anothers_key_or_directory_is_refused);
	tcase_add_test(tcase, nothing_can_be_made_in_a_directory_that_cannot_be_written);
}

int main(void)
{
	Suite *suite = suite_create("keys");
	TCase *tcase = tcase_create("keys");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(
	    tcase, a_period_is_a_calendar_quarter_in_utc, 0, (int)(sizeof(period_rows) / sizeof(period_rows[0])));
	tcase_add_test(tcase, first_use_makes_a_key_that_only_we_can_read);
	tcase_add_test(tcase, the_directory_is_made_for_us_alone_where_the_parent_allows);
	tcase_add_test(tcase, a_missing_parent_is_an_error);
	tcase_add_test(tcase, the_key_is_the_one_in_the_file);
	tcase_add_test(tcase, opening_again_finds_the_same_key);
	tcase_add_test(tcase, a_change_of_period_makes_the_next_key);
	tcase_add_test(tcase, a_next_key_that_cannot_be_had_is_an_error_and_the_old_one_stays);
	tcase_add_loop_test(tcase, for_a_while_the_key_of_the_period_before_is_had_as_well, 0,
	    sizeof(before_rows) / sizeof(*before_rows));
	tcase_add_test(tcase, a_key_that_was_destroyed_is_forgotten_at_once);
	add_refusals(tcase);
	tcase_add_test(tcase, what_a_crash_left_beside_the_keys_is_removed);
	tcase_add_test(tcase, threads_agree_on_the_key_of_a_new_period);
	tcase_add_test(tcase, processes_that_start_together_agree_on_one_key);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
