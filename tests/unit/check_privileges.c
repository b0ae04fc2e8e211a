/* privileges: root becomes the configured user for good; anybody else must be that user already. */
#include "milter/privileges.h"

#include "milter/limits.h"
#include "milter/option_keys.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

static struct options options;
static struct problem_list problems;
static struct identity identity;

static void setup(void)
{
	ck_assert_int_eq(options_init(&options), 0);
	ck_assert_int_eq(option_set(&options, OPTION_USER, "nobody"), 0);
	problem_list_init(&problems);
}

static void teardown(void)
{
	problem_list_clear(&problems);
	options_clear(&options);
}

static bool is_root(void)
{
	if (geteuid() == 0)
		return true;
	puts("SKIP: only root can become somebody else");
	return false;
}

/* The test goes on as that user; check gives each test a process of its own. */
static void become(uid_t user, gid_t group)
{
	ck_assert_int_eq(setgroups(0, NULL), 0);
	ck_assert_int_eq(setresgid(group, group, group), 0);
	ck_assert_int_eq(setresuid(user, user, user), 0);
}

/* A line of /proc/self/status. */
static const char *status_of(const char *key)
{
	static char line[256];
	FILE *file = fopen("/proc/self/status", "r");

	ck_assert_ptr_nonnull(file);
	while (fgets(line, sizeof(line), file) != NULL && strncmp(line, key, strlen(key)) != 0)
		;
	fclose(file);
	line[strcspn(line, "\n")] = '\0';
	return line;
}

START_TEST(root_becomes_the_user_for_good)
{
	uid_t user[3];
	gid_t group[3];

	if (!is_root())
		return;
	if (_i == 1)
		ck_assert_int_eq(option_set(&options, OPTION_GROUP, "mail"), 0);
	ck_assert_int_eq(privileges_find(&options, &problems, &identity), 0);
	ck_assert_uint_eq(identity.user, 65534);
	ck_assert_uint_eq(identity.group, _i == 0 ? 65534 : 8);
	ck_assert_int_eq(privileges_drop(&options, &identity), 0);
	ck_assert_int_eq(getresuid(&user[0], &user[1], &user[2]), 0);
	ck_assert_int_eq(getresgid(&group[0], &group[1], &group[2]), 0);
	for (size_t i = 0; i < 3; i++) {
		ck_assert_uint_eq(user[i], 65534);
		ck_assert_uint_eq(group[i], identity.group);
	}
	ck_assert_int_eq(setuid(0), -1);
	ck_assert_int_eq(setgid(0), -1);
	ck_assert_int_eq(setgroups(0, NULL), -1);
	ck_assert_ptr_null(strstr(status_of("Groups:"), "\t0"));
	ck_assert_str_eq(status_of("CapEff:"), "CapEff:\t0000000000000000");
	ck_assert_str_eq(status_of("CapPrm:"), "CapPrm:\t0000000000000000");
	ck_assert_int_eq(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0), 1);
}
END_TEST

START_TEST(a_user_who_is_no_use_is_refused)
{
	static const struct {
		const char *user, *group, *problem;
	} rows[] = {
	    {"root", NULL, "user: any user but root: the daemon reads hostile mail"},
	    {"no-such-user", NULL, "user: \"no-such-user\" is not a user of this system"},
	    {NULL, "no-such-group", "group: \"no-such-group\" is not a group of this system"},
	};

	if (rows[_i].user != NULL)
		ck_assert_int_eq(option_set(&options, OPTION_USER, rows[_i].user), 0);
	if (rows[_i].group != NULL)
		ck_assert_int_eq(option_set(&options, OPTION_GROUP, rows[_i].group), 0);
	ck_assert_int_eq(privileges_find(&options, &problems, &identity), -EINVAL);
	ck_assert_uint_ge(problems.count, 1);
	ck_assert_ptr_nonnull(strstr(problems.items[problems.count - 1].text, rows[_i].problem));
}
END_TEST

START_TEST(both_user_and_group_are_said)
{
	ck_assert_int_eq(option_set(&options, OPTION_USER, "no-such-user"), 0);
	ck_assert_int_eq(option_set(&options, OPTION_GROUP, "no-such-group"), 0);
	ck_assert_int_eq(privileges_find(&options, &problems, &identity), -EINVAL);
	ck_assert_uint_eq(problems.count, 2);
}
END_TEST

START_TEST(the_user_itself_goes_on)
{
	if (!is_root())
		return;
	become(65534, 8);
	ck_assert_int_eq(privileges_find(&options, &problems, &identity), 0);
	ck_assert_int_eq(privileges_drop(&options, &identity), 0);
	ck_assert_int_eq(option_set(&options, OPTION_GROUP, "mail"), 0);
	ck_assert_int_eq(privileges_find(&options, &problems, &identity), 0);
	ck_assert_uint_eq(problems.count, 0);
	ck_assert_uint_eq(getegid(), 8);
}
END_TEST

START_TEST(another_user_or_group_is_refused)
{
	if (!is_root())
		return;
	become(_i == 0 ? 1 : 65534, 65534);
	if (_i == 1)
		ck_assert_int_eq(option_set(&options, OPTION_GROUP, "mail"), 0);
	ck_assert_int_eq(privileges_find(&options, &problems, &identity), -EINVAL);
	ck_assert_uint_eq(problems.count, 1);
	ck_assert_ptr_nonnull(strstr(problems.items[0].text,
	    _i == 0 ? "user: started as user number 1, which is neither root nor \"nobody\""
		    : "group: started with group number 65534, which is not \"mail\", and only root can change it"));
}
END_TEST

/* Somebody whose saved user is root could come back. */
START_TEST(a_way_back_to_root_is_found)
{
	if (!is_root())
		return;
	ck_assert_int_eq(privileges_find(&options, &problems, &identity), 0);
	ck_assert_int_eq(setresuid(_i == 0 ? 65534 : 0, 65534, _i == 0 ? 0 : 65534), 0);
	ck_assert_int_eq(privileges_drop(&options, &identity), -EPERM);
	ck_assert_int_eq(setresuid(0, 0, 0), 0); /* the way back */
}
END_TEST

START_TEST(memory_is_kept_from_core_dumps_and_debuggers)
{
	struct rlimit core = {1, 1}, files = {100, 0};
	uint64_t descriptors = 0;

	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &files), 0);
	files.rlim_cur = 100;
	if (_i == 1)
		files.rlim_max = 200;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &files), 0);
	ck_assert_int_eq(privileges_limit(&descriptors), 0);
	ck_assert_uint_eq(
	    descriptors, files.rlim_max < LIMIT_DESCRIPTORS ? (uint64_t)files.rlim_max : LIMIT_DESCRIPTORS);
	ck_assert_int_eq(getrlimit(RLIMIT_CORE, &core), 0);
	ck_assert_uint_eq(core.rlim_max, 0);
#ifndef SANITIZED
	ck_assert_int_eq(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), 0);
#endif
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("privileges");
	TCase *tcase = tcase_create("privileges");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, root_becomes_the_user_for_good, 0, 2);
	tcase_add_loop_test(tcase, a_user_who_is_no_use_is_refused, 0, 3);
	tcase_add_test(tcase, both_user_and_group_are_said);
	tcase_add_test(tcase, the_user_itself_goes_on);
	tcase_add_loop_test(tcase, another_user_or_group_is_refused, 0, 2);
	tcase_add_loop_test(tcase, a_way_back_to_root_is_found, 0, 2);
	tcase_add_loop_test(tcase, memory_is_kept_from_core_dumps_and_debuggers, 0, 2);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
