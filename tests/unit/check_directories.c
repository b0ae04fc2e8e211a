/* directories: made for the daemon's user alone, and what others could read or write is said, not mended. */
#include "milter/directories.h"

#include "milter/option_keys.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char root[] = "/tmp/check-directories-XXXXXX";
static char state[64], ledger[80], keys[80], key_file[120];
static struct options options;
static struct problem_list problems;
static struct identity identity;

static void setup(void)
{
	strcpy(strrchr(root, '-') + 1, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(root));
	ck_assert_int_eq(chmod(root, 0755), 0);
	snprintf(state, sizeof(state), "%s/state", root);
	snprintf(ledger, sizeof(ledger), "%s/ledger", state);
	snprintf(keys, sizeof(keys), "%s/keys", state);
	snprintf(key_file, sizeof(key_file), "%s/pseudonym-2026Q4.key", keys);
	ck_assert_int_eq(options_init(&options), 0);
	ck_assert_int_eq(option_set(&options, OPTION_STATE, state), 0);
	ck_assert_int_eq(option_set(&options, OPTION_LEDGER, ledger), 0);
	ck_assert_int_eq(option_set(&options, OPTION_KEYS, keys), 0);
	ck_assert_int_eq(option_set(&options, OPTION_USER, "nobody"), 0);
	problem_list_init(&problems);
	identity = geteuid() == 0 ? (struct identity){65534, 65534} : (struct identity){geteuid(), getegid()};
}

static void teardown(void)
{
	unlink(key_file);
	unlink(ledger);
	rmdir(keys);
	rmdir(ledger);
	rmdir(state);
	rmdir(root);
	options_clear(&options);
	problem_list_clear(&problems);
}

static void make(const char *path, mode_t mode)
{
	ck_assert_int_eq(mkdir(path, 0700), 0);
	ck_assert_int_eq(chmod(path, mode), 0);
	ck_assert_int_eq(chown(path, identity.user, identity.group), 0);
}

static bool is_said(const char *text)
{
	for (size_t i = 0; i < problems.count; i++)
		if (strstr(problems.items[i].text, text) != NULL)
			return true;
	return false;
}

START_TEST(missing_directories_are_made_for_the_user_alone)
{
	const char *const paths[] = {state, ledger, keys};
	struct stat status;

	umask(_i == 0 ? 0 : 0077);
	ck_assert_int_eq(directories_prepare(&options, &identity, &problems), 0);
	ck_assert_uint_eq(problems.count, 0);
	for (size_t i = 0; i < 3; i++) {
		ck_assert_int_eq(lstat(paths[i], &status), 0);
		ck_assert(S_ISDIR(status.st_mode));
		ck_assert_uint_eq(status.st_mode & 07777, 0700);
		ck_assert_uint_eq(status.st_uid, identity.user);
		ck_assert_uint_eq(status.st_gid, identity.group);
	}
	ck_assert_int_eq(directories_prepare(&options, &identity, &problems), 0);
	ck_assert_int_eq(directories_check(&options, &identity, false, &problems), 0);
	ck_assert_uint_eq(problems.count, 0);
}
END_TEST

START_TEST(a_directory_that_others_could_enter_is_said_and_left)
{
	static const mode_t modes[] = {0755, 0710, 0701};
	struct stat status;

	make(state, modes[_i]);
	ck_assert_int_eq(directories_prepare(&options, &identity, &problems), -EINVAL);
	ck_assert_uint_eq(problems.count, 1);
	ck_assert(is_said("/state\" must have mode 0700, not 07"));
	ck_assert_int_eq(stat(state, &status), 0);
	ck_assert_uint_eq(status.st_mode & 07777, modes[_i]);
}
END_TEST

START_TEST(a_directory_of_somebody_elses_is_said)
{
	if (geteuid() != 0) {
		puts("SKIP: only root can give a directory away");
		return;
	}
	make(state, 0700);
	ck_assert_int_eq(chown(state, 1, 1), 0);
	ck_assert_int_eq(directories_prepare(&options, &identity, &problems), -EINVAL);
	ck_assert(is_said("/state\" must belong to user \"nobody\""));
}
END_TEST

START_TEST(a_file_in_the_place_of_a_directory_is_said)
{
	make(state, 0700);
	close(open(ledger, O_WRONLY | O_CREAT, 0600));
	ck_assert_int_eq(directories_prepare(&options, &identity, &problems), -EINVAL);
	ck_assert(is_said("/ledger\" is not a directory"));
	ck_assert_uint_eq(problems.count, 1);
}
END_TEST

START_TEST(a_directory_whose_parent_is_missing_is_said)
{
	ck_assert_int_eq(option_set(&options, OPTION_STATE, "/nowhere/state"), 0);
	ck_assert_int_eq(option_set(&options, OPTION_LEDGER, "/nowhere/ledger"), 0);
	ck_assert_int_eq(option_set(&options, OPTION_KEYS, "/nowhere/keys"), 0);
	ck_assert_int_eq(directories_prepare(&options, &identity, &problems), -EINVAL);
	ck_assert_uint_eq(problems.count, 3);
	ck_assert(is_said("keys: \"/nowhere/keys\" cannot be made or used (No such file or directory)"));
}
END_TEST

