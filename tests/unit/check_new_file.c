/* new_file, file_list: a file is there whole or not at all; a directory stands for what is in it. */
#include "milter/file_list.h"
#include "milter/new_file.h"

#include "tests/support/run_suite.h"

#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char root[64];
static struct file_list list;

static const char *at(const char *name)
{
	static char path[2][256];
	static int turn;

	turn = !turn;
	snprintf(path[turn], sizeof(path[turn]), "%s/%s", root, name);
	return path[turn];
}

static void setup(void)
{
	strcpy(root, "/tmp/check-new-file-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(root));
}

static void teardown(void)
{
	char command[128];

	file_list_clear(&list);
	snprintf(command, sizeof(command), "rm -rf %s", root);
	ck_assert_int_eq(system(command), 0);
}

static void ck_text(const char *name, const char *expected)
{
	char text[64] = "";
	FILE *file = fopen(at(name), "r");

	ck_assert_ptr_nonnull(file);
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	fclose(file);
	ck_assert_str_eq(text, expected);
}

static int count_entries(void)
{
	int count = -2; /* "." and ".." */
	DIR *directory = opendir(root);

	while (readdir(directory) != NULL)
		count++;
	closedir(directory);
	return count;
}

START_TEST(a_new_file_is_for_everybody_to_read)
{
	struct stat status;

	umask(077);
	ck_assert_int_eq(new_file_write(at("a"), "text\n", false), 0);
	ck_text("a", "text\n");
	ck_assert_int_eq(stat(at("a"), &status), 0);
	ck_assert_uint_eq(status.st_mode & 0777, 0644);
	ck_assert_int_eq(count_entries(), 1);
}
END_TEST

START_TEST(a_file_that_is_there_stays)
{
	ck_assert_int_eq(new_file_write(at("a"), "one", false), 0);
	ck_assert_int_eq(new_file_write(at("a"), "two", false), -EEXIST);
	ck_text("a", "one");
	ck_assert_int_eq(count_entries(), 1);
	ck_assert_int_eq(new_file_write(at("a"), "three", true), 0);
	ck_text("a", "three");
	ck_assert_int_eq(count_entries(), 1);
}
END_TEST

START_TEST(without_a_directory_there_is_no_file)
{
	ck_assert_int_eq(new_file_write(at("none/a"), "one", true), -ENOENT);
}
END_TEST

static void make(const char *name)
{
	ck_assert_int_eq(new_file_write(at(name), "x", false), 0);
}

static void ck_list(size_t index, const char *name)
{
	ck_assert_uint_gt(list.count, index);
	ck_assert_str_eq(list.paths[index], at(name));
}

START_TEST(a_directory_stands_for_its_files_by_name)
{
	ck_assert_int_eq(mkdir(at("b"), 0755), 0);
	make("c");
	make("a");
	make("b/z");
	make(".hidden");
	ck_assert_int_eq(symlink("/etc/passwd", at("link")), 0);
	ck_assert_int_eq(mkfifo(at("fifo"), 0644), 0);
	ck_assert_int_eq(file_list_add(&list, root), 0);
	ck_assert_uint_eq(list.count, 3);
	ck_list(0, "a");
	ck_list(1, "b/z");
	ck_list(2, "c");
}
END_TEST

START_TEST(a_file_stands_for_itself_whether_it_is_there_or_not)
{
	ck_assert_int_eq(file_list_add(&list, at("nowhere")), 0);
	ck_assert_uint_eq(list.count, 1);
	ck_list(0, "nowhere");
}
END_TEST

/* A directory in another, FILE_LIST_DEPTH deep with `more` beyond. */
static void nest(int more)
{
	char path[256];

	strcpy(path, root);
	for (int i = 1; i < FILE_LIST_DEPTH + more; i++) {
		strcat(path, "/d");
		ck_assert_int_eq(mkdir(path, 0755), 0);
	}
}

START_TEST(directories_may_be_so_deep_and_no_deeper)
{
	nest(0);
	ck_assert_int_eq(file_list_add(&list, root), 0);
	teardown();
	setup();
	nest(1);
	ck_assert_int_eq(file_list_add(&list, root), -E2BIG);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("new_file");
	TCase *tcase = tcase_create("new_file");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, a_new_file_is_for_everybody_to_read);
	tcase_add_test(tcase, a_file_that_is_there_stays);
	tcase_add_test(tcase, without_a_directory_there_is_no_file);
	tcase_add_test(tcase, a_directory_stands_for_its_files_by_name);
	tcase_add_test(tcase, a_file_stands_for_itself_whether_it_is_there_or_not);
	tcase_add_test(tcase, directories_may_be_so_deep_and_no_deeper);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
