/* whole_file: a regular file within its limit, whole; anything else is refused without waiting. */
#include "milter/whole_file.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char directory[] = "/tmp/check-whole-file-XXXXXX";
static int handle = -1;

static void setup(void)
{
	strcpy(strrchr(directory, '-') + 1, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(directory));
	handle = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	ck_assert_int_ge(handle, 0);
	int fd = openat(handle, "five", O_WRONLY | O_CREAT, 0600);
	ck_assert_int_eq(write(fd, "a\0cde", 5), 5);
	close(fd);
	fd = openat(handle, "empty", O_WRONLY | O_CREAT, 0600);
	close(fd);
	ck_assert_int_eq(symlinkat("five", handle, "link"), 0);
	ck_assert_int_eq(symlinkat("link-loop", handle, "link-loop"), 0);
	ck_assert_int_eq(mkfifoat(handle, "fifo", 0600), 0);
	ck_assert_int_eq(mkdirat(handle, "folder", 0700), 0);
}

static void teardown(void)
{
	static const char *const names[] = {"five", "empty", "link", "link-loop", "fifo"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		unlinkat(handle, names[i], 0);
	unlinkat(handle, "folder", AT_REMOVEDIR);
	close(handle);
	rmdir(directory);
}

static const struct {
	const char *name;
	size_t most;
	int result;
	size_t size;
} files[] = {
    {"five", 5, 0, 5},
    {"five", 100, 0, 5},
    {"five", 4, -E2BIG, 0},
    {"link", 5, 0, 5},
    {"empty", 0, 0, 0},
    {"nowhere", 5, -ENOENT, 0},
    {"link-loop", 5, -ELOOP, 0},
    {"fifo", 5, -EINVAL, 0},
    {"folder", 5, -EINVAL, 0},
    {"/dev/zero", 5, -EINVAL, 0},
};

START_TEST(a_regular_file_within_its_limit_is_read_and_nothing_else)
{
	uint8_t *bytes = NULL;
	size_t size = 77;

	ck_assert_int_eq(whole_file_read(handle, files[_i].name, files[_i].most, &bytes, &size), files[_i].result);
	if (files[_i].result < 0) {
		ck_assert_ptr_null(bytes);
		ck_assert_uint_eq(size, 77);
		return;
	}
	ck_assert_uint_eq(size, files[_i].size);
	ck_assert_mem_eq(bytes, "a\0cde", size);
	ck_assert_uint_eq(bytes[size], 0);
	free(bytes);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("whole_file");
	TCase *tcase = tcase_create("read");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(
	    tcase, a_regular_file_within_its_limit_is_read_and_nothing_else, 0, sizeof(files) / sizeof(*files));
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
