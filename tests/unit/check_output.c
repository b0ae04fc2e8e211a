/* output: what a child says comes as lines, bounded, and without waiting. */
#include "milter/output.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct output output;
static int writer = -1;
static char said[1U << 16];
static unsigned count;

static void say(void *context, const char *line)
{
	ck_assert_ptr_eq(context, &output);
	snprintf(said + strlen(said), sizeof(said) - strlen(said), "[%s]", line);
	count++;
}

static void setup(void)
{
	said[0] = '\0';
	count = 0;
	ck_assert_int_eq(output_open(&output, &writer), 0);
}

static void teardown(void)
{
	output_close(&output);
	if (writer >= 0)
		close(writer);
}

static void put(const char *text)
{
	ck_assert_int_eq(write(writer, text, strlen(text)), (int)strlen(text));
}

static void hang_up(void)
{
	close(writer);
	writer = -1;
}

START_TEST(lines_come_whole_however_they_were_written)
{
	output_read(&output, say, &output);
	put("on");
	output_read(&output, say, &output);
	ck_assert_str_eq(said, "");
	put("e\ntwo\n\nthr");
	output_read(&output, say, &output);
	ck_assert_str_eq(said, "[one][two]");
	put("ee");
	hang_up();
	output_read(&output, say, &output);
	ck_assert_str_eq(said, "[one][two][three]");
	ck_assert_int_eq(output.fd, -1);
	output_read(&output, say, &output);
}
END_TEST

START_TEST(what_is_not_to_be_said_is_forgotten)
{
	put("half of");
	output_read(&output, say, &output);
	put(" a line\nanother\n");
	output_read(&output, NULL, &output);
	put("a third\n");
	output_read(&output, NULL, &output);
	hang_up();
	output_read(&output, say, &output);
	ck_assert_str_eq(said, "");
	ck_assert_int_eq(output.fd, -1);
}
END_TEST

START_TEST(a_long_line_is_cut)
{
	char line[OUTPUT_LINE_MAX + 3];

	memset(line, 'x', sizeof(line));
	size_t length = OUTPUT_LINE_MAX + (size_t)_i;
	line[length] = '\n';
	line[length + 1] = '\0';
	put(line);
	output_read(&output, say, &output);
	ck_assert_uint_eq(strlen(said), OUTPUT_LINE_MAX + 2);
}
END_TEST

START_TEST(many_lines_are_cut)
{
	for (int i = 0; i < OUTPUT_LINES_MAX + 5; i++)
		put("line\n");
	output_read(&output, say, &output);
	ck_assert_uint_eq(count, OUTPUT_LINES_MAX);
}
END_TEST

START_TEST(a_child_that_writes_without_end_does_not_hold_us)
{
	char *block = malloc(1U << 20);

	memset(block, 'x', 1U << 20);
	ck_assert_int_ge(fcntl(writer, F_SETPIPE_SZ, 1 << 20), 1 << 20);
	ck_assert_int_eq(write(writer, block, 1U << 20), 1 << 20);
	output_read(&output, say, &output);
	/* It stopped before all was read. */
	ck_assert_int_ge(output.fd, 0);
	ck_assert_int_gt(read(output.fd, block, 1), 0);
	free(block);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("output");
	TCase *tcase = tcase_create("lines");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, lines_come_whole_however_they_were_written);
	tcase_add_test(tcase, what_is_not_to_be_said_is_forgotten);
	tcase_add_loop_test(tcase, a_long_line_is_cut, 0, 2);
	tcase_add_test(tcase, many_lines_are_cut);
	tcase_add_test(tcase, a_child_that_writes_without_end_does_not_hold_us);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
