/* policy: files become a bundle, a ruleset and a digest; the last good one is kept whole or not at all. */
#include "milter/policy.h"

#include "channel/channel.h"
#include "milter/last_good.h"
#include "milter/option_keys.h"
#include "milter/policy_files.h"
#include "tests/support/run_suite.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char root[] = "/tmp/check-policy-XXXXXX";
static char rules[64], guidance[64], forms[64], state[64], kept[96];
static struct options options;
static struct problem_list problems;
static struct policy policy;
static struct bundle bundle;

static void run(const char *command)
{
	ck_assert_int_eq(system(command), 0);
}

static void write_file(const char *directory, const char *name, const char *text)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	FILE *file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	fclose(file);
}

static void setup(void)
{
	const char *source = getenv("top_srcdir") != NULL ? getenv("top_srcdir") : ".";
	char command[1024];

	strcpy(strrchr(root, '-') + 1, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(root));
	snprintf(rules, sizeof(rules), "%s/rules.d", root);
	snprintf(guidance, sizeof(guidance), "%s/guidance", root);
	snprintf(forms, sizeof(forms), "%s/forms", root);
	snprintf(state, sizeof(state), "%s/state", root);
	snprintf(kept, sizeof(kept), "%s/" LAST_GOOD_NAME, state);
	snprintf(command, sizeof(command),
	    "mkdir %s %s %s %s && cp '%s/rules/lewisham.conf' %s && cp '%s/rules/guidance/lewisham.txt' %s", rules,
	    guidance, forms, state, source, rules, source, guidance);
	run(command);
	ck_assert_int_eq(options_init(&options), 0);
	ck_assert_int_eq(option_set(&options, OPTION_RULES, rules), 0);
	ck_assert_int_eq(option_set(&options, OPTION_GUIDANCE, guidance), 0);
	ck_assert_int_eq(option_set(&options, OPTION_FORMS, forms), 0);
	ck_assert_int_eq(option_set(&options, OPTION_STATE, state), 0);
	problem_list_init(&problems);
	policy_init(&policy);
	bundle_init(&bundle);
}

static void teardown(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf %s", root);
	run(command);
	options_clear(&options);
	problem_list_clear(&problems);
	policy_clear(&policy);
	bundle_clear(&bundle);
}

static bool is_said(const char *text)
{
	for (size_t i = 0; i < problems.count; i++)
		if (strstr(problems.items[i].text, text) != NULL)
			return true;
	return false;
}

START_TEST(the_shipped_rules_become_a_policy)
{
	uint8_t *sealed = NULL;
	size_t size = 0;

	ck_assert_int_eq(policy_load(&options, 0, &problems, &policy), 0);
	ck_assert_uint_eq(policy.ruleset->count, 1);
	ck_assert_uint_eq(strspn(policy.digest, "0123456789abcdef"), 64);
	ck_assert_int_eq(channel_read_sealed(policy.bundle_fd, BUNDLE_SIZE_MAX, &sealed, &size), 0);
	ck_assert_uint_eq(size, policy.packed_size);
	ck_assert_mem_eq(sealed, policy.packed, size);
	free(sealed);
}
END_TEST

START_TEST(one_policy_has_one_digest)
{
	char digest[DIGEST_HEX_SIZE];

	ck_assert_int_eq(policy_load(&options, 0, &problems, &policy), 0);
	strcpy(digest, policy.digest);
	policy_clear(&policy);
	ck_assert_int_eq(policy_load(&options, 999, &problems, &policy), 0);
	ck_assert_str_eq(policy.digest, digest);
	policy_clear(&policy);
	char command[128];
	snprintf(command, sizeof(command), "echo '# one line more' >>%s/lewisham.conf", rules);
	run(command);
	ck_assert_int_eq(policy_load(&options, 0, &problems, &policy), 0);
	ck_assert_str_ne(policy.digest, digest);
}
END_TEST

