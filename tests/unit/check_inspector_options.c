/* options of referral-inspector: what is allowed is taken, and what is not is said in one line. */
#include "message/options.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <stdint.h>
#include <string.h>

static int parse(const char *const *arguments, struct inspector_options *options, char *error, size_t size)
{
	char *argv[16] = {(char *)(uintptr_t) "referral-inspector"};
	int argc = 1;

	for (; arguments[argc - 1] != NULL; argc++)
		argv[argc] = (char *)(uintptr_t)arguments[argc - 1];
	return inspector_options_parse(argc, argv, options, error, size);
}

START_TEST(defaults_are_for_a_small_machine)
{
	struct inspector_options options;
	char error[256];

	ck_assert_int_eq(parse((const char *const[]){"template", NULL}, &options, error, sizeof(error)), 0);
	ck_assert_int_eq(options.role, ROLE_TEMPLATE);
	ck_assert_uint_eq(options.children, 4);
	ck_assert_uint_eq(options.wall_ms, 20000);
	ck_assert_uint_eq(options.cpu_seconds, 10);
	ck_assert_uint_eq(options.memory_mb, 1024);
	ck_assert_uint_eq(options.message_size, 64U << 20);
	ck_assert(!options.allow_unconfined);
	ck_assert_int_eq(parse((const char *const[]){"screener", NULL}, &options, error, sizeof(error)), 0);
	ck_assert_int_eq(options.role, ROLE_SCREENER);
	ck_assert_uint_eq(options.wall_ms, 5000);
	ck_assert_int_eq(parse((const char *const[]){"form", NULL}, &options, error, sizeof(error)), 0);
	ck_assert_int_eq(options.role, ROLE_FORM);
}
END_TEST

START_TEST(all_options_are_taken)
{
	static const char *const arguments[] = {
	    "template", "--children=7", "--wall-ms=1", "--cpu-seconds=3", "--memory-mb=64", "--message-size=5000", "--allow-unconfined", NULL};
	struct inspector_options options;
	char error[256];

	ck_assert_int_eq(parse(arguments, &options, error, sizeof(error)), 0);
	ck_assert_uint_eq(options.children, 7);
	ck_assert_uint_eq(options.wall_ms, 1);
	ck_assert_uint_eq(options.cpu_seconds, 3);
	ck_assert_uint_eq(options.memory_mb, 64);
	ck_assert_uint_eq(options.message_size, 5000);
	ck_assert(options.allow_unconfined);
}
END_TEST

struct limit_case {
	const char *argument;
	int result;
};

static const struct limit_case limits[] = {{"--children=1", 0}, {"--children=0", -EINVAL}, {"--children=256", 0},
    {"--children=257", -EINVAL}, {"--wall-ms=1", 0}, {"--wall-ms=0", -EINVAL}, {"--wall-ms=3600000", 0},
    {"--wall-ms=3600001", -EINVAL}, {"--cpu-seconds=1", 0}, {"--cpu-seconds=0", -EINVAL}, {"--cpu-seconds=3600", 0},
    {"--cpu-seconds=3601", -EINVAL}, {"--memory-mb=64", 0}, {"--memory-mb=63", -EINVAL}, {"--memory-mb=1048576", 0},
    {"--memory-mb=1048577", -EINVAL}, {"--message-size=4096", 0}, {"--message-size=4095", -EINVAL}, {"--message-size=1073741824", 0},
    {"--message-size=1073741825", -EINVAL}, {"--children=", -EINVAL}, {"--children=-1", -EINVAL}, {"--children= 1", -EINVAL},
    {"--children=1x", -EINVAL}, {"--children=99999999999999999999", -EINVAL}, {"--children", -EINVAL},
    {"--allow-unconfined=yes", -EINVAL}, {"--nonesuch=1", -EINVAL}, {"template", -EINVAL}, {"", -EINVAL}};

START_TEST(numbers_are_held_to_their_limits)
{
	const char *const arguments[] = {"template", limits[_i].argument, NULL};
	struct inspector_options options;
	char error[256] = "";

	int r = parse(arguments, &options, error, sizeof(error));
	ck_assert_msg(r == limits[_i].result, "%s", limits[_i].argument);
	ck_assert((r == 0) == (error[0] == '\0'));
	ck_assert_ptr_null(strchr(error, '\n'));
}
END_TEST

START_TEST(no_role_is_a_usage_error)
{
	struct inspector_options options;
	char error[256] = "";

	ck_assert_int_eq(parse((const char *const[]){NULL}, &options, error, sizeof(error)), -EINVAL);
	ck_assert_ptr_nonnull(strstr(error, "usage: "));
	ck_assert_int_eq(parse((const char *const[]){"gate", NULL}, &options, error, sizeof(error)), -EINVAL);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("inspector_options");
	TCase *tcase = tcase_create("options");

	tcase_add_test(tcase, defaults_are_for_a_small_machine);
	tcase_add_test(tcase, all_options_are_taken);
	tcase_add_loop_test(tcase, numbers_are_held_to_their_limits, 0, sizeof(limits) / sizeof(limits[0]));
	tcase_add_test(tcase, no_role_is_a_usage_error);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
