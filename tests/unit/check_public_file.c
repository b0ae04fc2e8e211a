/* public_file: what others read is the old file or the new one, whole, and never somebody else's. */
#include "milter/public_file.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char top[64], path[128], beside[160];

static void open_scene(void)
{
	snprintf(top, sizeof(top), "/tmp/check-public-file.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(top));
	snprintf(path, sizeof(path), "%s/a.prom", top);
	snprintf(beside, sizeof(beside), "%s.new", path);
}

static void close_scene(void)
{
	unlink(path);
	unlink(beside);
	ck_assert_int_eq(rmdir(top), 0);
}

static void has(const char *name, const char *expected)
{
	char text[64] = "";
	int fd = open(name, O_RDONLY | O_CLOEXEC);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_ge((int)read(fd, text, sizeof(text) - 1), 0);
	close(fd);
	ck_assert_str_eq(text, expected);
}

START_TEST(a_file_is_made_and_replaced_for_everybody_to_read)
{
	struct stat status;
	mode_t mask = umask(0077);

	ck_assert_int_eq(public_file_write(path, "one\n", 4), 0);
	has(path, "one\n");
	ck_assert_int_eq(public_file_write(path, "two\n", 4), 0);
	has(path, "two\n");
	umask(mask);
	ck_assert_int_eq(stat(path, &status), 0);
	ck_assert_uint_eq(status.st_mode & 07777, 0644);
	ck_assert_int_ne(access(beside, F_OK), 0);
}
END_TEST

START_TEST(what_a_crash_left_is_in_nobodys_way)
{
	int fd = open(beside, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	ck_assert_int_ge(fd, 0);
	close(fd);
	ck_assert_int_eq(public_file_write(path, "one\n", 4), 0);
	has(path, "one\n");
}
END_TEST

/* In a directory that others may write to. */
START_TEST(a_symbolic_link_is_replaced_and_not_followed)
{
	char other[160];

	snprintf(other, sizeof(other), "%s/other", top);
	ck_assert_int_eq(public_file_write(other, "theirs\n", 7), 0);
	ck_assert_int_eq(symlink(other, beside), 0);
	ck_assert_int_eq(symlink(other, path), 0);
	ck_assert_int_eq(public_file_write(path, "ours\n", 5), 0);
	has(path, "ours\n");
	has(other, "theirs\n");
	unlink(other);
}
END_TEST

START_TEST(a_directory_that_is_not_there_is_an_error)
{
	char elsewhere[160];

	snprintf(elsewhere, sizeof(elsewhere), "%s/none/a.prom", top);
	ck_assert_int_eq(public_file_write(elsewhere, "x", 1), -ENOENT);
	snprintf(elsewhere, sizeof(elsewhere), "%s/", top);
	ck_assert_int_eq(public_file_write(elsewhere, "x", 1), -EISDIR);
}
END_TEST

START_TEST(what_cannot_take_its_name_leaves_the_old_file)
{
	char below[160];

	ck_assert_int_eq(mkdir(path, 0755), 0);
	ck_assert_int_eq(public_file_write(path, "x", 1), -EISDIR);
	snprintf(below, sizeof(below), "%s", path);
	ck_assert_int_eq(rmdir(below), 0);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("public_file");
	TCase *tcase = tcase_create("public_file");

	tcase_add_checked_fixture(tcase, open_scene, close_scene);
	tcase_add_test(tcase, a_file_is_made_and_replaced_for_everybody_to_read);
	tcase_add_test(tcase, what_a_crash_left_is_in_nobodys_way);
	tcase_add_test(tcase, a_symbolic_link_is_replaced_and_not_followed);
	tcase_add_test(tcase, a_directory_that_is_not_there_is_an_error);
	tcase_add_test(tcase, what_cannot_take_its_name_leaves_the_old_file);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