START_TEST(only_files_of_the_right_name_are_read)
{
	write_file(rules, ".hidden.conf", "nonsense");
	write_file(rules, "brent.conf.example", "nonsense");
	write_file(rules, "lewisham.conf~", "nonsense");
	write_file(rules, "lewisham.conf.dpkg-old", "nonsense");
	write_file(rules, "README", "nonsense");
	write_file(rules, ".conf", "nonsense");
	ck_assert_int_eq(policy_files_read(&options, &problems, &bundle), 0);
	ck_assert_uint_eq(problems.count, 0);
	ck_assert_uint_eq(bundle.count, 2);
	ck_assert_ptr_nonnull(bundle_find(&bundle, BUNDLE_RULES, "lewisham.conf"));
	ck_assert_ptr_nonnull(bundle_find(&bundle, BUNDLE_GUIDANCE, "lewisham.txt"));
}
END_TEST

START_TEST(a_file_that_looks_forgotten_is_warned_of)
{
	write_file(rules, "brent.rules", "nonsense");
	write_file(guidance, "brent.TXT", "nonsense");
	ck_assert_int_eq(policy_files_read(&options, &problems, &bundle), 0);
	ck_assert_uint_eq(problems.count, 2);
	ck_assert(problems.items[0].is_warning && problems.items[1].is_warning);
	ck_assert(is_said("/rules.d: \"brent.rules\" is not read: a rule file ends in \".conf\""));
	ck_assert(is_said("/guidance: \"brent.TXT\" is not read: a guidance text ends in \".txt\""));
	ck_assert_uint_eq(bundle.count, 2);
}
END_TEST

static void break_fifo(void)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/b.conf", rules);
	ck_assert_int_eq(mkfifo(path, 0600), 0);
}

static void break_folder(void)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/b.conf", rules);
	ck_assert_int_eq(mkdir(path, 0700), 0);
}

static void break_link(void)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/b.conf", rules);
	ck_assert_int_eq(symlink("/nowhere/b.conf", path), 0);
}

static void break_name(void)
{
	write_file(rules, "b b.conf", "");
}

static void break_size(void)
{
	char path[128];

	write_file(rules, "b.conf", "");
	snprintf(path, sizeof(path), "%s/b.conf", rules);
	ck_assert_int_eq(truncate(path, BUNDLE_FILE_SIZE_MAX + 1), 0);
}

static void break_rules(void)
{
	write_file(rules, "b.conf", "\nroute {\n");
}

static void break_empty(void)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/lewisham.conf", rules);
	ck_assert_int_eq(unlink(path), 0);
}

static void break_rules_directory(void)
{
	ck_assert_int_eq(option_set(&options, OPTION_RULES, "/nowhere/rules.d"), 0);
}

static void break_guidance_directory(void)
{
	ck_assert_int_eq(option_set(&options, OPTION_GUIDANCE, "/etc/passwd"), 0);
}

static void break_forms_directory(void)
{
	ck_assert_int_eq(option_set(&options, OPTION_FORMS, "/nowhere/forms"), 0);
	options.lines[OPTION_FORMS] = 3;
}

static void break_form(void)
{
	write_file(forms, "a.fingerprint", "form-fingerprint 1\nname A form\nsample a.docx\nlable Name\n");
}

static const struct {
	void (*make)(void);
	const char *problem;
} breaks[] = {
    {break_fifo, "/rules.d/b.conf: a regular file is needed, whose name has at most 128 octets"},
    {break_folder, "/rules.d/b.conf: a regular file is needed"},
    {break_link, "/rules.d/b.conf: cannot be read (No such file or directory)"},
    {break_name, "/rules.d/b b.conf: a regular file is needed, whose name has at most 128 octets and no blanks"},
    {break_size,
	"/rules.d/b.conf: larger than allowed: at most 262144 octets a file, 256 files, 4194304 octets together"},
    {break_rules, "/rules.d/b.conf:2: "},
    {break_empty, "/rules.d: no rule file is there: at least one file that ends in \".conf\" is needed"},
    {break_rules_directory,
	"rules: \"/nowhere/rules.d\" is not a directory that can be read (No such file or directory)"},
    {break_guidance_directory, "guidance: \"/etc/passwd\" is not a directory that can be read (Not a directory)"},
    {break_forms_directory,
	"forms: \"/nowhere/forms\" is not a directory that can be read (No such file or directory)"},
    {break_form, "/forms/a.fingerprint:4: a line begins with name, sample, version, title"},
};