START_TEST(checking_makes_nothing)
{
	struct stat status;

	ck_assert_int_eq(directories_check(&options, &identity, true, &problems), 0);
	ck_assert_int_eq(directories_check(&options, &identity, false, &problems), 0);
	ck_assert_uint_eq(problems.count, 0);
	ck_assert_int_eq(stat(state, &status), -1);
}
END_TEST

START_TEST(a_directory_that_a_start_could_not_make_is_said)
{
	ck_assert_int_eq(option_set(&options, OPTION_LEDGER, "/nowhere/ledger"), 0);
	ck_assert_int_eq(directories_check(&options, &identity, true, &problems), 0);
	ck_assert_int_eq(directories_check(&options, &identity, false, &problems), -EINVAL);
	ck_assert_uint_eq(problems.count, 1);
	ck_assert(is_said("ledger: \"/nowhere/ledger\" does not exist, and user \"nobody\" cannot make it"));
}
END_TEST

static void make_key(mode_t mode)
{
	int fd = open(key_file, O_WRONLY | O_CREAT, 0600);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(fchown(fd, identity.user, identity.group), 0);
	ck_assert_int_eq(fchmod(fd, mode), 0);
	close(fd);
}

static const struct {
	const char *name;
	mode_t mode;
	bool is_said;
} key_files[] = {{"pseudonym-2026Q4.key", 0600, false}, {"pseudonym-2026Q4.key", 0400, false},
    {"pseudonym-2026Q4.key", 0640, true}, {"pseudonym-2026Q4.key", 0604, true}, {"signing-key", 0600, false},
    {"signing-key", 0640, true}, {"signing-key.old", 0644, false}};
#define KEY_FILE_COUNT (int)(sizeof(key_files) / sizeof(*key_files))

START_TEST(a_key_file_that_others_could_read_is_said)
{
	char said[120];

	make(state, 0700);
	make(ledger, 0700);
	make(keys, 0700);
	snprintf(key_file, sizeof(key_file), "%s/%s", keys, key_files[_i].name);
	make_key(key_files[_i].mode);
	snprintf(
	    said, sizeof(said), "%s\" must be a regular file of user \"nobody\" with mode 0600", key_files[_i].name);
	ck_assert_int_eq(directories_check(&options, &identity, true, &problems), key_files[_i].is_said ? -EINVAL : 0);
	ck_assert_int_eq(is_said(said), key_files[_i].is_said);
}
END_TEST

START_TEST(a_signing_key_of_the_administrators_is_the_users_alone_and_there)
{
	static const struct {
		mode_t mode; /* 0: there is none */
		const char *said;
	} rows[] = {{0600, NULL}, {0400, NULL}, {0440, "must be a regular file of user"},
	    {0200, "must be a regular file of user"}, {0, "cannot be used (No such file or directory)"}};

	snprintf(key_file, sizeof(key_file), "%s/my-key", root);
	ck_assert_int_eq(option_set(&options, OPTION_SIGNING_KEY, key_file), 0);
	if (rows[_i].mode != 0)
		make_key(rows[_i].mode);
	ck_assert_int_eq(directories_check(&options, &identity, true, &problems), rows[_i].said != NULL ? -EINVAL : 0);
	ck_assert(rows[_i].said == NULL || is_said(rows[_i].said));
}
END_TEST

START_TEST(a_directory_for_checkpoints_is_there_and_writable)
{
	ck_assert_int_eq(option_set(&options, OPTION_CHECKPOINT_DIRECTORY, state), 0);
	ck_assert_int_eq(directories_check(&options, &identity, true, &problems), -EINVAL);
	ck_assert(is_said("checkpoint-directory: \""));
	ck_assert(is_said("cannot be used (No such file or directory)"));
	problem_list_clear(&problems);
	close(open(state, O_WRONLY | O_CREAT, 0600));
	ck_assert_int_eq(directories_check(&options, &identity, true, &problems), -EINVAL);
	ck_assert(is_said("checkpoint-directory: \""));
	ck_assert(is_said("is not a directory"));
	problem_list_clear(&problems);
	ck_assert_int_eq(unlink(state), 0);
	make(state, 0700);
	ck_assert_int_eq(directories_check(&options, &identity, true, &problems), 0);
	if (geteuid() == 0)
		return; /* to root everything is writable */
	ck_assert_int_eq(chmod(state, 0500), 0);
	ck_assert_int_eq(directories_check(&options, &identity, true, &problems), -EINVAL);
	ck_assert(is_said("must be writable for user \"nobody\""));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("directories");
	TCase *tcase = tcase_create("directories");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_loop_test(tcase, missing_directories_are_made_for_the_user_alone, 0, 2);
	tcase_add_loop_test(tcase, a_directory_that_others_could_enter_is_said_and_left, 0, 3);
	tcase_add_test(tcase, a_directory_of_somebody_elses_is_said);
	tcase_add_test(tcase, a_file_in_the_place_of_a_directory_is_said);
	tcase_add_test(tcase, a_directory_whose_parent_is_missing_is_said);
	tcase_add_test(tcase, checking_makes_nothing);
	tcase_add_test(tcase, a_directory_that_a_start_could_not_make_is_said);
	tcase_add_loop_test(tcase, a_key_file_that_others_could_read_is_said, 0, KEY_FILE_COUNT);
	tcase_add_loop_test(tcase, a_signing_key_of_the_administrators_is_the_users_alone_and_there, 0, 5);
	tcase_add_test(tcase, a_directory_for_checkpoints_is_there_and_writable);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
