/* key_shelf: the keys that are there are listed, read and destroyed, and none is made. */
#include "audit/key_file.h"
#include "audit/key_shelf.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NOVEMBER_2026 1795500000 /* 2026-11-24 */

static char directory[] = "/tmp/check_key_shelf.XXXXXX";
static int shelf_fd = -1;

static void set_up(void)
{
	static const char *const names[] = {"pseudonym-2026Q3.key", "pseudonym-2026-11.key", "pseudonym-2025.key",
	    "pseudonym-winter.key", "signing-key"};
	uint8_t key[DIGEST_SIZE];

	snprintf(directory, sizeof(directory), "/tmp/check_key_shelf.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(directory));
	shelf_fd = open(directory, O_RDONLY | O_DIRECTORY);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		ck_assert_int_eq(key_file_load_or_make(shelf_fd, names[i], key), 0);
}

static void tear_down(void)
{
	char command[128];

	close(shelf_fd);
	snprintf(command, sizeof(command), "rm -rf '%s'", directory);
	ck_assert_int_eq(system(command), 0);
}

START_TEST(keys_of_periods_are_listed_in_their_order)
{
	struct key_shelf shelf = {.count = 0};

	ck_assert_int_eq(key_shelf_read(directory, &shelf), 0);
	ck_assert_uint_eq(shelf.count, 3);
	ck_assert_str_eq(shelf.periods[0], "2025");
	ck_assert_str_eq(shelf.periods[1], "2026-11");
	ck_assert_str_eq(shelf.periods[2], "2026Q3");
	key_shelf_clear(&shelf);
}
END_TEST

START_TEST(a_key_is_read_and_one_that_is_not_there_is_not_made)
{
	struct period_key key = {.period = ""};

	ck_assert_int_eq(key_shelf_load(directory, "2026Q3", &key), 0);
	ck_assert_str_eq(key.period, "2026Q3");
	ck_assert_int_eq(key_shelf_load(directory, "2026Q2", &key), -ENOENT);
	ck_assert_int_eq(key_shelf_load(directory, "winter", &key), -ENOENT);
	ck_assert_int_eq(key_shelf_load(directory, "../x", &key), -ENOENT);
	ck_assert_int_eq(key_shelf_load("/nowhere/at/all", "2026Q3", &key), -ENOENT);
	ck_assert_int_eq(faccessat(shelf_fd, "pseudonym-2026Q2.key", F_OK, 0), -1);
}
END_TEST

START_TEST(a_destroyed_key_is_gone_in_every_name_it_had)
{
	struct period_key key;
	char octets[8] = "";
	int held = openat(shelf_fd, "pseudonym-2026Q3.key", O_RDONLY);

	ck_assert_int_eq(linkat(shelf_fd, "pseudonym-2026Q3.key", shelf_fd, ".new-0123456789abcdef", 0), 0);
	ck_assert_int_eq(key_shelf_destroy(directory, "2026Q3"), 0);
	ck_assert_int_eq(key_shelf_load(directory, "2026Q3", &key), -ENOENT);
	ck_assert_int_eq(faccessat(shelf_fd, ".new-0123456789abcdef", F_OK, 0), -1);
	ck_assert_int_eq(read(held, octets, sizeof(octets)), (ssize_t)sizeof(octets));
	ck_assert_int_eq(memcmp(octets, "\0\0\0\0\0\0\0\0", sizeof(octets)), 0);
	close(held);
	ck_assert_int_eq(key_shelf_destroy(directory, "2026Q3"), -ENOENT);
	ck_assert_int_eq(key_shelf_load(directory, "2025", &key), 0);
}
END_TEST

START_TEST(a_link_is_not_destroyed_and_an_open_directory_is_refused)
{
	struct key_shelf shelf;
	struct period_key key;

	ck_assert_int_eq(symlinkat("signing-key", shelf_fd, "pseudonym-2024.key"), 0);
	ck_assert_int_eq(key_shelf_destroy(directory, "2024"), -EPERM);
	ck_assert_int_eq(key_shelf_load(directory, "2024", &key), -EPERM);
	ck_assert_int_eq(faccessat(shelf_fd, "signing-key", F_OK, 0), 0);
	ck_assert_int_eq(fchmod(shelf_fd, 0750), 0);
	ck_assert_int_eq(key_shelf_read(directory, &shelf), -EPERM);
	ck_assert_int_eq(key_shelf_destroy(directory, "2025"), -EPERM);
}
END_TEST

static const struct {
	const char *period;
	bool is_current;
} periods[] = {{"2026", true}, {"2026-11", true}, {"2026Q4", true}, {"2025", false}, {"2026-10", false},
    {"2026-12", false}, {"2026Q3", false}, {"2027Q4", false}};

START_TEST(the_present_period_is_known_in_every_form)
{
	ck_assert_int_eq(key_shelf_is_current(periods[_i].period, NOVEMBER_2026), periods[_i].is_current);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("key_shelf");
	TCase *test = tcase_create("key_shelf");

	tcase_add_checked_fixture(test, set_up, tear_down);
	tcase_add_test(test, keys_of_periods_are_listed_in_their_order);
	tcase_add_test(test, a_key_is_read_and_one_that_is_not_there_is_not_made);
	tcase_add_test(test, a_destroyed_key_is_gone_in_every_name_it_had);
	tcase_add_test(test, a_link_is_not_destroyed_and_an_open_directory_is_refused);
	tcase_add_loop_test(
	    test, the_present_period_is_known_in_every_form, 0, (int)(sizeof(periods) / sizeof(periods[0])));
	suite_add_tcase(suite, test);
	return run_suite(suite);
}