#define FORM_TEXT "form-fingerprint 1\nname A form\nsample a.docx\nlabel Name\n"

START_TEST(learnt_forms_are_part_of_the_policy)
{
	char digest[DIGEST_HEX_SIZE];

	ck_assert_int_eq(policy_load(&options, 0, &problems, &policy), 0);
	strcpy(digest, policy.digest);
	policy_clear(&policy);
	write_file(forms, "a.fingerprint", FORM_TEXT);
	write_file(forms, "README", "no form");
	write_file(forms, "b.docx", "no form either");
	ck_assert_int_eq(policy_load(&options, 0, &problems, &policy), 0);
	ck_assert_uint_eq(policy.ruleset->forms.count, 1);
	ck_assert_str_eq(policy.ruleset->forms.items[0].name, "a.fingerprint");
	ck_assert_str_ne(policy.digest, digest);
	ck_assert_uint_eq(problems.count, 1);
	ck_assert(is_said("/forms: \"b.docx\" is not read: a learnt form ends in \".fingerprint\""));
}
END_TEST

START_TEST(the_default_directory_of_forms_may_be_missing)
{
	ck_assert_int_eq(option_set(&options, OPTION_FORMS, "/nowhere/forms"), 0);
	ck_assert_int_eq(policy_load(&options, 0, &problems, &policy), 0);
	ck_assert_uint_eq(policy.ruleset->forms.count, 0);
	ck_assert_uint_eq(problems.count, 0);
}
END_TEST

START_TEST(learnt_forms_are_in_the_last_good_policy)
{
	char digest[DIGEST_HEX_SIZE];

	write_file(forms, "a.fingerprint", FORM_TEXT);
	ck_assert_int_eq(policy_load(&options, 0, &problems, &policy), 0);
	ck_assert_int_eq(policy_keep(&policy, &options), 0);
	strcpy(digest, policy.digest);
	policy_clear(&policy);
	ck_assert_int_eq(policy_load_last_good(&options, 0, &policy), 0);
	ck_assert_str_eq(policy.digest, digest);
	ck_assert_uint_eq(policy.ruleset->forms.count, 1);
}
END_TEST

START_TEST(what_cannot_be_used_is_said_and_makes_no_policy)
{
	breaks[_i].make();
	ck_assert_int_eq(policy_load(&options, 0, &problems, &policy), -EINVAL);
	ck_assert(is_said(breaks[_i].problem));
	ck_assert_ptr_null(policy.ruleset);
	ck_assert_int_eq(policy.bundle_fd, -1);
}
END_TEST

START_TEST(the_last_good_policy_comes_back_as_it_was)
{
	char digest[DIGEST_HEX_SIZE];
	struct stat status;

	ck_assert_int_eq(policy_load(&options, 0, &problems, &policy), 0);
	strcpy(digest, policy.digest);
	ck_assert_int_eq(policy_keep(&policy, &options), 0);
	ck_assert_int_eq(policy_keep(&policy, &options), 0);
	ck_assert_int_eq(stat(kept, &status), 0);
	ck_assert_uint_eq(status.st_mode & 07777, 0600);
	policy_clear(&policy);
	break_rules();
	ck_assert_int_eq(policy_load_last_good(&options, 0, &policy), 0);
	ck_assert_str_eq(policy.digest, digest);
	ck_assert_uint_eq(policy.ruleset->count, 1);
}
END_TEST

START_TEST(a_damaged_last_good_policy_is_none)
{
	static const int results[] = {-ENOENT, -EBADMSG, -EBADMSG, -EPERM, -EPERM, -EBADMSG};
	struct stat status;

	ck_assert_int_eq(policy_load(&options, 0, &problems, &policy), 0);
	if (_i > 0)
		ck_assert_int_eq(policy_keep(&policy, &options), 0);
	policy_clear(&policy);
	if (_i == 1) {
		ck_assert_int_eq(stat(kept, &status), 0);
		ck_assert_int_eq(truncate(kept, status.st_size - 1), 0);
	}
	if (_i == 2)
		ck_assert_int_eq(truncate(kept, 0), 0);
	if (_i == 3)
		ck_assert_int_eq(chmod(kept, 0620), 0);
	if (_i == 4) {
		ck_assert_int_eq(unlink(kept), 0);
		ck_assert_int_eq(symlink("/etc/passwd", kept), 0);
	}
	if (_i == 5)
		write_file(state, LAST_GOOD_NAME, "something else altogether");
	ck_assert_int_eq(policy_load_last_good(&options, 0, &policy), results[_i]);
	ck_assert_ptr_null(policy.ruleset);
}
END_TEST

START_TEST(a_bundle_that_this_version_does_not_accept_is_refused)
{
	uint8_t *packed = NULL;
	size_t size = 0;

	ck_assert_int_eq(bundle_add(&bundle, BUNDLE_RULES, "a.conf", "/etc/a.conf", "tomorrow = yes", 14), 0);
	ck_assert_int_eq(bundle_pack(&bundle, &packed, &size), 0);
	ck_assert_int_eq(last_good_save(state, packed, size), 0);
	ck_assert_int_eq(policy_load_last_good(&options, 0, &policy), -EINVAL);
	free(packed);
}
END_TEST

START_TEST(a_failed_save_keeps_what_was_there)
{
	uint8_t *bytes = NULL;
	char path[128];
	size_t size = 0;

	ck_assert_int_eq(last_good_save(state, "first", 5), 0);
	/* The new file's name is taken by what cannot be unlinked. */
	snprintf(path, sizeof(path), "%s/" LAST_GOOD_NAME ".new", state);
	ck_assert_int_eq(mkdir(path, 0700), 0);
	ck_assert_int_lt(last_good_save(state, "second", 6), 0);
	ck_assert_int_eq(last_good_load(state, &bytes, &size), 0);
	ck_assert_uint_eq(size, 5);
	ck_assert_mem_eq(bytes, "first", 5);
	free(bytes);
	ck_assert_int_eq(last_good_save("/nowhere/state", "x", 1), -ENOENT);
}
END_TEST

START_TEST(what_a_crash_left_beside_does_not_matter)
{
	uint8_t *bytes = NULL;
	size_t size = 0;

	write_file(state, LAST_GOOD_NAME ".new", "half of someth");
	ck_assert_int_eq(last_good_save(state, "whole", 5), 0);
	ck_assert_int_eq(last_good_load(state, &bytes, &size), 0);
	ck_assert_mem_eq(bytes, "whole", 5);
	free(bytes);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy");
	TCase *tcase = tcase_create("policy");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, the_shipped_rules_become_a_policy);
	tcase_add_test(tcase, one_policy_has_one_digest);
	tcase_add_test(tcase, only_files_of_the_right_name_are_read);
	tcase_add_test(tcase, a_file_that_looks_forgotten_is_warned_of);
	tcase_add_loop_test(
	    tcase, what_cannot_be_used_is_said_and_makes_no_policy, 0, sizeof(breaks) / sizeof(*breaks));
	tcase_add_test(tcase, learnt_forms_are_part_of_the_policy);
	tcase_add_test(tcase, the_default_directory_of_forms_may_be_missing);
	tcase_add_test(tcase, learnt_forms_are_in_the_last_good_policy);
	tcase_add_test(tcase, the_last_good_policy_comes_back_as_it_was);
	tcase_add_loop_test(tcase, a_damaged_last_good_policy_is_none, 0, 6);
	tcase_add_test(tcase, a_bundle_that_this_version_does_not_accept_is_refused);
	tcase_add_test(tcase, a_failed_save_keeps_what_was_there);
	tcase_add_test(tcase, what_a_crash_left_beside_does_not_matter);
	suite_add_tcase(suite, tcase);
	return run_suite(suite);
}
